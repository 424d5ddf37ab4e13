#pragma once

#include "os/signal_watcher.h"
#include "run/interruption.h"

namespace chaos::cli {

/// Turns the signals that end a run into requests to an interruption, while it lives.
/// Must be made before other threads are started.
class SignalRelay {
 public:
  /// `interruption` must outlive this, and what `also` refers to as well.
  explicit SignalRelay(Interruption& interruption, os::Readable also = {});

 private:
  os::SignalWatcher watcher_;
};

}  // namespace chaos::cli
