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

/// PostgreSQL refuses to be run by root.
void execute(const std::string& command) {
  const std::string as_user =
      ::geteuid() == 0 ? fmt::format("runuser -u {} -- {}", kUser, command) : command;
  if (std::system((as_user + " >/dev/null 2>&1").c_str()) != 0)
    throw std::runtime_error("this does not work: " + as_user);
}

}  // namespace

bool Postgresql::is_there() {
  return std::filesystem::exists(std::string(kPrograms) + "/initdb");
}

Postgresql& Postgresql::shared() {
  static Postgresql server;
  return server;
}

Postgresql::Postgresql() {
  const std::string path = directory_.path();
  if (::geteuid() == 0 && std::system(fmt::format("chown {} '{}'", kUser, path).c_str()) != 0)
    throw std::runtime_error("the server's directory cannot be given to it");
  execute(fmt::format("{}/initdb -D '{}/data' -U {} -A trust --no-sync", kPrograms, path, kUser));
  start();
}

/// Without -F it would take minutes at its end on a busy disk; nobody cuts its power here.
void Postgresql::start() {
  const std::string path = directory_.path();
  execute(fmt::format("{}/pg_ctl -D '{}/data' -w -l '{}/log' -o \"-F -h '' -k '{}'\" start",
                      kPrograms, path, path, path));
}

void Postgresql::stop() {
  execute(fmt::format("{}/pg_ctl -D '{}/data' -w -m fast stop", kPrograms, directory_.path()));
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
