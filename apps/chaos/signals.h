#pragma once

#include "os/signal_watcher.h"
#include "run/interruption.h"

namespace chaos::cli {

/// During its lifetime, turns the signals that end a run into requests to an interruption. Create
/// it before other threads are started.
class SignalRelay {
 public:
  /// `interruption`, and everything that `also` refers to, must outlive this.
  explicit SignalRelay(Interruption& interruption, os::Readable also = {});

 private:
  os::SignalWatcher watcher_;
};

}  // namespace chaos::cli
