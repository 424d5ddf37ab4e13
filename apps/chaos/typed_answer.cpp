#include "typed_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "json/json_reader.h"

namespace chaos::cli {
namespace {

[[noreturn]] void refuse(const std::string& text, const char* what) {
  throw std::invalid_argument(fmt::format("'{}' is not a valid {}.", text, what));
}

template <class Number>
Json number_from(const std::string& text, const char* what) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) refuse(text, what);
  return number;
}

bool is_one_of(std::string text, const std::array<std::string_view, 6>& words) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return std::ranges::find(words, text) != words.end();
}

Json boolean_from(const std::string& text) {
  if (is_one_of(text, {"true", "1", "yes", "y", "t", "on"})) return true;
  if (is_one_of(text, {"false", "0", "no", "n", "f", "off"})) return false;
  refuse(text, "boolean");
}

Json collection_from(const std::string& text, bool is_mapping) {
  const char* const what = is_mapping ? "mapping: write it as JSON, {\"name\": \"value\"}"
                                      : "list: write it as JSON, [\"one\", \"two\"]";
  try {
    Json value = parse_json(text);
    if (is_mapping ? value.is_object() : value.is_array()) return value;
  } catch (const JsonSyntaxError&) {
    refuse(text, what);
  }
  refuse(text, what);
}

Json text_or_collection(const std::string& text) {
  if (!text.starts_with('[') && !text.starts_with('{')) return text;
  try {
    return parse_json(text);
  } catch (const JsonSyntaxError&) {
    return text;
  }
}

}  // namespace

Json typed_answer(const std::string& text, const std::string& type) {
  if (type == "string") return text;
  if (type == "integer") return number_from<std::int64_t>(text, "integer");
  if (type == "number") return number_from<double>(text, "float");
  if (type == "boolean") return boolean_from(text);
  if (type == "list" || type == "mapping") return collection_from(text, type == "mapping");
  return text_or_collection(text);
}

}  // namespace chaos::cli
