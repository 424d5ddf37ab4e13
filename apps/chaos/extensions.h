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
#include "run/guard.h"
#include "run/interruption.h"

namespace chaos::cli {

/// What the extensions know about the command that uses them.
struct CommandContext {
  /// Returns the token that stops a control's hook, or a wait for a server, that starts now.
  std::function<std::stop_token()> stop_of_hooks = {};
  std::function<std::optional<Cause>()> cause_of_stop = {};
  Interruption* interruption = nullptr;  ///< of a run, whose guards stop it with this
  std::string journal_path = {};         ///< of a run
  std::string python = {};  ///< the interpreter, if the command does not leave that to Python
};

/// What an extension does in a run, besides what it registers.
class ExtensionInRun {
 public:
  virtual ~ExtensionInRun() = default;
  /// What may stop the run on behalf of the extension; may be nullptr.
  virtual std::shared_ptr<Guard> guard() const { return nullptr; }
  /// Called after the journal has been written.
  virtual void end() {}
};

/// Everything that the program knows about a built-in extension.
struct Extension {
  std::span<const Command> commands;
  /// Registers what experiments may refer to: functions and controls. Returns its part in the run,
  /// including its guard; may be nullptr.
  std::shared_ptr<ExtensionInRun> (*add_to)(Registry& registry, const Json& settings,
                                            const CommandContext& command);
};

/// The built-in extensions, in the order in which their commands are listed.
std::span<const Extension* const> built_in_extensions();

/// The extensions of one run.
class ExtensionsInRun {
 public:
  void add(std::shared_ptr<ExtensionInRun> extension) { all_.push_back(std::move(extension)); }

  /// The extension of that type, which must exist.
  template <class Part>
  Part& part() const {
    for (const auto& extension : all_)
      if (auto* found = dynamic_cast<Part*>(extension.get())) return *found;
    throw std::logic_error("an extension is not part of this run");
  }

  void add_guards(Guards& guards) const {
    for (const auto& extension : all_)
      if (auto guard = extension->guard()) guards.add(std::move(guard));
  }

  /// Call this once the journal has been written.
  void end() const {
    for (const auto& extension : all_)
      extension->end();
  }

 private:
  std::vector<std::shared_ptr<ExtensionInRun>> all_;
};

/// Registers everything that experiments may refer to: what libchaos provides, the shared objects
/// in the settings and the environment, and the built-in extensions. Throws ExtensionError.
ExtensionsInRun register_everything(Registry& registry, const Json& settings,
                                    const CommandContext& command = {});

}  // namespace chaos::cli
