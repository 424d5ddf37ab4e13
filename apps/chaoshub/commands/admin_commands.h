#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "config/config.h"
#include "service/peers.h"

namespace chaos::hub {

/// The subcommands of `chaoshub admin`. Each service adds its own.
class AdminCommands {
 public:
  /// Returns the exit code. Throws std::runtime_error, or Refusal.
  using Work = std::function<int(Peers&)>;

  /// `command` is set to what the subcommand does once it is named.
  AdminCommands(CLI::App& admin, const Config& config, std::function<int()>& command)
      : admin_(admin), config_(config), command_(command) {}

  /// Returns the subcommand, for its flags. All services run in this process while it works.
  CLI::App& add(const std::string& name, const std::string& description, Work work);

 private:
  CLI::App& admin_;
  const Config& config_;  // as the flags say, once they are parsed
  std::function<int()>& command_;
};

}  // namespace chaos::hub
