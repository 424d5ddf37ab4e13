#include "storage/document.h"

#include <cstdint>

#include "service/refusal.h"
#include "storage/statement.h"

namespace chaos::hub::storage {
namespace {

constexpr std::size_t kPartSize = 256 << 10;

/// Where the first part of `text` ends: never inside a UTF-8 character.
std::size_t end_of_part(std::string_view text) {
  if (text.size() <= kPartSize) return text.size();
  std::size_t end = kPartSize;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return end;
}

}  // namespace

void add_document(soci::session& session, const std::string& id, std::string_view text) {
  for (int part = 0; !text.empty(); ++part) {
    const std::size_t end = end_of_part(text);
    execute(session,
            "INSERT INTO document_part (document, part, text) VALUES (:document, :part, :text)", id,
            part, text.substr(0, end));
    text.remove_prefix(end);
  }
}

void remove_document(soci::session& session, const std::string& id) {
  execute(session, "DELETE FROM document_part WHERE document = :id", id);
}

std::function<std::optional<std::string>()> document_parts(Database& database,
                                                           const std::string& id) {
  return [&database, id, count = std::optional<std::int64_t>(),
          part = 0]() mutable -> std::optional<std::string> {
    if (count && part == *count) return std::nullopt;
    return database.read([&](soci::session& session) -> std::optional<std::string> {
      if (!count)
        count = select_one(
            session, "SELECT COUNT(*) FROM document_part WHERE document = :id",
            [](Columns& row) { return row.number(); }, id);
      if (part == *count) return std::nullopt;
      auto text = select_one(
          session, "SELECT text FROM document_part WHERE document = :id AND part = :part",
          [](Columns& row) { return row.text(); }, id, part++);
      if (!text)
        throw Refusal(Refusal::Kind::kConflict,
                      "it was replaced while it was being read: try again");
      return text;
    });
  };
}

}  // namespace chaos::hub::storage
