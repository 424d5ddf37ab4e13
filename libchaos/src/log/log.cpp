#include "log/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <system_error>

#include "log/colour.h"
#include "log/console.h"
#include "log/muted.h"
#include "log/notice.h"
#include "log/record_format.h"
#include "log/redactor.h"

namespace chaos::log {
namespace {

/// Writes all of `text`. Returns false, with errno set, on failure.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string random_identifier() {
  std::random_device device;
  const auto word = [&device] { return static_cast<std::uint32_t>(device()); };
  const std::uint32_t a = word(), b = word(), c = word(), d = word();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xfff,
                     0x8000u | ((c >> 16) & 0x3fff), c & 0xffff, d);
}

/// See no-color.org: the variable counts unless it is empty.
bool colour_is_disabled() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

std::string_view stem(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.rfind('.'));
}

Colour colour = Colour::kAuto;  // set before threads start

/// The process's log. There is one instance; its mutex keeps records whole and in order.
class Log {
 public:
  void configure(const Options& options) {
    const std::lock_guard lock(mutex_);
    options_ = options;
    console_level_ = options.verbose ? Level::kDebug : Level::kInfo;
    terminal_ = isatty(STDERR_FILENO) == 1;
    plain_ = colour == Colour::kNever || (colour == Colour::kAuto && colour_is_disabled());
    if (options.json) context_id_ = random_identifier();
    if (file_ >= 0) ::close(file_);
    file_ = -1;
    if (options.file.empty()) return;
    file_ = ::open(options.file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0) {
      throw std::system_error(errno, std::generic_category(),
                              fmt::format("cannot open the log file '{}'", options.file));
    }
  }

  bool enabled(Level level) const {
    if (muted_ > 0) return false;
    return level >= console_level_ || (file_ >= 0 && level >= options_.file_level);
  }

  void write(Level level, std::string_view raw, std::string_view module, int line) noexcept try {
    if (muted_ > 0) return;
    const std::string message = redactor_.redact(std::string(raw));
    const Record record{level, message, module, line, std::chrono::system_clock::now()};
    const std::lock_guard lock(mutex_);
    if (level >= console_level_) {
      to_console(record);
    }
    if (file_ >= 0 && level >= options_.file_level) to_file(record);
  } catch (...) {
    console_.write("chaos: out of memory while logging\n");
  }

  void notice(const std::string& message, const std::string& hint) noexcept try {
    if (muted_ > 0) return;
    const std::string text = redactor_.redact(message);
    const std::string advice = redactor_.redact(hint);
    const std::string both = advice.empty() ? text : text + "\n" + advice;
    const Record record{Level::kDebug, both, "notice", 0, std::chrono::system_clock::now()};
    const std::lock_guard lock(mutex_);
    if (file_ >= 0 && options_.file_level == Level::kDebug) to_file(record);
    if (!options_.json) {
      const std::string tail =
          advice.empty() ? "" : fmt::format("{} {}\n", coloured("36", "hint:"), advice);
      show(fmt::format("{} {}\n{}", coloured("33", "warning:"), text, tail));
    } else if (console_level_ == Level::kDebug) {
      to_console(record);
    }
  } catch (...) {
    console_.write("chaos: out of memory while logging\n");
  }

  Redactor& redactor() { return redactor_; }

  void set_console_level(Level level) { console_level_ = level; }

  void mute(int change) { muted_ += change; }

  void set_console_overlay(ConsoleOverlay* overlay) {
    const std::lock_guard lock(mutex_);
    overlay_ = overlay;
  }

  bool console_has_colour() const { return wants_colour(terminal_); }

  bool wants_colour(bool is_terminal) const {
    return colour == Colour::kAlways || (is_terminal && !plain_);
  }

 private:
  void to_console(const Record& record) {
    const TextStyle style{
        .origin = options_.verbose, .terminal = console_has_colour(), .plain = plain_};
    show(options_.json ? format_json(record, context_id_) : format_text(record, style));
  }

  std::string coloured(const char* code, const char* text) const {
    return console_has_colour() ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  }

  void show(const std::string& text) {
    if (overlay_ != nullptr) overlay_->clear();
    console_.write(text);  // if this fails, there is nowhere left to report it
    if (overlay_ != nullptr) overlay_->redraw();
  }

  void to_file(const Record& record) {
    if (write_all(file_, format_text(record, {.origin = true, .terminal = terminal_}))) return;
    if (file_failed_) return;
    file_failed_ = true;
    console_.write(fmt::format("chaos: the log file '{}' cannot be written: {}\n", options_.file,
                               std::strerror(errno)));
  }

  std::mutex mutex_;
  Console console_{STDERR_FILENO};       // guarded by mutex_
  Options options_;                      // set before threads start
  Level console_level_ = Level::kError;  // set before threads start
  bool terminal_ = false;
  bool plain_ = false;
  ConsoleOverlay* overlay_ = nullptr;  // guarded by mutex_
  std::atomic<int> muted_ = 0;
  int file_ = -1;
  bool file_failed_ = false;  // guarded by mutex_
  std::string context_id_;
  Redactor redactor_;
};

Log& instance() {
  static Log* const log = new Log;  // never destroyed: threads may log until the very end
  return *log;
}

}  // namespace

Muted::Muted() {
  instance().mute(1);
}

Muted::~Muted() {
  instance().mute(-1);
}

void configure(const Options& options) {
  instance().configure(options);
}

void notice(const std::string& message, const std::string& hint) {
  instance().notice(message, hint);
}

void set_console_level(Level level) {
  instance().set_console_level(level);
}

void set_console_overlay(ConsoleOverlay* overlay) {
  instance().set_console_overlay(overlay);
}

bool console_has_colour() {
  return instance().console_has_colour();
}

void set_colour(Colour choice) {
  colour = choice;
}

bool wants_colour(bool is_terminal) {
  return instance().wants_colour(is_terminal);
}

void add_secrets(const std::vector<std::string>& values, SecretOrigin origin) {
  instance().redactor().add(values, origin);
}

std::string redact(std::string text) {
  return instance().redactor().redact(std::move(text));
}

std::string redact_hidden(std::string text) {
  return instance().redactor().redact_hidden(std::move(text));
}

bool enabled(Level level) {
  return instance().enabled(level);
}

void write(Level level, std::string_view message, const SourceLocation& where) {
  write_from(level, message, stem(where.file), where.line);
}

void write_from(Level level, std::string_view message, std::string_view module, int line) {
  instance().write(level, message, module, line);
}

}  // namespace chaos::log
