#include "http/body.h"

#include <fmt/format.h>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

[[noreturn]] void refuse(const std::string& key, const char* what) {
  throw Problem(422, fmt::format("'{}' must be {}", key, what));
}

/// Databases cannot store NUL characters in strings.
std::string plain(const std::string& key, const Json& value, const char* what) {
  if (!value.is_string()) refuse(key, what);
  auto text = value.get<std::string>();
  if (text.find('\0') != std::string::npos) refuse(key, "a string without NUL characters");
  return text;
}

}  // namespace

std::string text_of(const Json& body, const std::string& key,
                    const std::optional<std::string>& fallback) {
  const Json* value = find(body, key);
  if ((value == nullptr || value->is_null()) && fallback) return *fallback;
  if (value == nullptr) refuse(key, "a string");
  return plain(key, *value, "a string");
}

std::optional<std::string> optional_text_of(const Json& body, const std::string& key) {
  const Json* value = find(body, key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return plain(key, *value, "a string");
}

bool flag_of(const Json& body, const std::string& key, bool fallback) {
  const Json* value = find(body, key);
  if (value == nullptr || value->is_null()) return fallback;
  if (!value->is_boolean()) refuse(key, "true or false");
  return value->get<bool>();
}

std::vector<std::string> texts_of(const Json& body, const std::string& key,
                                  const std::vector<std::string>& fallback) {
  const Json* value = find(body, key);
  if (value == nullptr || value->is_null()) return fallback;
  if (!value->is_array()) refuse(key, "a list of strings");
  std::vector<std::string> texts;
  for (const Json& item : *value)
    texts.push_back(plain(key, item, "a list of strings"));
  return texts;
}

const Json& object_of(const Json& body, const std::string& key) {
  const Json* value = find(body, key);
  if (value == nullptr || !value->is_object()) refuse(key, "an object");
  return *value;
}

}  // namespace chaos::hub::http
