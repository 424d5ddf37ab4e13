#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/experiment_model.h"
#include "web/forms.h"

namespace chaos::hub::experiment {

/// The experiments that a form offers.
struct ExperimentChoices {
  std::vector<web::Choice> listed = {};
  bool has_more = false;  ///< whether the team has others, which people must name
};

/// The team's experiments by title; if there are many, those that were run or published last.
/// Always includes `chosen`, unless it is "".
ExperimentChoices experiment_choices(const ExperimentModel& model, const TeamRef& team_ref,
                                     const std::string& chosen = "");

/// Adds a field to choose one of them, after the choices in `first`. If there are others, a second
/// field takes the title or the identifier of any experiment.
void ask_for_experiment(web::Form& form, const std::string& label, const ExperimentChoices& choices,
                        const std::string& chosen, std::vector<web::Choice> first = {});

/// The value of the first field, or the identifier of the experiment that the second one names; ""
/// if both are missing. Throws Refusal (kInvalid) if the team has no such experiment, or several.
std::string chosen_experiment(const ExperimentModel& model, const TeamRef& team_ref,
                              const std::map<std::string, std::string>& fields);

}  // namespace chaos::hub::experiment
