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
  /// Returns the exit code. Throws std::runtime_error or Refusal.
  using Work = std::function<int(Peers&)>;

  /// Sets `command` to the function of the subcommand that is named on the command line.
  AdminCommands(CLI::App& admin, const Config& config, std::function<int()>& command)
      : admin_(admin), config_(config), command_(command) {}

  /// Returns the subcommand, so that flags can be added. All services run in this process during
  /// `work`.
  CLI::App& add(const std::string& name, const std::string& description, Work work);

 private:
  CLI::App& admin_;
  const Config& config_;  // complete once the flags have been parsed
  std::function<int()>& command_;
};

}  // namespace chaos::hub
