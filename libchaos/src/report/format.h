#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/error.h"

namespace chaos::report {

enum class Format { kHtml, kMarkdown, kJunit, kJsonSummary };

/// A report cannot be created or written as requested.
class ReportError : public ChaosError {
  using ChaosError::ChaosError;
};

/// The format with this name: "html", "markdown", "junit" or "json-summary".
std::optional<Format> format_named(std::string_view name);

/// The format for a file's extension, in any case: .html and .htm, .md and .markdown, .xml (JUnit),
/// .json (the summary). Nothing for any other.
std::optional<Format> report_format_of(std::string_view path);

/// The destination and format of a report.
struct Destination {
  Format format = Format::kHtml;
  std::string path;
};

/// Parses the argument of `chaos run --report`: FILE, whose extension determines the format, or
/// "format:FILE", as in "junit:results/chaos.xml". Throws ReportError, whose hint lists the
/// formats.
Destination read_destination(std::string_view text);

}  // namespace chaos::report
