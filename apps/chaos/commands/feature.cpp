#include <CLI/CLI.hpp>
#include <memory>

#include "chaosiq/sign_in.h"
#include "chaosiq_extension.h"
#include "cli.h"
#include "context/settings.h"
#include "exit_code.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

void add_switch(CLI::App& app, Invocation& invocation, const char* name, const char* description,
                bool on) {
  const auto feature = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(name, description);
  command->footer(std::string("Example: chaos ") + name + " safeguards");
  allow_only(*command->add_option("FEATURE", *feature, "The feature.")->required(),
             {"publish", "safeguards", "workspace"});
  command->callback([feature, on, &invocation] {
    invocation.command = [feature, on, &invocation] {
      const std::string& path = invocation.global.settings;
      save_settings(path, chaosiq::switch_feature(read_mapping_to_edit(path), *feature, on));
      return kSuccess;
    };
  });
}

}  // namespace

void add_enable_command(CLI::App& app, Invocation& invocation) {
  add_switch(app, invocation, "enable", "Enable a feature of the ChaosIQ extension.", true);
}

void add_disable_command(CLI::App& app, Invocation& invocation) {
  add_switch(app, invocation, "disable", "Disable a feature of the ChaosIQ extension.", false);
}

}  // namespace chaos::cli
