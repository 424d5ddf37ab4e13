#pragma once

#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/events.h"
#include "chaos/json.h"
#include "cli.h"
#include "os/file_descriptor.h"
#include "os/spawn.h"

namespace chaos::cli {

/// The run's side of its guardian (guardian.h): starts it right before the method, or as soon as
/// the run has something to undo, and dismisses it when the run has ended. If the run dies without
/// dismissing it, the guardian rolls back.
class Watchdog final : public RunEventHandler {
 public:
  struct Options {
    std::string wal;                ///< the absolute path of the run's log
    const RunContext& context;      ///< whose values the guardian gets; must outlive this
    std::string rollback_strategy;  ///< the one in effect
    std::vector<int> inherited;     ///< descriptors to keep open as long as the guardian lives
  };

  /// `global` must outlive this.
  Watchdog(const GlobalOptions& global, Options options)
      : global_(global), options_(std::move(options)) {}
  /// Without `dismiss`, the guardian takes over once this program has ended.
  ~Watchdog() override = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void start_method(const Json& experiment) override;

  /// Controls have changed what there is to undo, or the values for it. The run's lock must be
  /// held.
  void follow_change();

  /// The run has ended and its journal is written. Returns once the guardian is gone.
  void dismiss();

 private:
  void start();
  std::vector<std::string> arguments() const;
  /// Tells the guardian the values and secrets that it may need and that must not appear in a file,
  /// a command line or the environment.
  void tell_values() const;

  const GlobalOptions& global_;
  const Options options_;
  bool in_method_ = false;
  bool tried_ = false;  // to start it
  os::Companion guardian_;
  os::FileDescriptor line_;  // the guardian waits at the other end
};

/// Whether a run of the experiment with that strategy may have something to undo.
bool needs_watchdog(const RunContext& context, const std::string& rollback_strategy);

/// `runtime.watchdog` of the experiment, or else of the settings; true by default.
bool wants_watchdog(const Json& experiment, const Json& settings);

}  // namespace chaos::cli
