#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "experiment/model/experiment_store.h"
#include "experiment/model/steps.h"

namespace chaos::hub::experiment {

/// The steps of running executions, computed from all of their events. Caches the most recently
/// viewed executions, so that only new events are read. Safe to use from any thread.
class Progress {
 public:
  /// How many executions are cached.
  static constexpr std::size_t kMost = 64;

  explicit Progress(ExperimentStore& store) : store_(store) {}

  std::vector<Step> steps_of(const Execution& execution, bool over);

 private:
  struct Entry {
    std::mutex mutex;
    StepTracker tracker;  // guarded by mutex
  };

  std::shared_ptr<Entry> entry_of(const std::string& execution);

  ExperimentStore& store_;
  std::mutex mutex_;
  // Guarded by mutex_:
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::list<std::string> order_;  ///< their keys, most recently used first
};

}  // namespace chaos::hub::experiment
