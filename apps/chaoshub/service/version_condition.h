#pragma once

#include <set>

#include "service/refusal.h"

namespace chaos::hub {

/// Which versions of a record a change may replace: those its author has seen, or any.
class VersionCondition {
 public:
  VersionCondition() = default;  // any
  explicit VersionCondition(std::set<int> versions) : any_(false), versions_(std::move(versions)) {}

  /// Throws Refusal (kStale) if `version` is not one of them.
  void check(int version) const {
    if (!any_ && !versions_.contains(version))
      throw Refusal(Refusal::Kind::kStale,
                    "it has changed since you read it: read it again, then decide");
  }

 private:
  bool any_ = true;
  std::set<int> versions_;
};

}  // namespace chaos::hub
