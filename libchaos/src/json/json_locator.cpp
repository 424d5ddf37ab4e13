#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "json/json_scanner.h"
#include "json/pointer.h"
#include "json/utf8.h"

namespace chaos {
namespace {

/// The offsets of a value and of its key (for an item, of the item).
struct ValueOffsets {
  std::size_t key = 0;
  std::size_t value = 0;
};

bool at_array_end(const JsonScanner& scanner) {
  return scanner.at_end() || scanner.peek() == ']' || scanner.peek() == '}';
}

/// Follows a pointer through the text and skips everything else. Brackets are counted, not parsed:
/// the text has been parsed before, so it is known to be JSON.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_(text) {}

  std::optional<ValueOffsets> locate(const JsonPointer& pointer) {
    JsonScanner scanner(text_);
    scanner.skip_space();
    ValueOffsets place{scanner.offset(), scanner.offset()};
    for (const std::string& token : pointer_tokens(pointer)) {
      const std::optional<ValueOffsets> next = step(place.value, token);
      if (!next) return std::nullopt;
      place = *next;
    }
    if (place.value >= text_.size()) return std::nullopt;
    return place;
  }

 private:
  std::optional<ValueOffsets> step(std::size_t offset, const std::string& token) {
    JsonScanner scanner(text_, offset);
    if (scanner.accept('{')) return find_member(scanner, token);
    if (scanner.accept('[')) return find_item(scanner, token);
    return std::nullopt;
  }

  /// If a key is repeated, the last one counts, as in the reader.
  std::optional<ValueOffsets> find_member(JsonScanner& scanner, const std::string& key) {
    std::optional<ValueOffsets> found;
    scanner.skip_space();
    while (scanner.peek() == '"') {
      const std::size_t key_offset = scanner.offset();
      const bool matches = scanner.read_string() == key;
      scanner.expect_after_space(':', "Expecting ':' delimiter");
      scanner.skip_space();
      if (matches) found = ValueOffsets{key_offset, scanner.offset()};
      skip_to_next(scanner);
    }
    return found;
  }

  std::optional<ValueOffsets> find_item(JsonScanner& scanner, const std::string& token) {
    const std::optional<std::size_t> index = array_index(token);
    if (!index) return std::nullopt;
    scanner.skip_space();
    for (std::size_t i = 0; !at_array_end(scanner); ++i) {
      if (i == *index) return ValueOffsets{scanner.offset(), scanner.offset()};
      skip_to_next(scanner);
    }
    return std::nullopt;
  }

  /// Skips a value and the comma after it, if any.
  void skip_to_next(JsonScanner& scanner) {
    int depth = 0;
    while (!scanner.at_end()) {
      const char c = scanner.peek();
      if (c == '"') {
        scanner.read_string();
        continue;
      }
      const bool closes = c == '}' || c == ']';
      if (depth == 0 && (c == ',' || closes)) break;
      if (c == '{' || c == '[') ++depth;
      if (closes) --depth;
      scanner.advance(1);
    }
    if (scanner.accept(',')) scanner.skip_space();
  }

  std::string_view text_;
};

}  // namespace

Position locate_in_json(std::string_view text, const JsonPointer& pointer, bool key) {
  if (find_invalid_utf8(text) != std::string_view::npos) return {};
  try {
    const std::optional<ValueOffsets> place = Locator(text).locate(pointer);
    if (!place) return {};
    return position_of(text.substr(0, key ? place->key : place->value));
  } catch (const JsonSyntaxError&) {
    return {};
  }
}

}  // namespace chaos
