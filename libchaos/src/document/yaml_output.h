#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// Builds the text of a YAML document: tracks the column, and writes strings in each style, with
/// line breaks where PyYAML has them.
class YamlOutput {
 public:
  static constexpr std::size_t kNoWidth = std::string::npos;

  /// Lines that exceed the column `width` are broken at the next opportunity. `ascii`: escapes all
  /// non-ASCII characters.
  YamlOutput(std::size_t width, bool ascii) : width_(width), ascii_(ascii) {}

  void append(std::string_view text);
  /// Starts a line with `indent` spaces.
  void break_line(std::size_t indent);
  /// Adds spaces up to the column `indent`.
  void pad(std::size_t indent);

  /// Writes `text`, which must be valid UTF-8, in the appropriate style. Further lines start with
  /// `indent` spaces; if `foldable` is false, as for keys, there are none. Returns whether the
  /// string is unquoted.
  bool write_text(std::string_view text, std::size_t indent, bool foldable);

  std::size_t column() const { return column_; }
  std::string take() { return std::move(out_); }

 private:
  bool is_too_wide(std::size_t granted = 0) const {
    return width_ != kNoWidth && column_ > width_ + granted;
  }
  void write_plain(std::string_view text, std::size_t indent, bool foldable);
  void write_single_quoted(std::string_view text, std::size_t indent, bool foldable);
  void write_double_quoted(std::string_view text, std::size_t indent, bool foldable);
  void write_escape(char32_t c);

  const std::size_t width_;
  const bool ascii_;
  std::string out_;
  std::size_t column_ = 0;
};

}  // namespace chaos
