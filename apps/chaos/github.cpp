#include "github.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "log/log.h"
#include "os/environment.h"
#include "os/print.h"
#include "report/report.h"

namespace chaos::cli {
namespace {

/// Workflow commands percent-encode some characters; in property values, also the separators.
std::string escaped(std::string_view text, bool is_value) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (is_value && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
  }
  return out;
}

std::FILE* annotations = stdout;

void say(const char* kind, const std::string& properties, const std::string& message) {
  os::print_if_possible(
      annotations, fmt::format("::{}{}{}::{}\n", kind, properties.empty() ? "" : " ", properties,
                               escaped(log::redact(message), false)));
}

void annotate(const char* kind, const std::string& message, const Position& position) {
  if (!is_github_step()) return;
  std::string properties;
  if (position.line != 0) {
    properties = fmt::format("file={},line={},col={}", escaped(position.file, true), position.line,
                             position.column);
  }
  say(kind, properties, message);
}

}  // namespace

bool is_github_step() {
  return os::environment_variable("GITHUB_ACTIONS") == "true";
}

void annotate_on_standard_error() {
  annotations = stderr;
}

void annotate_error(const std::string& message, const Position& position) {
  annotate("error", message, position);
}

void annotate_warning(const std::string& message, const Position& position) {
  annotate("warning", message, position);
}

void annotate_outcome(const report::Summary& summary, const std::string& source) {
  if (!is_github_step() || summary.verdict == report::Verdict::kPassed) return;
  const bool is_remark = summary.verdict == report::Verdict::kRemarks;
  std::string properties;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(source, ignored))
    properties = fmt::format("file={},", escaped(source, true));
  properties += fmt::format("title={}", escaped(log::redact(summary.title), true));
  say(is_remark ? "warning" : "error", properties, summary.words);
}

void add_to_step_summary(const report::Summary& summary) {
  if (!is_github_step()) return;
  const std::string path = os::environment_variable("GITHUB_STEP_SUMMARY").value_or("");
  if (path.empty()) return;
  std::ofstream file(path, std::ios::app);
  file << report::render(report::Format::kMarkdown, {&summary, 1}) << std::flush;
  if (!file) log::warning(fmt::format("The step's summary cannot be written to '{}'", path));
}

}  // namespace chaos::cli
