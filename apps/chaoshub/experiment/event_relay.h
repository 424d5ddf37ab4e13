#pragma once

#include <span>

#include "experiment/model/experiment_store.h"
#include "experiment/model/live.h"
#include "storage/outbox.h"

namespace chaos::hub::experiment {

/// Passes events stored by any process of the hub to the clients that follow them here, and
/// notifies clients that wait for a new verdict.
class EventRelay {
 public:
  EventRelay(ExperimentStore& store, Live& live) : store_(store), live_(live) {}

  /// Call this in the order of the announcements, from one thread. Does not throw: if the events
  /// cannot be read, followers are disconnected, and they reconnect.
  void take(std::span<const storage::Announcement> announcements);

 private:
  ExperimentStore& store_;
  Live& live_;
};

}  // namespace chaos::hub::experiment
