#pragma once

#include <functional>

#include "chaos/json.h"

namespace chaos::hub::experiment {

// Secrets whose values are written in an experiment instead of being declared as variables of the
// environment or as entries of Vault. Only whoever may run the experiment needs the values.

/// Shown instead of the value of a secret.
inline constexpr const char* kHiddenValue = "***";

bool has_secret_values(const Json& experiment);

/// Replaces each value, at its place in the experiment. Declarations stay, except for their default
/// values; so do the names of secrets and of their groups.
void replace_secret_values(
    Json& experiment, const std::function<Json(const JsonPointer& place, const Json&)>& replace);

/// The experiment without these values, wherever else they occur in it.
Json without_secret_values(Json experiment);

/// The journal of such an experiment without these values, including those in the output of its
/// activities.
Json journal_without_secret_values(Json journal);

/// The data of an event, which may contain the experiment or its journal, without these values.
Json event_without_secret_values(Json data);

}  // namespace chaos::hub::experiment
