#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The pointers to the activities of a journal's runs: JSON pointers into the experiment, parallel
/// to the journal's lists `run` and `rollbacks`. "" if unknown.
struct Places {
  std::vector<std::string> run = {};
  std::vector<std::string> rollbacks = {};

  bool operator==(const Places&) const = default;
};

/// The places that the journal itself states; what it does not state follows from the names of the
/// activities, which are played in the order of the document.
Places places_of(const Json& journal);

/// Whether the journal itself states the places of all its runs, so that they do not depend on what
/// it says of the activities. A place that is stated as "" is that of an action that did not start.
bool states_places_of_run(const Json& journal);

/// States the places in the journal, unless places_of finds the very same without.
void state_places(Json& journal, const Places& places);

}  // namespace chaos
