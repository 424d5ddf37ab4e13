#include <fmt/format.h>

#include <memory>

#include "commands/commands.h"
#include "config/settings.h"
#include "log/log.h"
#include "os/file.h"
#include "services.h"

namespace chaos::hub {
namespace {

struct MigrateOptions {
  Config config;
  bool dry_run = false;
};

int migrate(MigrateOptions& options) {
  complete(options.config);
  log::configure({});
  for (const storage::Part& part : parts_of(options.config))
    for (const auto& name : storage::missing_migrations(part.location, part.migrations))
      fmt::print("{}: {}\n", part.service, name);
  if (options.dry_run) return 0;
  os::FileSystem::real().make_directories(options.config.data_dir);
  for (const storage::Part& part : parts_of(options.config))
    storage::Database(part.location, part.migrations);
  return 0;
}

}  // namespace

void add_migrate_command(CLI::App& app, std::function<int()>& command) {
  const auto options = std::make_shared<MigrateOptions>();
  CLI::App* migrate_command = app.add_subcommand(
      "migrate", "Apply missing migrations to the databases, as serve does when it starts.");
  add_storage_flags(*migrate_command, options->config);
  migrate_command->add_flag("--dry-run", options->dry_run, "Only print the missing migrations.");
  migrate_command->footer("Example: chaoshub migrate --dry-run");
  migrate_command->callback(
      [options, &command] { command = [options] { return migrate(*options); }; });
}

}  // namespace chaos::hub
