#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "exit_code.h"
#include "extensions.h"
#include "help.h"
#include "json/ascii_json.h"
#include "log/log.h"
#include "os/file.h"
#include "provider/native_discovery.h"
#include "python/package_discovery.h"
#include "run/interruption.h"
#include "signals.h"

namespace chaos::cli {
namespace {

struct DiscoverOptions {
  std::string package;
  bool no_system_info = false;
  bool no_install = false;
  std::string discovery_path = "./discovery.json";
};

/// Discovers built-in extensions, which need neither Python nor an installation.
Json discover_capabilities(const DiscoverOptions& options, const Registry& registry,
                           const Json& settings, const std::stop_token& stop) {
  if (auto native = discover_native(registry, options.package)) return std::move(*native);
  if (!options.no_install) python::install_package(settings, options.package, stop);
  return python::discover_package(settings, options.package, !options.no_system_info, stop);
}

int discover(const GlobalOptions& global, const DiscoverOptions& options) {
  const Json settings = load_settings(global.settings);
  Interruption interruption;
  const SignalRelay signals(interruption);
  Registry registry;
  register_everything(registry, settings, {.stop_of_hooks = [&] { return interruption.hook(); }});
  os::FileSystem::real().check_writable(options.discovery_path);

  const auto tell = [&](FlowEvent event, const Json& payload,
                        const std::optional<FlowError>& error = {}) {
    notify(settings, event, payload, error, registry.module_host());
  };
  tell(FlowEvent::kDiscoverStarted, options.package);
  Json discovery;
  try {
    discovery = discover_capabilities(options, registry, settings, interruption.foreground());
  } catch (const ChaosError& error) {
    tell(FlowEvent::kDiscoverFailed, options.package,
         FlowError{.kind = "DiscoveryFailed", .message = error.what()});
    log::critical(error.what());
    show(error.diagnostic());
    return kFailure;
  }
  os::FileSystem::real().write_atomically(options.discovery_path, to_ascii_json_text(discovery, 2));
  log::info(fmt::format("Discovery outcome saved in {}", options.discovery_path));
  tell(FlowEvent::kDiscoverCompleted, discovery);
  return kSuccess;
}

}  // namespace

void add_discover_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<DiscoverOptions>();
  CLI::App* command =
      app.add_subcommand("discover", "Discover what an extension package provides.");
  command->footer("Example: chaos discover chaostoolkit-kubernetes");
  command
      ->add_option("PACKAGE", options->package,
                   "A Python package, or the first part of a native function's module.")
      ->required();
  command->add_flag("--no-system-info", options->no_system_info, "Do not query the target system.")
      ->disable_flag_override();
  command
      ->add_flag("--no-install", options->no_install,
                 "Do not install or update the package with pip.")
      ->disable_flag_override();
  command->add_option("--discovery-path", options->discovery_path, "The file to write.")
      ->capture_default_str()
      ->type_name(kFile);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return discover(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
