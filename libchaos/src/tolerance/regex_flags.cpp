#include "tolerance/regex_flags.h"

#include <fmt/format.h>

#include "tolerance/python_regex.h"

namespace chaos {
namespace {

/// Letters beyond ASCII are not distinguished from other characters: this only affects the error
/// message.
bool is_letter(std::string_view token) {
  if (token.empty()) return false;
  const char c = token[0];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

[[noreturn]] void refuse(std::string_view token, std::string_view missing) {
  throw PythonRegexError(is_letter(token) ? "unknown flag" : fmt::format("missing {}", missing));
}

bool is_type(char flag) {
  return flag == 'a' || flag == 'L' || flag == 'u';
}

void add_flag(char flag, RegexFlags& flags) {
  if (flag == 'L') {
    throw PythonRegexError("bad inline flags: cannot use 'L' flag with a str pattern");
  }
  flags.add(flag);
  if (flags.has('a') && flags.has('u')) {
    throw PythonRegexError("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
  }
}

/// Reads the added flags and returns the token after them.
std::string_view read_added(std::string_view token, RegexFlags& flags, RegexTokenizer& tokenizer) {
  do {
    if (!is_one_of(token, kRegexFlags)) refuse(token, "-, : or )");
    add_flag(token[0], flags);
    token = tokenizer.take();
  } while (!is_one_of(token, ")-:"));
  return token;
}

void read_removed(RegexFlags& flags, RegexTokenizer& tokenizer) {
  std::string_view token = tokenizer.take();
  if (!is_one_of(token, kRegexFlags)) refuse(token, "flag");
  do {
    if (!is_one_of(token, kRegexFlags)) refuse(token, ":");
    if (is_type(token[0])) {
      throw PythonRegexError("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
    }
    flags.add(token[0]);
    token = tokenizer.take();
  } while (token != ":");
}

}  // namespace

unsigned RegexFlags::bit(char letter) {
  return 1U << kRegexFlags.find(letter);
}

RegexFlagChange read_regex_flags(std::string_view first, RegexTokenizer& tokenizer) {
  RegexFlagChange change;
  const std::string_view behind = first == "-" ? first : read_added(first, change.added, tokenizer);
  if (behind == ")") {
    change.is_global = true;
    return change;
  }
  if (change.added.has('t')) {
    throw PythonRegexError("bad inline flags: cannot turn on global flag");
  }
  if (behind == "-") read_removed(change.removed, tokenizer);
  if (change.removed.has('t')) {
    throw PythonRegexError("bad inline flags: cannot turn off global flag");
  }
  if (change.added.shares_any(change.removed)) {
    throw PythonRegexError("bad inline flags: flag turned on and off");
  }
  return change;
}

}  // namespace chaos
