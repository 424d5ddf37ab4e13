#include "report/report.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <list>
#include <memory>
#include <optional>
#include <system_error>

#include "cli.h"
#include "exit_code.h"
#include "help.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr const char* kStandardOutput = "-";

struct ReportOptions {
  std::vector<std::string> journals;
  std::optional<std::string> format;
  std::string output = kStandardOutput;
};

report::Format format_of(const ReportOptions& options) {
  if (options.format) return *report::format_named(*options.format);
  if (options.output == kStandardOutput) return report::Format::kMarkdown;
  const auto format = report::report_format_of(options.output);
  if (format) return *format;
  throw UsageError(
      fmt::format("Missing option '--format': '{}' has no known extension. Choose from 'html', "
                  "'markdown', 'junit', 'json-summary'.",
                  options.output));
}

/// Does not open /dev/stdout: the target of standard output may be opened for appending, and must
/// not be truncated.
void print(const std::string& text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (whole && std::fflush(stdout) == 0) return;
  throw report::ReportError(fmt::format("the report cannot be written to standard output: {}",
                                        std::generic_category().message(errno)));
}

int write_report(const ReportOptions& options) {
  const report::Format format = format_of(options);
  auto& files = os::FileSystem::real();
  std::list<Json> journals;  // a list, so that the summaries' references remain valid
  std::vector<report::Summary> runs;
  for (const auto& path : options.journals) {
    journals.push_back(report::read_journal(files, path));
    runs.push_back(report::summarize(journals.back(), path));
  }
  const std::string text = report::render(format, runs);
  if (options.output == kStandardOutput)
    print(text);
  else
    report::write_text(files, options.output, text);
  return kSuccess;
}

}  // namespace

void add_report_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "Report on runs from their journals.");
  command->footer("Example: chaos report --output report.html journal.json");
  command->add_option("JOURNAL", options->journals, "Journals that `chaos run` wrote.")->required();
  allow_only(*command->add_option("--format", options->format,
                                  "The report format. [default: by the extension of --output; "
                                  "markdown on standard output]"),
             {"html", "markdown", "junit", "json-summary"});
  command->add_option("--output", options->output, "The file to write; - is standard output.")
      ->type_name(kFile);
  command->callback([options, &invocation] {
    invocation.command = [options] { return write_report(*options); };
  });
}

}  // namespace chaos::cli
