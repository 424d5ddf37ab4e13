#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chaos/diagnostic.h"

namespace chaos {

/// The position just after `before`, the beginning of a text (lines end with "\n"). `before` must
/// be valid UTF-8.
Position position_of(std::string_view before);

/// Iterates over the tokens of a JSON text like Python's decoder, with the same errors. The text
/// must be valid UTF-8 and outlive the scanner.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text, std::size_t offset = 0)
      : text_(text), offset_(offset) {}

  std::size_t offset() const { return offset_; }
  bool at_end() const { return offset_ >= text_.size(); }

  /// The next byte, or '\0' at the end.
  char peek() const { return at_end() ? '\0' : text_[offset_]; }

  void advance(std::size_t count) { offset_ += count; }
  void skip_space();

  /// Skips `expected` if it comes next.
  bool accept(char expected);
  bool accept(std::string_view expected);

  /// Skips white space and `expected`, or fails with `message`.
  void expect_after_space(char expected, const char* message);

  /// Reads the string at an opening quote. Lone surrogates become U+FFFD.
  std::string read_string();

  /// A number as written; empty if there is none here (then nothing was consumed).
  struct Number {
    std::string_view text;
    bool is_float = false;
  };
  Number read_number();

  /// Throws JsonSyntaxError: `message` with the line, column and index of the byte at `offset`.
  [[noreturn]] void fail(std::string_view message, std::size_t offset) const;

 private:
  void read_escape(std::string& out, std::size_t opening);
  char32_t read_unicode_escape();
  bool read_hex(std::size_t offset, char32_t& unit) const;

  std::string_view text_;
  std::size_t offset_;
};

}  // namespace chaos
