#include "net/body_encoding.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "json/ascii_json.h"
#include "json/utf8.h"
#include "net/http_client.h"

namespace chaos::net {
namespace {

bool is_bytes(const Json& value) {
  return extended_kind(value) == Extended::kBytes;
}

bool is_text(const Json& value) {
  return value.is_string() || is_bytes(value);
}

std::string text_of(const Json& value) {
  return is_bytes(value) ? extended_text(value) : python_str(value);
}

/// The values of Python's iteration: a list's elements, a mapping's keys.
std::vector<Json> elements_of(const Json& value) {
  std::vector<Json> elements;
  if (value.is_array()) elements.assign(value.begin(), value.end());
  if (value.is_object()) {
    for (const auto& [key, unused] : value.items())
      elements.emplace_back(key);
  }
  return elements;
}

void append_pair(std::string& form, const std::string& name, const Json& value) {
  if (!form.empty()) form += '&';
  form += form_encode(name) + '=' + form_encode(text_of(value));
}

void append_values(std::string& form, const std::string& name, const Json& value) {
  const std::vector<Json> values =
      value.is_structured() ? elements_of(value) : std::vector<Json>{value};
  for (const Json& one : values) {
    if (one.is_null()) continue;
    if (!one.is_structured()) append_pair(form, name, one);
    for (const Json& nested : elements_of(one))
      append_pair(form, name, nested);
  }
}

/// The two halves of a pair: a list with two elements, or a string with two characters.
std::vector<Json> halves_of(const Json& pair) {
  std::vector<Json> halves = elements_of(pair);
  if (pair.is_string()) {
    const auto& text = pair.get_ref<const std::string&>();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = decode_utf8(text, at).length;
      halves.emplace_back(text.substr(at, length));
      at += length;
    }
  }
  if (halves.size() != 2) {
    throw UnsuitableBody("a list of arguments must hold pairs of a name and a value");
  }
  return halves;
}

void check_numbers(const Json& value) {
  if (value.is_structured()) {
    for (const Json& child : value)
      check_numbers(child);
  }
  if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    throw UnsuitableBody("Out of range float values are not JSON compliant");
  }
}

void check_plain(const Json& value) {
  if (value.is_structured()) {
    for (const Json& child : value)
      check_plain(child);
  }
  const auto kind = extended_kind(value);
  if (kind && kind != Extended::kInteger) {
    throw UnsuitableBody(fmt::format("{} is not JSON serializable", python_repr(value)));
  }
}

}  // namespace

std::string encode_form(const Json& value) {
  if (is_text(value)) return text_of(value);
  std::string form;
  if (value.is_object()) {
    for (const auto& [name, child] : value.items())
      append_values(form, name, child);
    return form;
  }
  if (!value.is_array()) {
    throw UnsuitableBody(fmt::format(
        "arguments must be a mapping, a list of pairs or a string, not {}", python_repr(value)));
  }
  for (const Json& pair : value) {
    const std::vector<Json> halves = halves_of(pair);
    append_values(form, text_of(halves[0]), halves[1]);
  }
  return form;
}

std::string encode_json(const Json& value) {
  check_plain(value);
  return encode_rich_json(value);
}

std::string encode_rich_json(const Json& value) {
  check_numbers(value);
  return to_ascii_json_text(value);
}

}  // namespace chaos::net
