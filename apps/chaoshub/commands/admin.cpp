#include <memory>

#include "commands/admin_commands.h"
#include "commands/commands.h"
#include "config/settings.h"
#include "log/log.h"
#include "os/file.h"
#include "service_list.h"
#include "services.h"

namespace chaos::hub {

CLI::App& AdminCommands::add(const std::string& name, const std::string& description, Work work) {
  CLI::App* sub = admin_.add_subcommand(name, description);
  sub->callback([this, work = std::move(work)] {
    command_ = [this, work] {
      Config config = config_;
      complete(config);
      config.handlers = 1;  // also the number of connections
      log::configure({});
      os::FileSystem::real().make_directories(config.data_dir);
      Services services(config);
      return work(services.peers());
    };
  });
  return *sub;
}

void add_admin_command(CLI::App& app, std::function<int()>& command) {
  struct Admin {
    Admin(CLI::App& app, std::function<int()>& command) : commands(app, config, command) {}
    Config config;
    AdminCommands commands;
  };
  CLI::App* sub = app.add_subcommand(
      "admin", "Create accounts, organizations, teams and tokens from the shell.");
  sub->require_subcommand(1);
  const auto admin = std::make_shared<Admin>(*sub, command);
  sub->callback([admin] {});  // the flags and subcommands keep references to it
  add_storage_flags(*sub, admin->config);
  for (const ServiceDescriptor& service : service_list())
    if (service.add_admin_commands) service.add_admin_commands(admin->commands);
}

}  // namespace chaos::hub
