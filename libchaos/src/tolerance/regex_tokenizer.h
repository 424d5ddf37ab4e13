#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// Reads a regular expression as Python's re module does: a character at a time, where a backslash
/// and what follows are one, always one token ahead.
class RegexTokenizer {
 public:
  /// Throws PythonRegexError, as everything that moves on, when the pattern ends in a backslash.
  explicit RegexTokenizer(std::string_view pattern);

  /// The next token, which take() returns; empty at the end.
  std::string_view next() const { return next_; }
  bool at_end() const { return next_.empty(); }

  std::string_view take();
  bool take_if(std::string_view token);

  /// At most `limit` tokens that are each a character of `set`.
  std::string take_while(std::size_t limit, std::string_view set);

  /// The text up to `terminator`, which is taken too. `what` names the text in the error that is
  /// thrown if it is empty or the terminator missing: PythonRegexError.
  std::string take_until(std::string_view terminator, std::string_view what);

  /// A place to go back to: that of the next token.
  std::size_t position() const { return end_ - next_.size(); }
  void go_back_to(std::size_t position);

 private:
  void advance();

  std::string_view pattern_;
  std::string_view next_;
  std::size_t end_ = 0;  // of the next token
};

/// Whether `token` is one character, and that one of `set`.
bool is_one_of(std::string_view token, std::string_view set);

}  // namespace chaos
