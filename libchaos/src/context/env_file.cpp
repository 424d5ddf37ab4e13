#include "context/env_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "json/python_space.h"

namespace chaos {
namespace {

/// Consumes the first line of `text`. As in Python's text files, "\r\n" and "\r" also end a line.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  return line;
}

[[noreturn]] void refuse(const std::string& name, std::size_t line, const char* problem,
                         const char* hint) {
  throw InvalidSource(Diagnostic{
      .message = fmt::format("line {} of variable file '{}' {}", line, name, problem),
      .hint = hint,
      .position = {.file = name, .line = line, .column = 1},
  });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_env_file(std::string_view text,
                                                                const std::string& name) {
  std::vector<std::pair<std::string, std::string>> variables;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = python_strip(take_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      refuse(name, number, "has no '='", "write NAME=value, or put '#' before a comment");
    }
    if (equals == 0) refuse(name, number, "has no name before the '='", "write NAME=value");
    if (line.find('\0') != std::string_view::npos) {
      refuse(name, number, "holds a NUL character", "save the file as plain UTF-8 text");
    }
    variables.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

}  // namespace chaos
