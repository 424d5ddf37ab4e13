#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// Reads a regular expression like Python's re module: one character at a time, where a backslash
/// and the next character are one token, always one token ahead.
class RegexTokenizer {
 public:
  /// Throws PythonRegexError, like all functions that move on, if the pattern ends in a backslash.
  explicit RegexTokenizer(std::string_view pattern);

  /// The next token, which take() returns; empty at the end.
  std::string_view next() const { return next_; }
  bool at_end() const { return next_.empty(); }

  std::string_view take();
  bool take_if(std::string_view token);

  /// Up to `limit` tokens, each of which is a character in `set`.
  std::string take_while(std::size_t limit, std::string_view set);

  /// The text up to `terminator`, which is also consumed. `what` names the text in the
  /// PythonRegexError that is thrown if it is empty or the terminator is missing.
  std::string take_until(std::string_view terminator, std::string_view what);

  /// The position of the next token, to go back to.
  std::size_t position() const { return end_ - next_.size(); }
  void go_back_to(std::size_t position);

 private:
  void advance();

  std::string_view pattern_;
  std::string_view next_;
  std::size_t end_ = 0;  // of the next token
};

/// Whether `token` is a single character, and in `set`.
bool is_one_of(std::string_view token, std::string_view set);

}  // namespace chaos
