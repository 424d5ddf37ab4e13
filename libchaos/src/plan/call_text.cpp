#include "plan/call_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace chaos::plan {
namespace {

std::string text_member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : std::string();
}

/// As one would type it; meant for reading, not for execution.
std::string argument_text(const Json& value) {
  const std::string text = python_str(value);
  const bool plain = !text.empty() && text.find_first_of(" \t\n\"'$`\\|&;<>()*?") == text.npos;
  return plain ? text : python_repr(Json(text));
}

std::string command_line(const Json& provider) {
  std::string line = text_member(provider, "path");
  const Json* arguments = find(provider, "arguments");
  if (arguments == nullptr) return line;
  if (arguments->is_string()) return line + " " + arguments->get<std::string>();
  if (arguments->is_array()) {
    for (const auto& argument : *arguments)
      line += " " + argument_text(argument);
  } else if (arguments->is_object()) {
    for (const auto& [name, value] : arguments->items()) {
      line += " " + name;
      if (!value.is_null() && value != "") line += " " + argument_text(value);
    }
  }
  return line;
}

std::string request_line(const Json& provider) {
  std::string method = text_member(provider, "method");
  if (method.empty()) method = "GET";
  std::ranges::transform(method, method.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return method + " " + text_member(provider, "url");
}

std::string function_call(const Json& provider) {
  std::string inside;
  const Json* arguments = find(provider, "arguments");
  if (arguments != nullptr && arguments->is_object()) {
    for (const auto& [name, value] : arguments->items())
      inside += fmt::format("{}{}={}", inside.empty() ? "" : ", ", name, python_repr(value));
  }
  return fmt::format("{}.{}({})", text_member(provider, "module"), text_member(provider, "func"),
                     inside);
}

}  // namespace

std::string call_text(const Json& provider) {
  const std::string type = text_member(provider, "type");
  if (type == "process") return command_line(provider);
  if (type == "http") return request_line(provider);
  if (type == "python") return function_call(provider);
  return type.empty() ? "nothing: it has no provider" : "provider " + type;
}

std::string host_of(const std::string& call) {
  const auto scheme = call.find("://");
  if (scheme == std::string::npos) return {};
  const auto begin = scheme + 3;
  const std::string authority = call.substr(begin, call.find_first_of("/?#", begin) - begin);
  return authority.substr(authority.rfind('@') == std::string::npos ? 0 : authority.rfind('@') + 1);
}

}  // namespace chaos::plan
