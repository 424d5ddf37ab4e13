#include <functional>
#include <iterator>
#include <memory>
#include <optional>

#include "chaos/error.h"
#include "chaosiq/sign_in.h"
#include "chaosiq_extension.h"
#include "cli.h"
#include "context/settings.h"
#include "exit_code.h"
#include "help.h"
#include "os/environment.h"
#include "os/file.h"
#include "prompt.h"
#include "run/interruption.h"
#include "signals.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr const char* kTokenVariable = "CHAOSIQ_TOKEN";

struct AccountOptions {
  chaosiq::Answers answers;
  std::string token_file;
};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

/// The token, if there is no need to ask for it. It is never an argument, which every process could
/// read.
std::optional<std::string> known_token(const AccountOptions& options) {
  if (!options.token_file.empty()) {
    require_file("--token-file", options.token_file);
    return first_line(os::FileSystem::real().read(options.token_file));
  }
  const auto token = os::environment_variable(kTokenVariable);
  return token && !token->empty() ? token : std::nullopt;
}

using Choose = Json (chaosiq::AccountChooser::*)();

int choose(const GlobalOptions& global, const AccountOptions& options, Choose choose) {
  Interruption interruption;
  const SignalRelay signals(interruption);
  Prompt prompt(interruption.foreground());
  chaosiq::Answers answers = options.answers;
  answers.token = known_token(options);
  chaosiq::AccountChooser chooser(read_mapping_to_edit(global.settings), std::move(answers), prompt,
                                  interruption.foreground());
  try {
    const Json settings = (chooser.*choose)();
    os::FileSystem::real().make_private(global.settings);  // it contains a token, or will
    save_settings(global.settings, settings);
  } catch (const chaosiq::NothingChosen&) {
    return kFailure;  // the reason has been reported
  }
  prompt.say("ChaosIQ details saved at " + global.settings);
  return kSuccess;
}

CLI::App* add_command(CLI::App& app, Invocation& invocation, const char* name,
                      const char* description, Choose choice,
                      const std::shared_ptr<AccountOptions>& options) {
  CLI::App* command = app.add_subcommand(name, description);
  command->callback([options, choice, &invocation] {
    invocation.command = [options, choice, &invocation] {
      return choose(invocation.global, *options, choice);
    };
  });
  return command;
}

void add_sign_in_options(CLI::App& command, AccountOptions& options) {
  command.add_option("--url", options.answers.url, "The server's URL. [default: ask]")
      ->type_name("URL");
  command
      .add_option("--token-file", options.token_file,
                  "Read the token from this file (/dev/stdin: standard input). [default: "
                  "$CHAOSIQ_TOKEN, else ask]")
      ->type_name(kFile);
  command
      .add_flag("--no-verify-tls", options.answers.no_verify_tls,
                "Do not verify the server's TLS certificate, now and later.")
      ->disable_flag_override();
}

void add_team_option(CLI::App& command, AccountOptions& options) {
  command
      .add_option("--team", options.answers.team, "The team (name or id), if there are several.")
      ->type_name("NAME");
}

void add_organization_option(CLI::App& command, AccountOptions& options) {
  command
      .add_option("--org", options.answers.organization,
                  "The organization (name or id), if there are several.")
      ->type_name("NAME");
}

}  // namespace

void add_signin_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<AccountOptions>();
  CLI::App* command = add_command(app, invocation, "signin",
                                  "Sign in to a ChaosIQ server and choose where to publish.",
                                  &chaosiq::AccountChooser::sign_in, options);
  command->footer("Example: chaos signin --url https://hub.example.com --token-file token.txt");
  add_sign_in_options(*command, *options);
  add_organization_option(*command, *options);
  add_team_option(*command, *options);
}

void add_org_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<AccountOptions>();
  CLI::App* command =
      add_command(app, invocation, "org", "Choose the organization to publish to, and its team.",
                  &chaosiq::AccountChooser::choose_organization, options);
  command->footer("Example: chaos org --org Acme --team Payments");
  add_organization_option(*command, *options);
  add_team_option(*command, *options);
}

void add_team_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<AccountOptions>();
  CLI::App* command = add_command(app, invocation, "team", "Choose the team to publish to.",
                                  &chaosiq::AccountChooser::choose_team, options);
  command->footer("Example: chaos team --team Payments");
  add_team_option(*command, *options);
}

}  // namespace chaos::cli
