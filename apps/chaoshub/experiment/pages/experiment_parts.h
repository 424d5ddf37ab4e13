#pragma once

#include <string>
#include <vector>

#include "experiment/experiment_model.h"
#include "web/layout.h"

namespace chaos::hub::experiment {

// What the pages of one experiment share.

/// The experiment in the path. Throws Refusal (kUnknown).
Experiment experiment_of(const ExperimentModel& model, const http::Request& request);
/// The path of its page.
std::string path_of(const http::Request& request, const Experiment& experiment);
/// The breadcrumbs of its page and the pages below it.
std::vector<web::Crumb> experiment_crumbs(const http::Request& request, const http::Caller& caller);
std::vector<web::Crumb> experiment_crumbs(const http::Request& request, const http::Caller& caller,
                                          const Experiment& experiment);
/// The content of a version; nothing if it is too long to show. Throws Problem (404).
std::optional<Json> document_of(const ExperimentModel& model, const Experiment& experiment,
                                int version);
/// The number of a version in a path or query. Throws Problem (404).
int version_number(const std::string& text);

}  // namespace chaos::hub::experiment
