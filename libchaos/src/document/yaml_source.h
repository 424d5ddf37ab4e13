#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "chaos/diagnostic.h"

namespace chaos {

/// A YAML text prepared for parsing, which also creates the error messages. All line breaks are
/// "\n", and a byte order mark is removed.
class YamlSource {
 public:
  /// `name` is for messages. Throws YamlError for what PyYAML's reader rejects: invalid UTF-8 and
  /// control characters.
  YamlSource(std::string_view text, std::string name);

  const std::string& text() const { return text_; }

  /// The byte at `offset`; '\0' from the end on, which occurs nowhere else.
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  /// The character at `offset` as Python's repr() shows it: "'x'".
  std::string quoted_char(std::size_t offset) const;

  Position position(std::size_t offset) const;

  /// Throws YamlError: `problem` and where it is, after `context` and where that began, if any.
  [[noreturn]] void fail(std::string_view problem, std::size_t offset) const;
  [[noreturn]] void fail(std::string_view context, std::optional<std::size_t> context_offset,
                         std::string_view problem, std::size_t offset) const;

 private:
  void check_characters() const;
  std::string describe(std::size_t offset) const;
  std::string snippet(std::size_t offset) const;

  std::string name_;
  std::string text_;
};

}  // namespace chaos
