#include "activity/activity_run.h"

#include <utility>

namespace chaos {

std::size_t ActivityRun::begin(Json run) {
  own_ = std::move(run);
  if (list_ == nullptr) return 0;
  Json& entries = context_.journal.at(list_);
  index_ = entries.size();
  entries.push_back(own_);
  return index_;
}

/// The entry, unless it was removed: then there may be another one in its place.
Json* ActivityRun::entry() {
  Json* entries = list_ != nullptr ? find(context_.journal, list_) : nullptr;
  if (entries == nullptr || !entries->is_array() || index_ >= entries->size()) return nullptr;
  Json& entry = (*entries)[index_];
  const Json* start = find(std::as_const(entry), "start");
  return start != nullptr && *start == own_.at("start") ? &entry : nullptr;
}

void ActivityRun::set(const char* key, Json value) {
  if (Json* there = entry()) (*there)[key] = value;
  own_[key] = std::move(value);
}

void ActivityRun::show() {
  if (Json* there = entry()) *there = own_;
}

Json& ActivityRun::shown() {
  if (list_ == nullptr) return own_;
  if (Json* there = entry()) return *there;
  if (removed_.is_null()) removed_ = own_;
  return removed_;
}

}  // namespace chaos
