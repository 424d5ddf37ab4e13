#pragma once

#include <span>

#include "experiment/model/experiment_store.h"
#include "experiment/model/live.h"
#include "storage/outbox.h"

namespace chaos::hub::experiment {

/// Hands the events that any process of the hub has kept to those that follow them here, and tells
/// those that wait for another verdict.
class EventRelay {
 public:
  EventRelay(ExperimentStore& store, Live& live) : store_(store), live_(live) {}

  /// To be called in the order of the announcements, by one thread. Does not throw: when the events
  /// cannot be read, those that follow are disconnected and come back.
  void take(std::span<const storage::Announcement> announcements);

 private:
  ExperimentStore& store_;
  Live& live_;
};

}  // namespace chaos::hub::experiment
