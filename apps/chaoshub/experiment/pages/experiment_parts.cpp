#include "experiment/pages/experiment_parts.h"

#include <charconv>

#include "experiment/kept_document.h"
#include "http/problem.h"
#include "web/paths.h"

namespace chaos::hub::experiment {

Experiment experiment_of(const ExperimentModel& model, const http::Request& request) {
  return model.catalog.find(team_ref_of(request), request.parameter("experiment"));
}

std::string path_of(const http::Request& request, const Experiment& experiment) {
  return web::team_path(request) + "/experiments/" + experiment.id;
}

std::vector<web::Crumb> experiment_crumbs(const http::Request& request,
                                          const http::Caller& caller) {
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Experiments", web::team_path(request) + "/experiments"});
  return crumbs;
}

std::vector<web::Crumb> experiment_crumbs(const http::Request& request, const http::Caller& caller,
                                          const Experiment& experiment) {
  auto crumbs = experiment_crumbs(request, caller);
  crumbs.push_back({experiment.title, path_of(request, experiment)});
  return crumbs;
}

std::optional<Json> document_of(const ExperimentModel& model, const Experiment& experiment,
                                int version) {
  const auto found = model.store.version(experiment.id, version);
  if (!found) throw http::not_found();
  return kept_document(model.store, found->document);
}

int version_number(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) throw http::not_found();
  return number;
}

}  // namespace chaos::hub::experiment
