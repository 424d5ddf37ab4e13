#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos {

/// A text that was meant to be a reference to an activity, but is not spelled like one.
struct NearReference {
  std::string text;      ///< "${activities.kill.output.stdout}"
  std::string spelling;  ///< `${activities["kill"].output.stdout}`
};

/// Those in `text`. `names` are the names of the activities: without them, `$activities[1]` may as
/// well belong to a shell.
std::vector<NearReference> near_references(std::string_view text,
                                           const std::vector<std::string>& names);

}  // namespace chaos
