#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "experiment/kept_document.h"
#include "experiment/model/secret_values.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

constexpr const char* kExperiment = "experiment_file";
constexpr const char* kVerification = "verification_file";
constexpr std::string_view kSuffix = ".json";

/// "ID" in "ID.json"; "" for any other name.
std::string id_in(const Request& request, const char* parameter) {
  const std::string& file = request.parameter(parameter);
  return file.ends_with(kSuffix) ? file.substr(0, file.size() - kSuffix.size()) : "";
}

/// The document with the identifiers that its next run must send to the hub, without those of the
/// last run.
Response hand_out(const Caller& caller, Json document, const TeamRef& team_ref,
                  const std::string& experiment) {
  if (!may_run(caller)) document = without_secret_values(std::move(document));
  document.erase("dry");
  Json& block = chaosiq_block_of(document);
  for (const char* key : {"execution_id", "experiment_path"})
    block.erase(key);
  block["experiment_id"] = experiment;
  block["team_id"] = team_ref.team;
  block["org_id"] = team_ref.organization;
  if (Json* verification = find(block, "verification"); verification && verification->is_object())
    verification->erase("run_id");
  return http::json_response(document);
}

Json read(const ExperimentModel& model, const std::string& document) {
  auto kept = kept_document(model.store, document);
  if (!kept) throw http::Problem(404, "the document is too long to download");
  return *std::move(kept);
}

Json latest_document(const ExperimentModel& model, const Experiment& experiment) {
  const auto version = model.store.version(experiment.id, experiment.version);
  if (!version) throw http::not_found();
  return read(model, version->document);
}

Response hand_out_experiment(const ExperimentModel& model, const Request& request,
                             const Caller& caller) {
  const TeamRef team_ref = team_ref_of(request);
  const Experiment experiment = model.catalog.find(team_ref, id_in(request, kExperiment));
  return hand_out(caller, latest_document(model, experiment), team_ref, experiment.id);
}

/// For verifications created on the hub: the current experiment, and how to measure it.
Response hand_out_created(const ExperimentModel& model, const Caller& caller,
                          const Verification& verification) {
  Json document =
      latest_document(model, model.catalog.find(verification.team_ref, verification.experiment));
  Json block = {{"id", verification.id}};
  block.update(verification.measurement);
  chaosiq_block_of(document)["verification"] = block;
  return hand_out(caller, std::move(document), verification.team_ref, verification.experiment);
}

/// For other verifications, as of their last run: they are only known once they have run.
Response hand_out_verification(const ExperimentModel& model, const Request& request,
                               const Caller& caller) {
  const TeamRef team_ref = team_ref_of(request);
  const Verification verification =
      model.verifications.verification(team_ref, id_in(request, kVerification));
  if (verification.measurement.is_object()) return hand_out_created(model, caller, verification);
  const auto runs = model.verifications.runs(verification, "", 1);
  if (runs.empty()) throw http::not_found();
  const Execution execution = model.executions.find(team_ref, runs.front().execution);
  Json journal = read(model, execution.document);
  return hand_out(caller, std::move(journal["experiment"]), team_ref, verification.experiment);
}

std::vector<http::TeamPath> paths_of(const std::vector<TeamRef>& team_refs) {
  std::vector<http::TeamPath> paths;
  paths.reserve(team_refs.size());
  for (const TeamRef& team_ref : team_refs)
    paths.push_back({.organization = team_ref.organization, .team = team_ref.team});
  return paths;
}

}  // namespace

void add_asset_routes(http::Router& router, const ExperimentModel& model) {
  router.add({.method = "GET",
              .pattern = "/assets/experiments/{experiment_file}",
              .access = {Callers::kPeopleAndAgents, Need::kTeamViewer},
              .handler =
                  [model](const Request& request, const Caller& caller) {
                    return hand_out_experiment(model, request, caller);
                  },
              .locate =
                  [model](const Request& request) {
                    return paths_of(model.store.team_refs_of(id_in(request, kExperiment)));
                  }});
  router.add({.method = "GET",
              .pattern = "/assets/verifications/{verification_file}",
              .access = {Callers::kPeopleAndAgents, Need::kTeamViewer},
              .handler =
                  [model](const Request& request, const Caller& caller) {
                    return hand_out_verification(model, request, caller);
                  },
              .locate =
                  [model](const Request& request) {
                    return paths_of(
                        model.verification_store.team_refs_of(id_in(request, kVerification)));
                  }});
}

}  // namespace chaos::hub::experiment
