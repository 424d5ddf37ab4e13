#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "context/variables.h"
#include "document/document.h"

namespace chaos {

/// What the warnings depend on besides the experiment.
struct WarningContext {
  Overrides overrides = {};
  /// Whether settings or control files define controls, which may add to the configuration.
  bool has_global_controls = false;
  /// The experiment's secrets, as far as they are known: target -> name -> value.
  Json secrets = Json::object();
  /// Whether each rollback that uses an undeclared variable gets a warning. Otherwise, there is
  /// only one about the first place that uses the variable.
  bool each_rollback = false;
};

/// Finds what is valid but probably a mistake: it has no effect, or another one than its author
/// expects. Pointers lead into `experiment`, the value of `document`.
std::vector<Diagnostic> find_warnings(const Json& experiment, const Document& document,
                                      const WarningContext& context);

/// Removes the warnings about keys that one of `problems` already reports, so that a misspelled
/// key of an invalid object is reported once, as the error.
void remove_reported_keys(std::vector<Diagnostic>& warnings,
                          const std::vector<Diagnostic>& problems);

/// Likely mistakes in the keys of the settings; the pointers refer to `settings`.
std::vector<Diagnostic> find_settings_key_warnings(const Json& settings);

}  // namespace chaos
