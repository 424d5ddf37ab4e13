#pragma once

#include "chaos/json.h"
#include "support/story.h"

namespace chaos::testing {

/// The verification block, with waits of some milliseconds.
inline Json verification_block() {
  return {{"id", "v1"},
          {"warm-up-duration", 0.001},
          {"frequency-of-measurement", 2},
          {"duration-of-conditions", 0.002},
          {"cool-down-duration", 0}};
}

/// The experiment x1 with that verification.
inline Json verification_experiment(const Json& verification) {
  Json experiment =
      scripted_experiment({scripted_probe("p")}, {scripted_action("a")}, {scripted_action("r")});
  experiment["extensions"] = {
      {{"name", "chaosiq"}, {"experiment_id", "x1"}, {"verification", verification}}};
  return experiment;
}

}  // namespace chaos::testing
