#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "chaos/error.h"
#include "chaosiq/verification.h"
#include "chaosiq/workspace.h"
#include "chaosiq_extension.h"
#include "cli.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "exit_code.h"
#include "experiment_run.h"
#include "help.h"
#include "log/log.h"
#include "os/file.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct VerifyOptions {
  RunOptions run;
  bool fail_on_deviation = false;
};

/// A precondition of the verification is not met, and the reason has been logged.
class CannotVerify : public std::exception {};

/// Logs the reason, as the original does. Nothing has been run yet.
[[noreturn]] void refuse(const std::string& why) {
  log::critical(why);
  throw CannotVerify();
}

Document read_source(const RunOptions& options, Json& settings, const std::stop_token& stop) {
  const chaosiq::Account account =
      chaosiq::read_account(chaosiq::declaration_in(settings), settings);
  if (!account.organization || account.token.empty()) {
    refuse("Please signin to ChaosIQ services first with `$ chaos signin`");
  }
  if (!account.team) refuse("Please select a default team with `$chaos team`");
  if (!chaosiq::is_address(options.source) && !os::FileSystem::real().exists(options.source)) {
    log::error(fmt::format("Path \"{}\" does not exist.", options.source));
    throw CannotVerify();
  }
  Document document;
  try {
    document = load_document(options.source, settings, !options.no_verify_tls, stop);
  } catch (const InvalidSource& error) {
    if (!chaosiq::is_address(options.source)) throw;
    constexpr std::string_view kFetching = "Failed to fetch the experiment: ";
    const std::string message = error.what();
    if (!message.starts_with(kFetching)) throw;
    refuse(fmt::format("Failed to retrieve verification at '{}': {}", options.source,
                       message.substr(kFetching.size())));
  }
  try {
    chaosiq::select_team(settings, document.root, stop);
  } catch (const ChaosError& error) {
    refuse(error.what());
  }
  return document;
}

/// If the system was not healthy before the conditions, nothing was verified, whatever the status
/// says.
ExitCode judge(const Json& journal, bool fail_on_deviation) {
  const ExitCode code = detailed_exit_code(journal);
  if (code == kDeviated) return fail_on_deviation ? kFailure : kSuccess;
  return code == kSuccess ? kSuccess : kFailure;
}

int verify(const GlobalOptions& global, const VerifyOptions& options) {
  // Scripts match the original's lines, which have nothing between log records.
  if (isatty(STDERR_FILENO) != 1) show_in_log_only();
  const RunVariant variant{
      .read = [&](Json& settings,
                  const std::stop_token& stop) { return read_source(options.run, settings, stop); },
      .validate = &chaosiq::validate_verification,
      .adjust =
          [](RunPlan& plan, RunContext& context, const ExtensionsInRun& extensions) {
            const auto verification = std::make_shared<chaosiq::Verification>(
                chaosiq::read_verification(context.experiment), context,
                extensions.part<ChaosiqInRun>().session());
            plan.hypothesis = HypothesisStrategy::kContinuous;
            plan.schedule.frequency_seconds = verification->plan().frequency_seconds;
            plan.around_method = verification->around_method();
            context.events.add(verification);
          },
      .judge = [&](const Json& journal) { return judge(journal, options.fail_on_deviation); }};
  try {
    return ExperimentRun(global, options.run, variant).execute();
  } catch (const CannotVerify&) {
    return kFailure;
  }
}

}  // namespace

void add_verify_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand(
      "verify", "Run a verification: check the hypothesis repeatedly for a set time.");
  command->footer("Example: chaos verify --fail-on-deviation verification.json");
  command
      ->add_option("SOURCE", options->run.source, "A .json, .yaml or .yml file, or an HTTP(S) URL.")
      ->required();
  command->add_option("--journal-path", options->run.journal_path, "Where to save the journal.")
      ->capture_default_str()
      ->type_name(kFile);
  allow_only(*command->add_option("--dry", options->run.dry, "Dry run: do not execute these."),
             {"probes", "actions", "activities", "pause"});
  command
      ->add_flag("--no-validation", options->run.no_validation,
                 "Do not validate the experiment before running it.")
      ->disable_flag_override();
  command
      ->add_flag("--no-verify-tls", options->run.no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  command
      ->add_flag("--fail-on-deviation", options->fail_on_deviation,
                 "Also exit with 1 if the steady state deviated.")
      ->disable_flag_override();
  options->run.display.add_to(*command);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return verify(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
