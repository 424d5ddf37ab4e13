#include "experiment/model/verifications.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "security/secret.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::array<std::string_view, 16> kCategories = {
    "verification-hypothesis-before-method-started",
    "verification-hypothesis-before-method-completed",
    "verification-sample-started",
    "verification-sample",
    "verification-sampling-completed",
    "verification-condition-started",
    "verification-condition-completed",
    "verification-hypothesis-after-method-started",
    "verification-hypothesis-after-method-completed",
    "verification-rollbacks-started",
    "verification-rollbacks-completed",
    "verification-cooldown-started",
    "verification-cooldown-completed",
    "verification-interrupted",
    "verification-exited-by-signal",
    "verification-completed"};

constexpr std::array<std::string_view, 5> kEnds = {"completed", "failed", "aborted", "interrupted",
                                                   "unknown"};

constexpr std::size_t kLongestIdentifier = 100;
constexpr int kLongestWait = 604800;  // a week, in seconds

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

std::string text_of(const Json* value) {
  return value == nullptr ? "null" : value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A number of seconds; nothing if it is missing but optional.
std::optional<double> seconds_in(const Json& wanted, const char* key, bool required) {
  const Json* value = chaos::find(wanted, key);
  if (value == nullptr || value->is_null()) {
    if (required) refuse(fmt::format("'{}' is required: a number of seconds", key));
    return std::nullopt;
  }
  const double seconds = value->is_number() ? value->get<double>() : -1;
  if (!(seconds >= 0 && seconds <= kLongestWait))
    refuse(fmt::format("'{}' must be a number of seconds, from 0 to {}", key, kLongestWait));
  return seconds;
}

/// In the form that a verification's file uses.
Json measurement_in(const Json& wanted) {
  Json measurement = Json::object();
  FieldChecks checks;
  const auto take = [&](const char* key, bool required) {
    checks.of(key, [&] {
      if (const auto seconds = seconds_in(wanted, key, required)) measurement[key] = *seconds;
    });
  };
  take("frequency-of-measurement", true);
  take("warm-up-duration", false);
  take("duration-of-conditions", true);
  take("cool-down-duration", false);
  checks.of("frequency-of-measurement", [&] {
    if (const Json* often = chaos::find(measurement, "frequency-of-measurement");
        often != nullptr && *often == 0.0)
      refuse("'frequency-of-measurement' must be more than 0");
  });
  checks.done();
  return measurement;
}

}  // namespace

Verifications::Verifications(VerificationStore& store, ExperimentCatalog& catalog,
                             Executions& executions, Clock clock)
    : store_(store), catalog_(catalog), executions_(executions), clock_(std::move(clock)) {}

Verification Verifications::create(const Author& author, const TeamRef& team_ref,
                                   const Json& wanted) {
  const std::string id = line_at(wanted, "experiment_id");
  if (id.empty()) refuse("choose an experiment: 'experiment_id' is required");
  const Experiment experiment = catalog_.find(team_ref, id);
  const std::string title = line_at(wanted, "title");
  Verification verification{.id = new_id(),
                            .team_ref = team_ref,
                            .experiment = experiment.id,
                            .title = title.empty() ? experiment.title : title,
                            .created = clock_(),
                            .measurement = measurement_in(wanted)};
  store_.add_verification(verification, audit_context(author.principal, verification.created));
  return verification;
}

VerificationRun Verifications::start(const Author& author, const TeamRef& team_ref,
                                     const std::string& verification, const Json& start) {
  const Execution execution =
      executions_.find(team_ref, line_at(start, "experiment_id"), line_at(start, "execution_id"));
  if (verification.size() > kLongestIdentifier ||
      line_at({{"id", verification}}, "id") != verification)
    refuse("that is not a valid verification identifier");
  const AuditContext audit = audit_context(author.principal, clock_());
  if (!store_.verification(team_ref, verification))
    store_.add_verification({.id = verification,
                             .team_ref = team_ref,
                             .experiment = execution.experiment,
                             .title = execution.title,
                             .created = audit.time},
                            audit);
  VerificationRun run{.id = new_id(),
                      .verification = verification,
                      .team_ref = team_ref,
                      .experiment = execution.experiment,
                      .execution = execution.id,
                      .status = "started",
                      .results = {},
                      .started = audit.time,
                      .ended = {},
                      .last_seen = execution.last_seen};
  store_.add_run(run, audit);
  return run;
}

VerificationRun Verifications::as_seen(VerificationRun run) const {
  if (!run.finished && run.last_seen < clock_() - kSilence) run.status = "abandoned";
  return run;
}

Verification Verifications::verification(const TeamRef& team_ref, const std::string& id) {
  auto found = store_.verification(team_ref, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "verification not found");
  return *std::move(found);
}

std::vector<VerificationRun> Verifications::runs(const Verification& verification,
                                                 const std::string& before, int limit) {
  auto runs = store_.runs(verification, before, limit);
  for (VerificationRun& run : runs)
    run = as_seen(std::move(run));
  return runs;
}

VerificationRun Verifications::find(const TeamRef& team_ref, const std::string& verification,
                                    const std::string& run) {
  auto found = store_.run(team_ref, run);
  if (!found || found->verification != verification)
    throw Refusal(Refusal::Kind::kUnknown, "run not found");
  return as_seen(*std::move(found));
}

std::int64_t Verifications::push_event(const VerificationRun& run, const Json& event) {
  const std::string category = line_at(event, "category");
  if (std::ranges::find(kCategories, category) == kCategories.end())
    refuse(fmt::format("'{}' is not an event category", category));
  return store_.add_event({.run = run.id,
                           .category = category,
                           .payload = text_of(chaos::find(event, "payload")),
                           .received = clock_()});
}

VerificationRun Verifications::finish(const Author& author, const VerificationRun& run,
                                      const Json& end) {
  const Json* given = chaos::find(end, "results");
  if (given == nullptr || !given->is_object()) refuse("'results' must be an object");
  const std::string status = line_at(end, "status");
  if (std::ranges::find(kEnds, status) == kEnds.end())
    refuse(fmt::format("a run cannot end with the status '{}'", status));
  const std::string results = text_of(given);
  const Time now = clock_();
  const auto decide = [&](VerificationRun& stored) {
    if (stored.finished) {
      if (stored.status == status && stored.results == results) return false;
      throw Refusal(Refusal::Kind::kConflict, "the run has ended with other results");
    }
    stored.finished = true;
    stored.status = status;
    stored.results = results;
    stored.ended = now;
    return true;
  };
  return store_.finish_run(run.team_ref, run.id, decide, audit_context(author.principal, now));
}

}  // namespace chaos::hub::experiment
