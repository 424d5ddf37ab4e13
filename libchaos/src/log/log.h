#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "log/redactor.h"

namespace chaos::log {

enum class Level { kDebug, kInfo, kWarning, kError, kCritical };

struct Options {
  bool verbose = false;   ///< DEBUG records on the console, with [module:line]
  bool json = false;      ///< console records as JSON objects, one a line
  std::string file = {};  ///< empty for no log file
  Level file_level = Level::kDebug;
};

/// Sets up the process's log. Before this only errors are shown, on standard error.
/// Throws std::system_error when the log file cannot be opened.
void configure(const Options& options);

/// From which level on records are shown on the console. To be called before threads start.
void set_console_level(Level level);

/// Something that shares the console with the log and makes room for each record. Both are called
/// while a record is written, by the thread that writes it.
class ConsoleNeighbour {
 public:
  virtual ~ConsoleNeighbour() = default;
  virtual void make_room() = 0;
  virtual void come_back() = 0;
};

/// There is one at most; nullptr for none. When this returns, the former one is not called any
/// more.
void set_console_neighbour(ConsoleNeighbour* neighbour);

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

/// Whether a record of that level would go anywhere; lets callers skip building costly messages.
bool enabled(Level level);

/// Where in our sources a record comes from: std::source_location, which Clang 14 does not have.
struct Where {
  const char* file;
  int line;

  static constexpr Where current(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// Writes one record: "[2024-01-31 12:00:00 INFO] message", colors as the reference; further lines
/// of the message are indented by four spaces. Safe from any thread; never throws: what cannot be
/// written is counted and reported on standard error once.
void write(Level level, std::string_view message, const Where& where = Where::current());

/// A record that names another origin (an extension's module and line) instead of ours.
void write_from(Level level, std::string_view message, std::string_view module, int line);

inline void debug(std::string_view message, const Where& where = Where::current()) {
  if (enabled(Level::kDebug)) write(Level::kDebug, message, where);
}
inline void info(std::string_view message, const Where& where = Where::current()) {
  write(Level::kInfo, message, where);
}
inline void warning(std::string_view message, const Where& where = Where::current()) {
  write(Level::kWarning, message, where);
}
inline void error(std::string_view message, const Where& where = Where::current()) {
  write(Level::kError, message, where);
}
inline void critical(std::string_view message, const Where& where = Where::current()) {
  write(Level::kCritical, message, where);
}

}  // namespace chaos::log
