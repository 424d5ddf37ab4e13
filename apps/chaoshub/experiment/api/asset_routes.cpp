#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "experiment/kept_document.h"
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

/// "ID" of "ID.json"; "" for another name.
std::string id_in(const Request& request, const char* parameter) {
  const std::string& file = request.parameter(parameter);
  return file.ends_with(kSuffix) ? file.substr(0, file.size() - kSuffix.size()) : "";
}

/// The document with what its next run is to tell the hub of it, and without what the last one was.
Response hand_out(Json document, const Home& home, const std::string& experiment) {
  document.erase("dry");
  Json& block = chaosiq_block_of(document);
  for (const char* key : {"execution_id", "experiment_path"})
    block.erase(key);
  block["experiment_id"] = experiment;
  block["team_id"] = home.team;
  block["org_id"] = home.organization;
  if (Json* verification = find(block, "verification"); verification && verification->is_object())
    verification->erase("run_id");
  return http::json_response(document);
}

Json read(const Parts& parts, const std::string& document) {
  auto kept = kept_document(parts.store, document);
  if (!kept) throw http::Problem(404, "the document is too long to be handed out");
  return *std::move(kept);
}

Json latest_document(const Parts& parts, const Experiment& experiment) {
  const auto version = parts.store.version(experiment.id, experiment.version);
  if (!version) throw http::not_found();
  return read(parts, version->document);
}

Response hand_out_experiment(const Parts& parts, const Request& request) {
  const Home home = home_of(request);
  const Experiment experiment = parts.library.find(home, id_in(request, kExperiment));
  return hand_out(latest_document(parts, experiment), home, experiment.id);
}

/// One that was created on the hub: its experiment as it is now, and how to measure it.
Response hand_out_created(const Parts& parts, const Verification& verification) {
  Json document =
      latest_document(parts, parts.library.find(verification.home, verification.experiment));
  Json block = {{"id", verification.id}};
  block.update(verification.measurement);
  chaosiq_block_of(document)["verification"] = block;
  return hand_out(std::move(document), verification.home, verification.experiment);
}

/// Another as its last run had it: it is not known before it is run.
Response hand_out_verification(const Parts& parts, const Request& request) {
  const Home home = home_of(request);
  const Verification verification =
      parts.verifications.verification(home, id_in(request, kVerification));
  if (verification.measurement.is_object()) return hand_out_created(parts, verification);
  const auto runs = parts.verifications.runs(verification, "", 1);
  if (runs.empty()) throw http::not_found();
  const Execution execution = parts.executions.find(home, runs.front().execution);
  Json journal = read(parts, execution.document);
  return hand_out(std::move(journal["experiment"]), home, verification.experiment);
}

std::vector<http::TeamPath> paths_of(const std::vector<Home>& homes) {
  std::vector<http::TeamPath> paths;
  paths.reserve(homes.size());
  for (const Home& home : homes)
    paths.push_back({.organization = home.organization, .team = home.team});
  return paths;
}

}  // namespace

void add_asset_routes(http::Router& router, const Parts& parts) {
  router.add({.method = "GET",
              .pattern = "/assets/experiments/{experiment_file}",
              .access = {Callers::kPeopleAndAgents, Need::kTeamViewer},
              .handler = [parts](const Request& request,
                                 const Caller&) { return hand_out_experiment(parts, request); },
              .locate =
                  [parts](const Request& request) {
                    return paths_of(parts.store.homes_of(id_in(request, kExperiment)));
                  }});
  router.add({.method = "GET",
              .pattern = "/assets/verifications/{verification_file}",
              .access = {Callers::kPeopleAndAgents, Need::kTeamViewer},
              .handler = [parts](const Request& request,
                                 const Caller&) { return hand_out_verification(parts, request); },
              .locate =
                  [parts](const Request& request) {
                    return paths_of(
                        parts.verification_store.homes_of(id_in(request, kVerification)));
                  }});
}

}  // namespace chaos::hub::experiment
