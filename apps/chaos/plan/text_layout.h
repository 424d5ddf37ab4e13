#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace chaos::cli {

/// How text is laid out.
struct TextLayout {
  std::size_t columns = 80;
  bool coloured = false;
};

/// The layout for standard output: as wide as the terminal within reason, 80 columns without one.
TextLayout layout_of_stdout();

inline constexpr const char* kBold = "1";
inline constexpr const char* kDim = "2";
inline constexpr const char* kRed = "31";
inline constexpr const char* kGreen = "32";
inline constexpr const char* kYellow = "33";

/// Builds a text of paragraphs that fit the layout.
class LaidOutText {
 public:
  explicit LaidOutText(const TextLayout& layout) : layout_(layout) {}

  /// An empty line and then `title`.
  void heading(const std::string& title, const char* colour = kBold);

  /// `text` in lines that begin at the column `indent`; the first line begins with `first`. Control
  /// characters are replaced.
  void paragraph(const std::string& first, const std::string& text, std::size_t indent,
                 const char* colour = nullptr);

  /// A line without wrapping, for tables.
  void line(const std::string& text, const char* colour = nullptr);

  std::string take() { return std::move(text_); }

 private:
  std::string in(const char* colour, const std::string& text) const;

  const TextLayout layout_;
  std::string text_;
};

/// `text`, padded with spaces to `columns`.
std::string padded(std::string text, std::size_t columns);

/// "40m30s", "0.5s"; "no limit" without a value.
std::string duration_text(const std::optional<double>& seconds);

}  // namespace chaos::cli
