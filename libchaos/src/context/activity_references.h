#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// Strings may refer to what an activity did: `${activities["kill-node"].output.stdout}`. After the
/// name (in either kind of quotes) comes any JSONPath into the run of that activity: its activity,
/// output, status, start, end, duration, exception.

/// One reference.
struct ActivityReference {
  std::string name;        ///< of the activity
  std::string path;        ///< from the run: "$.output.stdout"
  std::size_t length = 0;  ///< of its text, from the "$" to the "}"
};

/// The reference that `text` starts with; nothing if it starts with anything else.
std::optional<ActivityReference> read_activity_reference(std::string_view text);

/// Whether `text` consists of a single reference.
bool is_activity_reference(const Json& text);

/// Calls `visit(reference)` for each reference in the strings of `data`; keys are left alone.
void for_each_activity_reference(const Json& data,
                                 const std::function<void(const ActivityReference&)>& visit);

/// A text that is not a reference, but was probably meant to be one, and what was meant.
struct MistakenReference {
  std::string text;        ///< "${activities.kill-node.output.stdout}"
  std::string suggestion;  ///< `${activities["kill-node"].output.stdout}`; "" if it is not known
};

/// The first one in `text`. `names` are those of the experiment's activities. A shell script may
/// use an array called `activities`, so an index must be one of those names.
std::optional<MistakenReference> find_mistaken_reference(std::string_view text,
                                                         const std::set<std::string>& names);

/// The names that the references in `data` mention.
std::set<std::string> activities_referred_to_by(const Json& data);

/// The value of the reference. `activities` maps names to runs. Nothing if there is no such
/// activity, or the path finds nothing or is not valid. A path that can find several values (with a
/// wildcard, a slice, a union, a filter or "..") stands for the list of those that it finds.
std::optional<Json> look_up(const ActivityReference& reference, const Json& activities);

/// `data` with every reference replaced. A string that consists of a single reference becomes the
/// value with its type; otherwise, values are converted to strings as in Python. References without
/// a value are not replaced; without `activities`, none are.
Json fill_activity_references(const Json& data, const Json* activities);

}  // namespace chaos
