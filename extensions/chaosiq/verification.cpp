#include "chaosiq/verification.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "chaosiq/experiment_block.h"
#include "log/log.h"
#include "os/clock.h"
#include "run/journal.h"

namespace chaos::chaosiq {
namespace {

constexpr std::chrono::duration<double> kCallTime(30);

const Json* verification_of(const Json& experiment) {
  const Json* block = find_block(experiment);
  return block != nullptr ? find(*block, "verification") : nullptr;
}

double seconds(const Json* block, const char* key, double missing) {
  const Json* value = block != nullptr ? find(*block, key) : nullptr;
  return value != nullptr && value->is_number() ? value->get<double>() : missing;
}

/// The member unless it is null, which counts as missing.
const Json* given_member(const Json& holder, const char* key) {
  const Json* value = find(holder, key);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

/// The value of the key as written; 0 if there is none.
Json given(const Json* block, const char* key) {
  const Json* value = block != nullptr ? given_member(*block, key) : nullptr;
  return value != nullptr ? *value : Json(0);
}

InvalidExperiment invalid(const std::string& what) {
  return InvalidExperiment(Diagnostic{.message = fmt::format("a verification must have {}", what),
                                      .pointer = "/extensions"});
}

void wait_for(double length, const std::stop_token& stop) {
  if (!os::wait_for(std::chrono::duration<double>(length), stop)) throw Stopped();
}

/// How often the hypothesis was met in the samples.
Json results_of(const Json& samples, const Json& journal) {
  int met = 0;
  int deviated = 0;
  int not_run = 0;
  for (const auto& sample : samples) {
    const Json* state = find(sample, "steady_state_met");
    if (state == nullptr || state->is_null())
      ++not_run;
    else
      ++(truthy(*state) ? met : deviated);
  }
  return {{"successful_samples", met},
          {"deviated_samples", deviated},
          {"not_run_samples", not_run},
          {"total_number_of_samples", samples.size()},
          {"total_duration", journal.value("duration", 0.0)}};
}

}  // namespace

void validate_verification(const Json& experiment) {
  const Json* extensions = given_member(experiment, "extensions");
  if (extensions == nullptr) throw invalid("an extensions block");
  int blocks = 0;
  for (const auto& extension : *extensions) {
    const Json* name = find(extension, "name");
    if (name != nullptr && *name == "chaosiq") ++blocks;
  }
  const Json* block = find_block(experiment);
  if (blocks != 1 || block == nullptr) throw invalid("a single chaosiq extension block");
  const Json* verification = given_member(*block, "verification");
  if (verification == nullptr) throw invalid("a verification block");
  const Json* id = given_member(*verification, "id");
  if (id == nullptr || !truthy(*id)) throw invalid("an id");  // the original accepts an empty one
  for (const char* key : {"frequency-of-measurement", "duration-of-conditions"}) {
    if (given_member(*verification, key) == nullptr) throw invalid(fmt::format("a {} block", key));
  }
  log::info("Verification looks valid");
}

VerificationPlan read_verification(const Json& experiment) {
  const Json* block = verification_of(experiment);
  VerificationPlan plan;
  const Json* id = block != nullptr ? find(*block, "id") : nullptr;
  if (id != nullptr) plan.id = python_str(*id);
  if (const double frequency = seconds(block, "frequency-of-measurement", 0); frequency > 0) {
    plan.frequency_seconds = frequency;
  }
  plan.warm_up = given(block, "warm-up-duration");
  plan.conditions = given(block, "duration-of-conditions");
  plan.cool_down_seconds = seconds(block, "cool-down-duration", 0);
  return plan;
}

void select_team(Json& settings, const Json& experiment, std::stop_token stop) {
  const Account account = read_account(declaration_in(settings), settings);
  if (account.url.empty() || account.token.empty() || !account.organization) {
    throw ChaosError("Please signin to ChaosIQ services first with `$ chaos signin`");
  }
  if (!account.team) throw ChaosError("Please select a default team with `$chaos team`");
  const std::string wanted = block_text(experiment, "team_id");
  if (wanted.empty() || wanted == account.team->id) return;
  try {
    const Answer answer = Api(account).team(
        wanted, {.deadline = Deadline::after(kCallTime), .stop = std::move(stop)});
    if (answer.status != 200) {
      throw ChaosError(
          "You cannot access the team owning this verification."
          "Please request them to join the team.");
    }
    const Json* organization = find(answer.body, "org_id");
    if (organization == nullptr || *organization != account.organization->id) {
      throw ChaosError(
          "You must be signed in to the appropriate organization to run this verification. Please "
          "run `$ chaos signin`.");
    }
    const Json* name = find(answer.body, "name");
    make_team_default(settings, {.id = wanted,
                                 .name = name != nullptr ? python_str(*name) : "",
                                 .requires_guarded_runs = requires_guarded_runs(answer.body)});
  } catch (const net::HttpError& error) {
    throw ChaosError(
        fmt::format("The team owning this verification cannot be looked up: {}", error.what()));
  }
}

AroundMethod Verification::around_method() {
  return {
      .before = [self = shared_from_this()](const std::stop_token& stop) { self->warm_up(stop); },
      .after = [self = shared_from_this()](const std::stop_token& stop) { self->hold(stop); }};
}

void Verification::warm_up(const std::stop_token& stop) {
  if (!open_) return;
  log::info(
      fmt::format("Starting verification warm-up period of {} seconds", python_str(plan_.warm_up)));
  if (!plan_.warm_up.is_number()) return;
  wait_for(plan_.warm_up.get<double>(), stop);
  log::info("Finished verification warm-up");
  log::info("Triggering verification conditions");
}

void Verification::hold(const std::stop_token& stop) {
  if (!open_) return;
  log::info(
      fmt::format("Starting verification conditions for {} seconds", python_str(plan_.conditions)));
  const bool stopped = stop.stop_requested();  // by a control: then the phase is left at once
  if (plan_.conditions.is_number()) {
    if (!stopped) wait_for(plan_.conditions.get<double>(), stop);
    log::info("Finished verification conditions duration");
  }
  if (!stopped && plan_.cool_down_seconds > 0) cool_down(stop);
}

/// The conditions have ended; now the recovery of the system is measured.
void Verification::cool_down(const std::stop_token& stop) {
  log::info(
      fmt::format("Starting verification cool-down period of {} seconds", plan_.cool_down_seconds));
  post("verification-cooldown-started", "run cool-down has started",
       {{"duration", plan_.cool_down_seconds}});
  wait_for(plan_.cool_down_seconds, stop);
  post("verification-cooldown-completed", "run cool-down has completed", {});
  log::info("Finished verification cool-down");
}

DeliveryQueue::Ticket Verification::post(const char* category, const char* about, Json payload) {
  Json body = {{"category", category}};
  if (!payload.is_null()) body["payload"] = std::move(payload);
  return session_.post({.kind = Message::Kind::kRunEvent, .body = std::move(body), .about = about});
}

void Verification::tell(const char* category, const char* about, Json payload, Wait wait) {
  if (!open_) return;
  note_run();
  const auto ticket = post(category, about, std::move(payload));
  if (wait == Wait::kYes) wait_later(ticket);
}

void Verification::wait_later(DeliveryQueue::Ticket ticket) {
  context_.events.defer([this, ticket = std::move(ticket)] { session_.wait(ticket); });
}

/// Stores the server's identifier of the run once it is known.
void Verification::note_run() {
  const std::string run = session_.identifiers().run;
  Json* block = find_block(context_.experiment);
  Json* verification = block != nullptr ? find(*block, "verification") : nullptr;
  if (!run.empty() && verification != nullptr && verification->is_object()) {
    (*verification)["run_id"] = run;
  }
}

void Verification::started(const Json& experiment, const Json& journal) {
  session_.begin(read_account(declaration_in(context_.settings), context_.settings),
                 {.experiment = block_text(experiment, "experiment_id"),
                  .execution = {},
                  .verification = plan_.id,
                  .run = {}});
  if (!session_.active()) return;
  const Json body = opening_of(experiment, journal);
  open_run(body,
           session_.post({.kind = Message::Kind::kExecution, .body = body, .lasting = false}));
}

Json Verification::opening_of(const Json& experiment, const Json& journal) const {
  Json body = presentable(journal);
  body["experiment"] = published(experiment);
  body["status"] = "running";
  body["measurements"] = Json::array();
  return body;
}

void Verification::open_run(const Json& body, DeliveryQueue::Ticket after) {
  const auto run = session_.post({.kind = Message::Kind::kRunStart,
                                  .body = {{"journal", body}, {"status", "started"}},
                                  .about = "run was started",
                                  .lasting = false},
                                 std::move(after));
  context_.events.defer([this, run] {
    const auto status = session_.wait(run);
    const std::lock_guard lock(context_.mutex);
    open_ = session_.active() && (!status || *status == DeliveryStatus::kDelivered);
    if (!session_.takes_late_runs()) session_.set_open(open_);
    note_identifiers(context_.experiment, session_.identifiers());
    if (open_) note_run();
  });
}

/// Opens the first run of a new verification. Its execution was opened, as for any experiment, when
/// the experiment received an identifier.
void Verification::running(const Json& experiment, const Json& journal, const Json&, const Json&,
                           const Json&, const Json&) {
  context_.journal["measurements"] = Json::array();
  if (!open_ && session_.takes_late_runs()) open_run(opening_of(experiment, journal), nullptr);
}

void Verification::finish(const Json& journal) {
  if (!open_) return;
  note_run();
  Json presented = presentable(journal);
  presented["experiment"] = published(presented.at("experiment"));
  tell("verification-completed", "run was finished", presented);
  context_.journal["measurements"] = context_.journal.at("steady_states").at("during");
  presented["measurements"] = presented.at("steady_states").at("during");
  const Json results = results_of(presented.at("measurements"), presented);
  wait_later(session_.post(
      {.kind = Message::Kind::kRunEnd,
       .body = {{"journal", presented}, {"status", presented.at("status")}, {"results", results}},
       .about = "run was finished"}));
  open_ = false;
}

void Verification::interrupted(const Json&, const Json&) {
  tell("verification-interrupted", "run was interrupted");
}

void Verification::signal_exit() {
  tell("verification-exited-by-signal", "run was exited by a signal");
}

void Verification::start_continuous_hypothesis(double frequency_seconds) {
  tell("verification-sample-started", "run has started sampling the system",
       {{"frequency", frequency_seconds}}, Wait::kNo);
}

void Verification::continuous_hypothesis_iteration(int index, const Json& state) {
  if (!open_) return;
  tell("verification-sample", "run of new sample of the system",
       {{"iteration", index}, {"state", presentable_state(state)}}, Wait::kNo);
}

void Verification::continuous_hypothesis_completed(const Json&, const Json&, const std::string&) {
  tell("verification-sampling-completed", "run has completed sampling the system", {}, Wait::kNo);
}

void Verification::start_hypothesis_before(const Json&) {
  tell("verification-hypothesis-before-method-started", "run hypothesis before method started");
}

void Verification::hypothesis_before_completed(const Json&, const Json&, const Json&) {
  tell("verification-hypothesis-before-method-completed", "run hypothesis before method completed");
}

void Verification::start_hypothesis_after(const Json&) {
  tell("verification-hypothesis-after-method-started", "run hypothesis after method started");
}

void Verification::hypothesis_after_completed(const Json&, const Json&, const Json&) {
  tell("verification-hypothesis-after-method-completed", "run hypothesis after method completed");
}

void Verification::start_method(const Json&) {
  if (!plan_.warm_up.is_number()) return;  // like its wait, as in the original
  tell("verification-condition-started", "run condition has started ", Json::object());
}

void Verification::method_completed(const Json&, const Json& runs) {
  Json presented = runs;
  for (auto& run : presented)
    run = presentable_run(std::move(run));
  tell("verification-condition-completed", "run condition has completed ",
       {{"state", std::move(presented)}});
}

void Verification::start_rollbacks(const Json&) {
  tell("verification-rollbacks-started", "rollbacks started");
}

void Verification::rollbacks_completed(const Json&, const Json&) {
  tell("verification-rollbacks-completed", "run rollbacks completed");
}

}  // namespace chaos::chaosiq
