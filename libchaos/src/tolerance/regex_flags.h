#pragma once

#include <optional>
#include <string_view>

#include "tolerance/regex_tokenizer.h"

namespace chaos {

/// Flags as written in patterns: a set of the letters of kRegexFlags.
class RegexFlags {
 public:
  bool has(char letter) const { return (bits_ & bit(letter)) != 0; }
  void add(char letter) { bits_ |= bit(letter); }
  void add(RegexFlags others) { bits_ |= others.bits_; }
  bool shares_any(RegexFlags others) const { return (bits_ & others.bits_) != 0; }

 private:
  static unsigned bit(char letter);
  unsigned bits_ = 0;
};

inline constexpr std::string_view kRegexFlags = "iLmsxatu";

/// The content of "(?i)" or "(?i-s:".
struct RegexFlagChange {
  bool is_global = false;  ///< "(?i)": for the whole pattern
  RegexFlags added;
  RegexFlags removed;
};

/// Reads flags up to the ")" or ":" after them; `first` is their first character, already consumed.
/// Throws PythonRegexError.
RegexFlagChange read_regex_flags(std::string_view first, RegexTokenizer& tokenizer);

}  // namespace chaos
