#include "report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace chaos::report {
namespace {

using Named = std::pair<std::string_view, Format>;

constexpr std::array<Named, 4> kNames = {{{"html", Format::kHtml},
                                          {"markdown", Format::kMarkdown},
                                          {"junit", Format::kJunit},
                                          {"json-summary", Format::kJsonSummary}}};

constexpr std::array<Named, 6> kExtensions = {{{".html", Format::kHtml},
                                               {".htm", Format::kHtml},
                                               {".md", Format::kMarkdown},
                                               {".markdown", Format::kMarkdown},
                                               {".xml", Format::kJunit},
                                               {".json", Format::kJsonSummary}}};

std::string in_lower_case(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

std::string extension_of(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : in_lower_case(name.substr(dot));
}

template <class Table>
std::optional<Format> look_up(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const Named& entry) { return entry.first == name; });
  return found == table.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  return look_up(kNames, name);
}

std::optional<Format> report_format_of(std::string_view path) {
  return look_up(kExtensions, extension_of(path));
}

Destination read_destination(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    const auto format = format_named(text.substr(0, colon));
    if (format && colon + 1 < text.size()) {
      return {.format = *format, .path = std::string(text.substr(colon + 1))};
    }
  }
  if (const auto format = report_format_of(text)) {
    return {.format = *format, .path = std::string(text)};
  }
  throw ReportError(Diagnostic{
      .message = fmt::format("'{}' does not say which report format to write", text),
      .hint = "name a file that ends in .html, .md, .xml (JUnit) or .json (a summary), or put "
              "the format before it: html:, markdown:, junit: or json-summary:"});
}

}  // namespace chaos::report
