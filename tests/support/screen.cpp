#include "support/screen.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "json/utf8.h"
#include "progress/display_text.h"

namespace chaos::testing {
namespace {

constexpr char kEscape = '\033';

/// Parses a number in a control sequence; 1 if it is omitted.
std::size_t count_of(std::string_view digits) {
  return digits.empty() ? 1 : std::stoul(std::string(digits));
}

}  // namespace

Screen::Screen(std::string_view output, std::size_t columns, std::size_t rows)
    : columns_(columns), rows_(rows) {
  while (!output.empty()) {
    std::size_t length = 1;
    if (output.front() == kEscape) {
      length = obey(output);
      if (length == 0) return;  // the rest has not been read yet
    } else if (output.front() == '\r') {
      column_ = 0;
    } else if (output.front() == '\n') {
      line_feed();
    } else {
      length = std::min<std::size_t>(decode_utf8(output, 0).length, output.size());
      put(output.substr(0, length));
    }
    output.remove_prefix(length);
  }
}

/// The length of the sequence that `sequence` starts with; 0 if it is incomplete.
std::size_t Screen::obey(std::string_view sequence) {
  const std::size_t end = sequence.find_first_not_of("0123456789;", 2);
  if (end == sequence.npos) return 0;
  const std::string_view parameters = sequence.substr(2, end - 2);
  if (sequence[1] != '[') {
    ADD_FAILURE() << "unknown control sequence";
  } else if (sequence[end] == 'A') {
    const std::size_t top = lines_.size() - std::min(lines_.size(), rows_);
    row_ -= std::min(count_of(parameters), row_ - top);
  } else if (sequence[end] == 'J' && parameters.empty()) {
    lines_.resize(row_ + 1);
    lines_[row_].resize(std::min(lines_[row_].size(), column_));
  } else if (sequence[end] == 'm') {
    const bool usual = parameters.empty() || parameters == "0" || parameters == "39";
    colour_ = usual ? "" : parameters;
  } else {
    ADD_FAILURE() << "unknown control sequence ^[[" << parameters << sequence[end];
  }
  return end + 1;
}

void Screen::put(std::string_view character) {
  if (static_cast<unsigned char>(character.front()) < 0x20) {
    ADD_FAILURE() << "unknown control character " << static_cast<int>(character.front());
    return;
  }
  const std::size_t width = display_width(character);
  if (width == 0) {
    if (column_ > 0) lines_[row_][column_ - 1].character += character;
    return;
  }
  if (column_ + width > columns_) {
    column_ = 0;
    line_feed();
  }
  Line& line = lines_[row_];
  line.resize(std::max(line.size(), column_ + width));
  line[column_] = {std::string(character), colour_};
  for (std::size_t i = 1; i < width; ++i)
    line[column_ + i] = {"", colour_};
  column_ += width;
}

void Screen::line_feed() {
  if (++row_ == lines_.size()) lines_.emplace_back();
}

std::string Screen::text_of(const Line& line, bool with_colours) {
  std::string text;
  std::string colour;
  for (const auto& cell : line) {
    if (with_colours && cell.colour != colour) text += "<" + cell.colour + ">";
    colour = cell.colour;
    text += cell.character;
  }
  if (with_colours && !colour.empty()) text += "<>";
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string Screen::text(bool with_colours) const {
  std::string text;
  for (const auto& line : lines_)
    text += text_of(line, with_colours) + "\n";
  text.erase(text.find_last_not_of('\n') + 1);
  return text.empty() ? text : text + "\n";
}

std::string Screen::text() const {
  return text(false);
}

std::string Screen::text_with_colours() const {
  return text(true);
}

std::string Screen::last_line() const {
  std::string text = this->text();
  if (text.empty()) return text;
  text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace chaos::testing
