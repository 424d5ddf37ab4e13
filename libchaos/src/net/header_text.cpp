#include "net/header_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "chaos/json.h"
#include "json/utf8.h"

namespace chaos::net {
namespace {

HttpError invalid(const char* part, const std::string& text) {
  return HttpError(HttpError::Kind::kOther,
                   fmt::format("Invalid leading whitespace, reserved character(s), or return "
                               "character(s) in header {}: {}",
                               part, python_repr(Json(text))));
}

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string_view without(std::string_view text, std::string_view leading,
                         std::string_view trailing) {
  text.remove_prefix(std::min(text.find_first_not_of(leading), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(trailing) + 1));
  return text;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

std::optional<std::string> to_latin1(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    const DecodedChar decoded = decode_utf8(text, i);
    if (!decoded.valid || decoded.code_point > 0xff) return std::nullopt;
    bytes += static_cast<char>(decoded.code_point);
    i += decoded.length;
  }
  return bytes;
}

void check_header(const std::string& name, const std::string& value) {
  const bool good_name = !name.empty() && !is_space(name[0]) &&
                         name.find_first_of(std::string_view(":\r\n\0", 4)) == name.npos;
  if (!good_name) throw invalid("name", name);
  const bool good_value =
      value.empty() ||
      (!is_space(value[0]) && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
  if (!good_value) throw invalid("value", value);
  if (!to_latin1(name) || !to_latin1(value)) {
    throw HttpError(HttpError::Kind::kOther,
                    fmt::format("header {} has characters that HTTP headers cannot carry "
                                "(outside ISO-8859-1)",
                                python_repr(Json(name))));
  }
}

const std::string* find_header(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.rbegin(), headers.rend(), [&](const auto& header) {
    return same_name(header.first, name);
  });
  return found == headers.rend() ? nullptr : &found->second;
}

void set_header(Headers& headers, const std::string& name, const std::string& value) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
    return same_name(header.first, name);
  });
  if (found == headers.end()) {
    headers.emplace_back(name, value);
  } else {
    *found = {name, value};
  }
}

void remove_header(Headers& headers, std::string_view name) {
  std::erase_if(headers, [&](const auto& header) { return same_name(header.first, name); });
}

void HeaderReader::read_status(std::string_view line) {
  *this = HeaderReader();
  const std::size_t code = line.find(' ');
  if (code == line.npos) return;
  line = without(line.substr(code), " ", " \r\n");
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), status_);
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  reason_ = from_latin1(without(line, " ", " "));
}

void HeaderReader::add_line(std::string_view line) {
  if (line.starts_with("HTTP/")) return read_status(line);
  if (complete_) return;
  if (line == "\r\n" || line == "\n") {
    complete_ = true;
    return;
  }
  if ((line[0] == ' ' || line[0] == '\t') && !headers_.empty()) {
    headers_[last_].second += ' ' + from_latin1(without(line, " \t", "\r\n"));
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return;
  const std::string name = from_latin1(line.substr(0, colon));
  const std::string value = from_latin1(without(line.substr(colon + 1), " \t", "\r\n"));
  const auto found = std::find_if(headers_.begin(), headers_.end(), [&](const auto& header) {
    return same_name(header.first, name);
  });
  last_ = static_cast<std::size_t>(found - headers_.begin());
  if (found == headers_.end()) {
    headers_.emplace_back(name, value);
  } else {
    found->second += ", " + value;
  }
}

void HeaderReader::store(HttpResponse& response) {
  response.status = status_;
  response.reason = std::move(reason_);
  response.headers = std::move(headers_);
}

}  // namespace chaos::net
