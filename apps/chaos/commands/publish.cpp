#include "chaosiq/publish.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "chaosiq_extension.h"
#include "cli.h"
#include "context/settings.h"
#include "exit_code.h"
#include "run/interruption.h"
#include "signals.h"

namespace chaos::cli {

void add_publish_command(CLI::App& app, Invocation& invocation) {
  const auto journal = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "publish", "Publish a journal and any events that could not be sent during the run.");
  command->footer("Example: chaos publish journal.json");
  command->add_option("JOURNAL", *journal, "The journal of the run.")->required();
  command->callback([journal, &invocation] {
    invocation.command = [journal, &invocation] {
      Interruption interruption;
      const SignalRelay signals(interruption);
      chaosiq::publish_journal(*journal, load_settings(invocation.global.settings),
                               interruption.foreground());
      return static_cast<int>(kSuccess);
    };
  });
}

}  // namespace chaos::cli
