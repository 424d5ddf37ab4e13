#include "diagnostics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "github.h"
#include "log/log.h"
#include "os/file.h"
#include "os/print.h"
#include "os/write_target.h"
#include "progress/display_text.h"
#include "progress/live_area.h"
#include "shown_problems.h"

namespace chaos::cli {
namespace {

bool on_console = true;

/// A warning without a pointer is not about the document.
Position place_of(const Diagnostic& diagnostic, const Document* document, Severity severity) {
  if (diagnostic.position.line != 0 || document == nullptr) return diagnostic.position;
  if (severity != Severity::kError && diagnostic.pointer.empty()) return diagnostic.position;
  return document->locate(diagnostic);
}

/// The text that contains the position: the document's, or the file's if it could not be parsed.
std::string source_text(const Position& position, const Document* document) {
  if (document != nullptr) return document->text;
  if (os::is_special_file(position.file)) return {};  // it has been read already
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

/// The width of the terminal that is written to, if any.
std::optional<std::size_t> columns() {
  if (isatty(STDERR_FILENO) != 1) return std::nullopt;
  return terminal_columns(STDERR_FILENO);
}

/// The hint; on a terminal, it is wrapped, and its further lines are aligned with the first.
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

std::string coloured(const char* code, const std::string& text) {
  const bool is_coloured = on_console && log::console_has_colour();
  return is_coloured ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
}

void put(const std::string& text) {
  if (on_console)
    os::print_if_possible(stderr, log::redact(text));
  else
    log::debug(text.substr(0, text.find_last_not_of('\n') + 1));
}

}  // namespace

void show_in_log_only() {
  on_console = false;
}

void warn(const Diagnostic& diagnostic) {
  show(diagnostic, nullptr, Severity::kWarning);
}

void tell(const std::string& line) {
  put(line + "\n");
}

void advise(const std::string& hint, const std::string& command) {
  // The command gets a separate unindented line: indented lines belong to a log record.
  const std::string mark = coloured("36", "hint:");
  const std::string first = hint.empty() ? "" : fmt::format("{} {}\n", mark, laid_out(hint));
  put(fmt::format("{}{} to play the remaining rollbacks: {}\n", first, mark, command));
}

void show(const Diagnostic& diagnostic, const Document* document, Severity severity) {
  const Position position = place_of(diagnostic, document, severity);
  const bool is_warning = severity == Severity::kWarning;
  Diagnostic shown = diagnostic;
  shown.position = position;
  note_shown(std::move(shown), is_warning);
  is_warning ? annotate_warning(diagnostic.message, position)
             : annotate_error(diagnostic.message, position);
  if (position.line == 0 && diagnostic.hint.empty() && !is_warning) return;
  std::string text;
  const std::string label = is_warning ? coloured("33", "warning:") + " " : std::string();
  if (position.line == 0 && is_warning) text += fmt::format("{}{}\n", label, diagnostic.message);
  if (position.line != 0) {
    text += fmt::format("{}: {}{}\n", coloured("1", text_of(position)), label, diagnostic.message);
    text += excerpt(source_text(position, document), position, columns().value_or(kExcerptColumns));
  }
  if (!diagnostic.hint.empty())
    text += fmt::format("{} {}\n", coloured("36", "hint:"), laid_out(diagnostic.hint));
  put(text);
}

Json diagnostics_as_json(const std::vector<Diagnostic>& diagnostics, const Document* document,
                         Severity severity) {
  Json list = Json::array();
  for (const auto& diagnostic : diagnostics) {
    const Position position = place_of(diagnostic, document, severity);
    Json entry = {{"severity", severity == Severity::kWarning ? "warning" : "error"},
                  {"message", log::redact(diagnostic.message)},
                  {"pointer", diagnostic.pointer}};
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
