#pragma once

#include <span>
#include <string>

#include "chaos/json.h"
#include "os/file.h"
#include "report/format.h"
#include "report/summary.h"

namespace chaos::report {

/// Reads a journal from a file. Throws ReportError, which says what is wrong, where, and what to
/// do: it cannot be read, is not JSON (with the position), or is not a journal.
Json read_journal(os::FileSystem& files, const std::string& path);

/// The same for commands that need the experiment in it, which old journals may lack.
Json read_whole_journal(os::FileSystem& files, const std::string& path);

/// The text of a report on these runs (at least one). Everything in it that comes from a journal is
/// escaped.
std::string render(Format format, std::span<const Summary> runs);

/// Writes a report on one run, atomically, for `chaos run --report`. `journal_path` is only
/// displayed. Throws ReportError, and then the file is unchanged.
void write_report(os::FileSystem& files, const Destination& destination, const Json& journal,
                  const std::string& journal_path);

/// Writes the text of a report, atomically. Throws ReportError, and then the file is unchanged.
void write_text(os::FileSystem& files, const std::string& path, const std::string& text);

}  // namespace chaos::report
