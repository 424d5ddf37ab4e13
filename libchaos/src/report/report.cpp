#include "report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "json/json_reader.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "report/html.h"
#include "report/json_summary.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "run/own_record.h"

namespace chaos::report {
namespace {

constexpr const char* kWanted = "name the journal that `chaos run` wrote";

std::string read_file(os::FileSystem& files, const std::string& path) {
  if (os::is_special_file(path)) {
    throw ReportError(
        Diagnostic{.message = fmt::format("'{}' is not a regular file", path), .hint = kWanted});
  }
  try {
    return files.read(path);
  } catch (const std::system_error& error) {
    const std::string wal = path + ".wal";
    throw ReportError(Diagnostic{
        .message = fmt::format("the journal '{}' cannot be read: {}", path, error.code().message()),
        .hint = files.exists(wal)
                    ? fmt::format("its run did not finish: `chaos recover {}` rebuilds it",
                                  os::shell_word(wal))
                    : "name the journal of a run: `chaos run` writes journal.json, unless "
                      "--journal-path names another file"});
  }
}

std::string hint_for_other_text(const std::string& path) {
  if (path.ends_with(".wal")) {
    return fmt::format("this is a write-ahead log; `chaos recover {}` rebuilds the journal from it",
                       os::shell_word(path));
  }
  return kWanted;
}

/// Old journals lack many keys, so any typical key of a journal is enough.
bool is_journal(const Json& document) {
  constexpr std::array kParts = {"experiment", "run", "steady_states", "status",
                                 "chaoslib-version"};
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](const char* part) { return find(document, part) != nullptr; });
}

std::string hint_for_other_document(const Json& document) {
  return find(document, "method") != nullptr
             ? "this is an experiment: `chaos run` runs it and writes its journal"
             : kWanted;
}

}  // namespace

Json read_journal(os::FileSystem& files, const std::string& path) {
  const std::string text = read_file(files, path);
  Json journal;
  try {
    journal = parse_json(text);
  } catch (const JsonSyntaxError& error) {
    Position position = error.position();
    position.file = path;
    throw ReportError(Diagnostic{.message = fmt::format("'{}' is not JSON: {}", path, error.what()),
                                 .hint = hint_for_other_text(path),
                                 .position = position});
  }
  // A control may have removed everything but the record.
  if (is_journal(own_record(journal))) return journal;
  throw ReportError(Diagnostic{.message = fmt::format("'{}' is not a journal", path),
                               .hint = hint_for_other_document(journal)});
}

Json read_whole_journal(os::FileSystem& files, const std::string& path) {
  Json journal = read_journal(files, path);
  const Json* experiment = find(own_record(journal), "experiment");
  if (experiment != nullptr && experiment->is_object()) return journal;
  throw ReportError(Diagnostic{
      .message = fmt::format("the journal '{}' has no experiment in it", path), .hint = kWanted});
}

std::string render(Format format, std::span<const Summary> runs) {
  switch (format) {
    case Format::kHtml:
      return html_report(runs);
    case Format::kMarkdown:
      return markdown_report(runs);
    case Format::kJunit:
      return junit_report(runs);
    case Format::kJsonSummary:
      break;
  }
  return json_summary_report(runs);
}

void write_report(os::FileSystem& files, const Destination& destination, const Json& journal,
                  const std::string& journal_path) {
  const Summary summary = summarize(journal, journal_path);
  write_text(files, destination.path, render(destination.format, {&summary, 1}));
}

void write_text(os::FileSystem& files, const std::string& path, const std::string& text) {
  try {
    files.write_atomically(path, text);
  } catch (const std::system_error& error) {
    throw ReportError(Diagnostic{
        .message =
            fmt::format("the report cannot be written to '{}': {}", path, error.code().message()),
        .hint = "name a file in an existing, writable directory; the journal was not changed"});
  }
}

}  // namespace chaos::report
