#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <memory>

#include "commands/commands.h"
#include "config/settings.h"
#include "hub.h"
#include "log/log.h"
#include "os/file.h"
#include "os/signal_watcher.h"

namespace chaos::hub {
namespace {

struct ServeOptions {
  Config config;
  bool check_only = false;
};

int serve(ServeOptions& options) {
  Config& config = options.config;
  complete(config);
  if (options.check_only) {
    fmt::print("the configuration is valid\n");
    return 0;
  }
  const bool for_people = ::isatty(STDERR_FILENO) != 0;
  log::configure({.verbose = config.verbose,
                  .json = config.log_format.empty() ? !for_people : config.log_format == "json"});
  if (config.database.empty() || config.secret.empty())
    os::FileSystem::real().make_directories(config.data_dir);
  std::promise<int> stopped;
  std::atomic<bool> stopping = false;
  const os::SignalWatcher signals([&](int signum) {
    if ((signum == SIGINT || signum == SIGTERM) && !stopping.exchange(true))
      stopped.set_value(signum);
  });
  Hub hub(config);
  log::info(fmt::format("Serving {} on port {}", hub.public_url(), hub.port()));
  for (const std::string& notice : hub.notices())
    log::info(notice);
  const int signum = stopped.get_future().get();
  log::info(fmt::format("Stopping on signal {}: finishing requests in progress", signum));
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, std::function<int()>& command) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* serve_command = app.add_subcommand("serve", "Run the hub until SIGTERM or SIGINT.");
  add_storage_flags(*serve_command, options->config);
  add_server_flags(*serve_command, options->config);
  serve_command->add_flag("--check-config", options->check_only, "Only check the configuration.");
  serve_command->footer("Example: chaoshub serve --listen 0.0.0.0:8080");
  serve_command->callback([options, &command] { command = [options] { return serve(*options); }; });
}

}  // namespace chaos::hub
