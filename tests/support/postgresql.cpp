#include "support/postgresql.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace chaos::testing {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";
constexpr const char* kUser = "postgres";
constexpr const char* kLog = "log";    // of the server
constexpr const char* kSaid = "said";  // output of the most recent program

/// The limit for starting or stopping the server, in seconds: a busy disk delays it.
constexpr int kPatience = 300;
/// Connections of hubs that were killed remain until the server notices.
constexpr int kConnections = 400;

}  // namespace

bool Postgresql::is_there() {
  return std::filesystem::exists(std::string(kPrograms) + "/initdb");
}

Postgresql& Postgresql::shared() {
  static Postgresql server;
  return server;
}

/// PostgreSQL refuses to run as root.
void Postgresql::execute(const std::string& command) const {
  const std::string as_user =
      ::geteuid() == 0 ? fmt::format("runuser -u {} -- {}", kUser, command) : command;
  if (std::system(fmt::format("{} >'{}' 2>&1", as_user, directory_ / kSaid).c_str()) != 0)
    throw std::runtime_error(fmt::format("this does not work: {}\n{}{}", as_user,
                                         directory_.read(kSaid), directory_.read(kLog)));
}

Postgresql::Postgresql() {
  const std::string path = directory_.path();
  if (::geteuid() == 0 && std::system(fmt::format("chown {} '{}'", kUser, path).c_str()) != 0)
    throw std::runtime_error("the server's directory cannot be given to it");
  execute(fmt::format("{}/initdb -D '{}/data' -U {} -A trust --no-sync", kPrograms, path, kUser));
  start();
}

/// Without -F, it would take minutes to stop on a busy disk; there are no power failures here.
void Postgresql::start() {
  const std::string path = directory_.path();
  execute(fmt::format("{}/pg_ctl -D '{}/data' -w -t {} -l '{}' -o \"-F -N {} -h '' -k '{}'\" start",
                      kPrograms, path, kPatience, directory_ / kLog, kConnections, path));
}

void Postgresql::stop() {
  execute(fmt::format("{}/pg_ctl -D '{}/data' -w -t {} -m fast stop", kPrograms, directory_.path(),
                      kPatience));
}

Postgresql::~Postgresql() {
  try {
    execute(fmt::format("{}/pg_ctl -D '{}/data' -m immediate stop", kPrograms, directory_.path()));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
}

std::string Postgresql::new_database() {
  const std::string name = fmt::format("hub{}_{}", ::getpid(), ++databases_);
  execute(fmt::format("{}/createdb -h '{}' -U {} {}", kPrograms, directory_.path(), kUser, name));
  return fmt::format("postgresql:///{}?host={}&user={}", name, directory_.path(), kUser);
}

}  // namespace chaos::testing
