#include "provider/process_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "chaos/error.h"
#include "context/secrets.h"
#include "json/python_type.h"

namespace chaos {
namespace {

const std::string kShell = "/bin/sh";

bool is_plain_for_shell(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') ||
         std::string_view("@%+:,./_-").find(c) != std::string_view::npos;
}

std::string quote_for_shell(const std::string& path) {
  if (std::ranges::all_of(path, is_plain_for_shell)) return path;
  std::string quoted = "'";
  for (const char c : path) {
    if (c == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

/// Null and empty strings are omitted, as in the reference.
void append_argument(std::vector<std::string>& arguments, const Json& value) {
  if (value.is_null()) return;
  std::string text = python_str(value);
  if (value.is_string() && text.empty()) return;
  arguments.push_back(std::move(text));
}

void refuse_nul(const std::vector<std::string>& arguments) {
  const auto holds_nul = [](const std::string& text) { return text.find('\0') != text.npos; };
  if (std::ranges::any_of(arguments, holds_nul)) throw UnexpectedError("embedded null byte");
}

}  // namespace

os::ProcessSpec make_command(const std::string& path, const Json& arguments,
                             std::size_t output_limit) {
  os::ProcessSpec command{.executable = path, .arguments = {path}, .output_limit = output_limit};
  if (arguments.is_string()) {
    command.executable = kShell;
    command.arguments = {
        kShell, "-c",
        fmt::format("{} {}", quote_for_shell(path), arguments.get_ref<const std::string&>())};
  } else if (arguments.is_array()) {
    for (const auto& argument : arguments)
      append_argument(command.arguments, argument);
  } else if (arguments.is_object()) {
    for (const auto& [name, value] : arguments.items()) {
      append_argument(command.arguments, name);
      append_argument(command.arguments, value);
    }
  } else {
    throw UnexpectedError(fmt::format("'{}' object is not iterable", python_type_name(arguments)));
  }
  refuse_nul(command.arguments);
  return command;
}

std::string describe_command(const os::ProcessSpec& command, const Json& arguments) {
  if (arguments.is_string()) return command.arguments.back();
  return python_repr(redacted_data(Json(command.arguments), log::Data::kArgument));
}

}  // namespace chaos
