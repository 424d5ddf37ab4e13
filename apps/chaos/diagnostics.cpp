#include "diagnostics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

#include "github.h"
#include "log/log.h"
#include "os/file.h"

namespace chaos::cli {
namespace {

bool shown = true;

Position place_of(const Diagnostic& diagnostic, const Document* document) {
  if (diagnostic.position.line != 0 || document == nullptr) return diagnostic.position;
  return document->locate(diagnostic);
}

/// The text that the position is in: the document's, or for one that could not be read as a
/// document the file's.
std::string source_text(const Position& position, const Document* document) {
  if (document != nullptr) return document->text;
  try {
    return os::FileSystem::real().read(position.file);
  } catch (const std::system_error&) {
    return {};  // it came from a URL
  }
}

std::string text_of(const Position& position) {
  if (position.line == 0) return position.file;
  return fmt::format("{}:{}:{}", position.file, position.line, position.column);
}

}  // namespace

void show_nothing() {
  shown = false;
}

void show(const Diagnostic& diagnostic, const Document* document) {
  const Position position = place_of(diagnostic, document);
  annotate_error(diagnostic.message, position);
  if (!shown || (position.line == 0 && diagnostic.hint.empty())) return;
  const bool colour = isatty(STDERR_FILENO) == 1;
  const auto in = [colour](const char* code, const std::string& text) {
    return colour ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  };
  std::string text;
  if (position.line != 0) {
    text += fmt::format("{}: {}\n", in("1", text_of(position)), diagnostic.message);
    text += excerpt(source_text(position, document), position);
  }
  if (!diagnostic.hint.empty()) text += fmt::format("{} {}\n", in("36", "hint:"), diagnostic.hint);
  fmt::print(stderr, "{}", log::redact(text));
}

Json diagnostics_as_json(const std::vector<Diagnostic>& diagnostics, const Document* document) {
  Json list = Json::array();
  for (const auto& diagnostic : diagnostics) {
    const Position position = place_of(diagnostic, document);
    Json entry = {{"message", log::redact(diagnostic.message)}, {"pointer", diagnostic.pointer}};
    if (!diagnostic.kind.empty()) entry["kind"] = diagnostic.kind;
    if (!position.file.empty()) entry["file"] = position.file;
    if (position.line != 0) {
      entry["line"] = position.line;
      entry["column"] = position.column;
    }
    if (!diagnostic.hint.empty()) entry["hint"] = diagnostic.hint;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace chaos::cli
