#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// The text of a YAML document as it grows: knows the column, and writes texts in each style,
/// broken into lines where PyYAML breaks them.
class YamlOutput {
 public:
  static constexpr std::size_t kNoWidth = std::string::npos;

  /// Lines that pass the column `width` are broken at the next chance. `ascii`: everything beyond
  /// ASCII is escaped.
  YamlOutput(std::size_t width, bool ascii) : width_(width), ascii_(ascii) {}

  void append(std::string_view text);
  /// Begins a line with `indent` spaces.
  void break_line(std::size_t indent);
  /// Adds spaces up to the column `indent`.
  void pad(std::size_t indent);

  /// Writes `text`, which must be valid UTF-8, in the style that suits it. Further lines begin with
  /// `indent` spaces; there are none when `foldable` is false, which keys are not.
  /// Returns whether it stands there without quotes.
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
