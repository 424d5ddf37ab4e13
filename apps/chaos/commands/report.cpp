#include "report/report.h"

#include <fmt/format.h>

#include <list>
#include <memory>
#include <optional>

#include "cli.h"
#include "exit_code.h"
#include "help.h"
#include "os/write_target.h"
#include "run_files.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct ReportOptions {
  std::vector<std::string> journals;
  std::optional<std::string> format;
  std::string output = os::kStandardOutput;
};

report::Format format_of(const ReportOptions& options) {
  if (options.format) return *report::format_named(*options.format);
  if (options.output == os::kStandardOutput) return report::Format::kMarkdown;
  const auto format = report::report_format_of(options.output);
  if (format) return *format;
  throw UsageError(
      fmt::format("Missing option '--format': '{}' has no known extension. Choose from 'html', "
                  "'markdown', 'junit', 'json-summary'.",
                  options.output));
}

int write_report(const ReportOptions& options) {
  const report::Format format = format_of(options);
  std::vector<NamedFile> inputs;
  for (const auto& path : options.journals)
    inputs.push_back({.role = "the journal", .path = path});
  refuse_shared_files(inputs, {{.role = "--output", .path = options.output}});
  auto& files = os::FileSystem::real();
  std::list<Json> journals;  // a list, so that the summaries' references remain valid
  std::vector<report::Summary> runs;
  for (const auto& path : options.journals) {
    journals.push_back(report::read_journal(files, path));
    runs.push_back(report::summarize(journals.back(), path));
  }
  create_directory_for(options.output);
  report::write_text(files, options.output, report::render(format, runs));
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
