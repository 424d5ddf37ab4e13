#include "experiment/model/progress.h"

namespace chaos::hub::experiment {
namespace {

constexpr int kBatch = 500;

}  // namespace

std::shared_ptr<Progress::Entry> Progress::entry_of(const std::string& execution) {
  const std::lock_guard lock(mutex_);
  order_.remove(execution);
  order_.push_front(execution);
  auto& entry = entries_[execution];
  if (!entry) entry = std::make_shared<Entry>();
  const auto found = entry;
  if (order_.size() > kMost) {
    entries_.erase(order_.back());
    order_.pop_back();
  }
  return found;
}

std::vector<Step> Progress::steps_of(const Execution& execution, bool over) {
  const auto entry = entry_of(execution.id);
  const std::lock_guard lock(entry->mutex);
  for (;;) {
    const auto events =
        store_.events(execution.team_ref, execution.id, entry->tracker.last(), kBatch);
    for (const Event& event : events)
      entry->tracker.add(event);
    if (events.size() < kBatch) return entry->tracker.steps(over);
  }
}

}  // namespace chaos::hub::experiment
