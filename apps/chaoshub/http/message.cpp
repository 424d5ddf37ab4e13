#include "http/message.h"

#include <strings.h>

#include <algorithm>

#include "http/problem.h"
#include "json/utf8.h"

namespace chaos::hub::http {
namespace {

const std::string kNone;

std::optional<int> hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Calls `part` with each piece of `text` between separators.
template <typename Part>
void split(std::string_view text, char separator, const Part& part) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    part(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

/// Experiments don't nest this deep; it is an attack on code that recurses over the value.
constexpr int kDeepest = 200;

bool is_nested_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++depth > kDeepest) return true;
    if (c == '}' || c == ']') --depth;
  }
  return false;
}

std::string latin_1_to_utf8(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, [name](const auto& header) {
    return header.first.size() == name.size() &&
           strncasecmp(header.first.data(), name.data(), name.size()) == 0;
  });
  return found == headers.end() ? nullptr : &found->second;
}

const std::string& Request::header(std::string_view name) const {
  const std::string* value = find_header(headers, name);
  return value == nullptr ? kNone : *value;
}

std::string Request::cookie(std::string_view name) const {
  std::string value;
  split(header("Cookie"), ';', [&](std::string_view pair) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) return;
    if (value.empty()) value = trimmed(pair.substr(equals + 1));
  });
  return value;
}

Response json_response(const Json& body, int status) {
  return Response{.status = status,
                  .headers = {{"Content-Type", "application/json"}},
                  .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Response no_content() {
  return Response{.status = 204};
}

Response see_other(std::string location) {
  return Response{.status = 303, .headers = {{"Location", std::move(location)}}};
}

Json json_object(const Request& request) {
  if (is_nested_too_deep(request.body)) throw Problem(422, "the body is nested too deeply");
  Json body = find_invalid_utf8(request.body) == std::string_view::npos
                  ? Json::parse(request.body, nullptr, false)
                  : Json::parse(latin_1_to_utf8(request.body), nullptr, false);
  if (body.is_discarded()) throw Problem(400, "the body is not JSON");
  if (!body.is_object()) throw Problem(422, "the body must be a JSON object");
  return body;
}

std::map<std::string, std::string> form_fields(const Request& request) {
  return parse_query(request.body);
}

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> fields;
  split(text, '&', [&](std::string_view pair) {
    if (pair.empty()) return;
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    fields[percent_decode(pair.substr(0, equals), true)] = percent_decode(value, true);
  });
  return fields;
}

std::string percent_decode(std::string_view text, bool plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hexadecimal(text[i + 1]);
      const auto low = hexadecimal(text[i + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    out += plus && text[i] == '+' ? ' ' : text[i];
  }
  return out;
}

}  // namespace chaos::hub::http
