#pragma once

#include <map>
#include <string>

#include "chaos/json.h"
#include "experiment/model/safeguard/safeguard.h"
#include "experiment/pages/experiment_choice.h"
#include "http/router.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The form that creates a safeguard of the kind. `experiments`: those it may be limited to.
web::Html safeguard_form(const SafeguardKind& kind, const std::string& path,
                         const ExperimentChoices& experiments, const http::Caller& caller,
                         const web::Submission& sent);

/// The form that edits a safeguard. Sending it changes nothing if the safeguard has changed since
/// the form was loaded.
web::Html edit_form(const Safeguard& safeguard, const std::string& path,
                    const ExperimentChoices& experiments, const http::Caller& caller,
                    const web::Submission& sent);

/// The id of that form.
inline constexpr const char* kEditForm = "edit-safeguard";

/// The safeguard that the form describes, as Safeguards::create() expects it. `experiment`: from
/// chosen_experiment(). Throws Refusal (kInvalid) if it is missing: it must not become all
/// experiments.
Json safeguard_wanted_by(const std::map<std::string, std::string>& fields,
                         const std::string& experiment);

/// The id of the form for that kind.
std::string form_of(std::string_view kind);

/// The settings in plain words.
web::Html settings_of(const Safeguard& safeguard);

}  // namespace chaos::hub::experiment
