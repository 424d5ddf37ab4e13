#include "diagnostics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>

#include "github.h"
#include "log/log.h"
#include "os/file.h"
#include "progress/display_text.h"
#include "progress/live_area.h"

namespace chaos::cli {
namespace {

bool on_console = true;

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

/// How wide the terminal is that is written to, if any.
std::optional<std::size_t> columns() {
  if (isatty(STDERR_FILENO) != 1) return std::nullopt;
  return terminal_columns(STDERR_FILENO);
}

/// The hint as it stands; at a terminal broken at blanks, and its further lines below the first.
std::string laid_out(const std::string& hint) {
  const std::string indent(std::string_view("hint: ").size(), ' ');
  const auto width = columns();
  if (!width || *width < 2 * indent.size()) return hint;
  std::string text;
  for (const auto& line : wrapped(hint, *width - indent.size())) {
    if (!text.empty()) text.append("\n").append(indent);
    text += line;
  }
  return text;
}

}  // namespace

void show_in_log_only() {
  on_console = false;
}

void show(const Diagnostic& diagnostic, const Document* document) {
  const Position position = place_of(diagnostic, document);
  annotate_error(diagnostic.message, position);
  if (position.line == 0 && diagnostic.hint.empty()) return;
  const auto in = [](const char* code, const std::string& text) {
    const bool coloured = on_console && log::console_has_colour();
    return coloured ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  };
  std::string text;
  if (position.line != 0) {
    text += fmt::format("{}: {}\n", in("1", text_of(position)), diagnostic.message);
    text += excerpt(source_text(position, document), position, columns().value_or(kExcerptColumns));
  }
  if (!diagnostic.hint.empty())
    text += fmt::format("{} {}\n", in("36", "hint:"), laid_out(diagnostic.hint));
  if (on_console)
    fmt::print(stderr, "{}", log::redact(text));
  else
    log::debug(text.substr(0, text.find_last_not_of('\n') + 1));
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
