#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "context/variables.h"
#include "run/undo_needs.h"

namespace chaos {

/// The configuration that a run used, as far as it may be stored. Rollbacks must use the same
/// values.
struct UsedValues {
  Json configuration = Json::object();  ///< name -> value
  /// The names of the values that hold a secret and that the experiment does not state itself.
  std::vector<std::string> withheld = {};
};

/// Leaves out the values that hold a secret. Those that the experiment does not state literally are
/// withheld: resolving them again (from the environment, or with a probe that now sees the effects
/// of the run) could give another value, and the rollbacks would act on something else.
UsedValues used_values(const Json& configuration, const Json& experiment);

/// The payload of the log's `values` record, and back.
Json as_record(const UsedValues& values);
UsedValues values_of_record(const Json& record);

/// Adds to the journal the values that were used and that are not in its experiment.
void state_values(Json& journal, const UsedValues& values);

/// The values that hold a secret, by name: those that may not be stored.
Json secret_values(const Json& configuration);

/// The overrides with which the rollbacks of this journal's run have the values that the run had.
/// `explicit_values` were given for this purpose, and win. Variable files that the run used are
/// read again for values that may not be stored: secrets. Throws InvalidExperiment if one that the
/// rollbacks may use can no longer be found: it names the value and what to add to `command`.
Overrides recorded_overrides(const Json& journal, const Overrides& explicit_values,
                             const UndoNeeds& needs, const std::string& command);

/// Adds to `experiment`, which is that of the journal, the values that a control added during the
/// run: an experiment only has the values that it declares.
void declare_added_values(Json& experiment, const Json& journal, const Overrides& overrides);

/// Returns `command`, which plays rollbacks of this journal, with a `--var` option added for each
/// value that the rollbacks may use and that the command would not find.
std::string with_missing_values(std::string command, const Json& journal, const UndoNeeds& needs);

/// Throws InvalidExperiment, naming the secret, when a secret of the experiment could not be read
/// that rollbacks may use and that was not `given` for this purpose. For a run, a missing secret is
/// not an error, as in the reference.
void check_secrets_found(const Json& experiment, const Json& secrets, const UndoNeeds& needs,
                         const Json& given);

}  // namespace chaos
