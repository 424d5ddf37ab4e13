#include "tolerance/regex_tokenizer.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/utf8.h"
#include "tolerance/python_regex.h"

namespace chaos {
namespace {

std::size_t character_length(std::string_view text) {
  return text.empty() ? 0 : decode_utf8(text, 0).length;
}

}  // namespace

RegexTokenizer::RegexTokenizer(std::string_view pattern) : pattern_(pattern) {
  advance();
}

void RegexTokenizer::advance() {
  const std::string_view rest = pattern_.substr(end_);
  std::size_t length = character_length(rest);
  if (rest.starts_with('\\')) {
    if (rest.size() == 1) throw PythonRegexError("bad escape (end of pattern)");
    length += character_length(rest.substr(1));
  }
  next_ = rest.substr(0, length);
  end_ += length;
}

std::string_view RegexTokenizer::take() {
  const std::string_view token = next_;
  advance();
  return token;
}

bool RegexTokenizer::take_if(std::string_view token) {
  if (next_ != token) return false;
  advance();
  return true;
}

std::string RegexTokenizer::take_while(std::size_t limit, std::string_view set) {
  std::string taken;
  while (taken.size() < limit && is_one_of(next_, set))
    taken += take();
  return taken;
}

std::string RegexTokenizer::take_until(std::string_view terminator, std::string_view what) {
  std::string taken;
  while (!at_end()) {
    const std::string_view token = take();
    if (token != terminator) {
      taken += token;
      continue;
    }
    if (taken.empty()) break;
    return taken;
  }
  throw PythonRegexError(taken.empty() ? fmt::format("missing {}", what)
                                       : fmt::format("missing {}, unterminated name", terminator));
}

void RegexTokenizer::go_back_to(std::size_t position) {
  end_ = position;
  advance();
}

bool is_one_of(std::string_view token, std::string_view set) {
  return token.size() == 1 && set.find(token[0]) != std::string_view::npos;
}

}  // namespace chaos
