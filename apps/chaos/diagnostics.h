#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "document/document.h"

namespace chaos::cli {

/// An error ends the command; a warning only does so with `--strict`.
enum class Severity { kError, kWarning, kFatalWarning };

/// Shows, on standard error, where a problem is and what to do about it: "file:line:column:
/// message", the line with a caret, the pointer and the hint. The log has the message of an error
/// already, so an error without a position or a hint shows nothing more.
void show(const Diagnostic& diagnostic, const Document* document = nullptr,
          Severity severity = Severity::kError);

/// Logs the message of a problem that show() shows next. On a terminal, where show() repeats the
/// message with its place, only the log file gets the record.
void log_error(const Diagnostic& diagnostic, const Document* document = nullptr,
               Severity severity = Severity::kError);

/// log_error() and show().
void report_error(const Diagnostic& diagnostic, const Document* document = nullptr);

/// From now on, show() writes DEBUG records instead, because a program reads the console.
void show_in_log_only();

/// The diagnostics with their places, for `--format json`.
Json diagnostics_as_json(const std::vector<Diagnostic>& diagnostics, const Document* document,
                         Severity severity = Severity::kError);

/// Shows a warning and its hint on standard error. It is not a log record.
void warn(const Diagnostic& diagnostic);

/// Shows a line in the same way.
void tell(const std::string& line);

/// Shows a hint about rollbacks in the same way, unless it is empty, and below it the command that
/// plays them, ready to be copied.
void advise(const std::string& hint, const std::string& command);

}  // namespace chaos::cli
