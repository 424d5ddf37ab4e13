#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "cli.h"
#include "run/interruption.h"

namespace chaos::cli {

/// What the extensions know of the command that uses them.
struct CommandSurroundings {
  /// The token that ends a hook of a control, or a wait for a server, which starts now.
  std::function<std::stop_token()> stop_of_hooks = {};
  std::function<std::optional<Cause>()> cause_of_stop = {};
  /// Stops the run for one of its guards, as Interruption::stop does. Empty where there is no run.
  std::function<bool(const StopReason&)> stop_run = {};
  std::string journal_path = {};  ///< of a run
};

/// What one extension does in one run, beside what it registers.
class ExtensionInRun {
 public:
  virtual ~ExtensionInRun() = default;
  /// The journal is written.
  virtual void end() {}
};

/// All that the program knows of an extension that is built in.
struct Extension {
  std::span<const Command> commands;
  /// Registers what experiments may name: functions, controls, and with these its guards. Returns
  /// its part in the run; may be nullptr.
  std::shared_ptr<ExtensionInRun> (*add_to)(Registry& registry, const Json& settings,
                                            const CommandSurroundings& command);
};

/// Those that are built in, in the order in which their commands are listed.
std::span<const Extension* const> built_in_extensions();

/// The extensions of one run.
class ExtensionsInRun {
 public:
  void add(std::shared_ptr<ExtensionInRun> extension) { all_.push_back(std::move(extension)); }

  /// The one of that type, which must be there.
  template <class Part>
  Part& part() const {
    for (const auto& extension : all_)
      if (auto* found = dynamic_cast<Part*>(extension.get())) return *found;
    throw std::logic_error("an extension is not part of this run");
  }

  /// To be called once the journal is written.
  void end() const {
    for (const auto& extension : all_)
      extension->end();
  }

 private:
  std::vector<std::shared_ptr<ExtensionInRun>> all_;
};

/// Registers all that experiments may name: what libchaos brings, the shared objects that the
/// settings and the environment name, and the extensions that are built in. Throws ExtensionError.
ExtensionsInRun register_everything(Registry& registry, const Json& settings,
                                    const CommandSurroundings& command = {});

}  // namespace chaos::cli
