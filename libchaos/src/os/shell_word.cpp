#include "os/shell_word.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace chaos::os {
namespace {

bool is_plain(char c) {
  constexpr std::string_view kPlain = "-_./:=@%+,";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || kPlain.find(c) != kPlain.npos;
}

}  // namespace

std::string shell_word(const std::string& path) {
  const std::string text = path.starts_with('-') ? "./" + path : path;
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return text;
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word + "'";
}

}  // namespace chaos::os
