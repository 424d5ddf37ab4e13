#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "context/variables.h"
#include "document/document.h"

namespace chaos {

/// What warnings depend on beside the experiment.
struct WarningContext {
  Overrides overrides = {};
  /// Whether settings or control files bring controls, which may add to the configuration.
  bool has_global_controls = false;
};

/// What in a valid experiment is most likely a mistake: it means something else than its author
/// thinks, or nothing at all. Pointers lead into `experiment`, the value of `document`.
std::vector<Diagnostic> find_warnings(const Json& experiment, const Document& document,
                                      const WarningContext& context);

}  // namespace chaos
