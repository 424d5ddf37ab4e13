#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "log/redactor.h"

namespace chaos::log {

enum class Level { kDebug, kInfo, kWarning, kError, kCritical };

struct Options {
  bool verbose = false;   ///< DEBUG records on the console, with [module:line]
  bool json = false;      ///< console records as JSON objects, one per line
  std::string file = {};  ///< empty for no log file
  Level file_level = Level::kDebug;
};

/// Sets up the process's log. Before this call, only errors are shown, on standard error.
/// Throws std::system_error if the log file cannot be opened.
void configure(const Options& options);

/// Sets the lowest level that the console shows. Must be called before threads start.
void set_console_level(Level level);

/// A display that shares the console with the log. For each record, it is cleared and redrawn by
/// the thread that writes the record.
class ConsoleOverlay {
 public:
  virtual ~ConsoleOverlay() = default;
  virtual void clear() = 0;
  virtual void redraw() = 0;
};

/// Sets the overlay, of which there is at most one; nullptr for none. After this returns, the
/// former one is no longer called.
void set_console_overlay(ConsoleOverlay* overlay);

/// Whether the console is a terminal whose user wants colors (the variable NO_COLOR is not set).
bool console_has_colour();

/// From now on, every occurrence of these strings is replaced by "[redacted]" in every record.
/// Strings shorter than 6 bytes are ignored: replacing them would garble more than it hides.
void add_secrets(const std::vector<std::string>& values,
                 SecretOrigin origin = SecretOrigin::kElsewhere);

/// `text` with the secrets replaced.
std::string redact(std::string text);
/// The same for a journal, which has the secrets that the experiment contains in plain text anyway.
std::string redact_hidden(std::string text);

/// Whether records of that level are written anywhere; otherwise, callers can skip building costly
/// messages.
bool enabled(Level level);

/// The position in our sources that logs a record: std::source_location, which Clang 14 lacks.
struct SourceLocation {
  const char* file;
  int line;

  static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                          int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// Writes one record: "[2024-01-31 12:00:00 INFO] message", colors as the reference; further lines
/// of the message are indented by four spaces. Safe from any thread; never throws: what cannot be
/// written is counted and reported on standard error once.
void write(Level level, std::string_view message,
           const SourceLocation& where = SourceLocation::current());

/// A record that names another origin (an extension's module and line) instead of ours.
void write_from(Level level, std::string_view message, std::string_view module, int line);

inline void debug(std::string_view message,
                  const SourceLocation& where = SourceLocation::current()) {
  if (enabled(Level::kDebug)) write(Level::kDebug, message, where);
}
inline void info(std::string_view message,
                 const SourceLocation& where = SourceLocation::current()) {
  write(Level::kInfo, message, where);
}
inline void warning(std::string_view message,
                    const SourceLocation& where = SourceLocation::current()) {
  write(Level::kWarning, message, where);
}
inline void error(std::string_view message,
                  const SourceLocation& where = SourceLocation::current()) {
  write(Level::kError, message, where);
}
inline void critical(std::string_view message,
                     const SourceLocation& where = SourceLocation::current()) {
  write(Level::kCritical, message, where);
}

}  // namespace chaos::log
