#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>

#include "commands/commands.h"
#include "config/settings.h"
#include "log/log.h"
#include "os/file.h"
#include "os/file_descriptor.h"
#include "services.h"

namespace chaos::hub {
namespace {

struct BackupOptions {
  Config config;
  std::string file;
};

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), path);
}

/// Written to a temporary file first, so that an interrupted backup is never mistaken for a
/// complete one. Only the owner can read it: it contains everything the databases do.
int backup(BackupOptions& options) {
  complete(options.config);
  log::configure({});
  const std::string beside = options.file + ".part";
  os::FileDescriptor file(
      ::open(beside.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.is_open()) fail(beside);
  try {
    std::ofstream out(beside, std::ios::binary);
    storage::write_backup(parts_of(options.config), out);
    out.close();
    if (::fsync(file.get()) != 0) fail(beside);
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
  os::FileSystem::real().rename(beside, options.file);
  return 0;
}

int restore(BackupOptions& options) {
  complete(options.config);
  log::configure({});
  std::ifstream in(options.file, std::ios::binary);
  if (!in) fail(options.file);
  os::FileSystem::real().make_directories(options.config.data_dir);
  storage::read_backup(parts_of(options.config), in);
  return 0;
}

void add(CLI::App& app, std::function<int()>& command, const char* name, const char* description,
         const char* file, int (*work)(BackupOptions&)) {
  const auto options = std::make_shared<BackupOptions>();
  CLI::App* sub = app.add_subcommand(name, description);
  add_storage_flags(*sub, options->config);
  sub->add_option("FILE", options->file, file)->required();
  sub->footer(fmt::format("Example: chaoshub {} hub.backup", name));
  sub->callback(
      [options, &command, work] { command = [options, work] { return work(*options); }; });
}

}  // namespace

void add_backup_command(CLI::App& app, std::function<int()>& command) {
  add(app, command, "backup", "Back up everything to FILE. The hub can keep running.",
      "The file to write; an existing one is replaced.", backup);
}

void add_restore_command(CLI::App& app, std::function<int()>& command) {
  add(app, command, "restore", "Restore a backup into new, empty databases, SQLite or PostgreSQL.",
      "A file that `chaoshub backup` wrote.", restore);
}

}  // namespace chaos::hub
