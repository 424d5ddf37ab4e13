#include "experiment/model/safeguards.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/settings.h"
#include "security/secret.h"
#include "service/characters.h"
#include "service/field_checks.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

constexpr std::size_t kLongestName = 80;

bool halts_all(const Safeguard& safeguard) {
  return safeguard.kind == kHalt && safeguard.experiment.empty();
}

bool is_for(const Safeguard& safeguard, const Execution& execution) {
  return safeguard.enabled &&
         (safeguard.experiment.empty() || safeguard.experiment == execution.experiment);
}

/// Whether one of them stops authors from approving what they published.
bool keep_authors_out(const std::vector<Safeguard>& safeguards, const Experiment& experiment) {
  return std::ranges::any_of(safeguards, [&](const Safeguard& safeguard) {
    return safeguard.enabled && safeguard.kind == approval().name &&
           (safeguard.experiment.empty() || safeguard.experiment == experiment.id) &&
           flag_setting(safeguard.settings, kAuthorCannotApprove, false);
  });
}

/// The experiment that a safeguard is limited to; "" for all, which only null means: anything else
/// that names no experiment is a mistake.
std::string scope_in(const Json& wanted) {
  std::string experiment = line_at(wanted, "experiment_id");
  const Json* given = chaos::find(wanted, "experiment_id");
  if (experiment.empty() && given != nullptr && !given->is_null())
    refuse("'experiment_id' must be the ID of an experiment, or null for all experiments");
  return experiment;
}

/// Settings that are not in `wanted` stay the same.
void apply(Safeguard& safeguard, const Json& wanted) {
  const SafeguardKind* kind = safeguard_kind(safeguard.kind);
  if (kind == nullptr) refuse(fmt::format("'{}' is not a kind of safeguard", safeguard.kind));
  if (const std::string name = line_at(wanted, "name"); !name.empty()) safeguard.name = name;
  if (safeguard.name.empty()) safeguard.name = kind->title;
  FieldChecks checks;
  checks.of("name", [&] {
    if (characters_in(safeguard.name) > kLongestName)
      refuse(fmt::format("a safeguard's name must have 1 to {} characters", kLongestName));
  });
  if (const Json* enabled = chaos::find(wanted, "enabled")) {
    if (!enabled->is_boolean()) refuse("'enabled' must be true or false");
    safeguard.enabled = enabled->get<bool>();
  }
  if (chaos::find(wanted, "experiment_id") != nullptr) safeguard.experiment = scope_in(wanted);
  if (const Json* settings = chaos::find(wanted, "settings")) safeguard.settings = *settings;
  checks.of("settings", [&] { check_settings(*kind, safeguard.settings); });
  checks.done();
}

/// Someone stopping or closing the execution itself, expressed as safeguards that refuse it.
std::vector<Objection> objections_of_people(const Execution& execution, Time now) {
  const auto objection = [&](const char* kind, const std::string& name, const std::string& reason) {
    return Objection{.safeguard = {.id = execution.id,
                                   .team_ref = execution.team_ref,
                                   .experiment = execution.experiment,
                                   .kind = kind,
                                   .name = name,
                                   .settings = Json::object(),
                                   .created = execution.ended.value_or(now)},
                     .reason = reason};
  };
  std::vector<Objection> objections;
  if (!execution.closed_by.empty())
    objections.push_back(objection("closed", "Closed by " + execution.closed_by,
                                   "this execution had stopped reporting, and others may run now"));
  if (const auto& stop = execution.stop) {
    objections.push_back(objection("stop", "Stopped by " + stop->by,
                                   stop->reason.empty() ? "no reason was given" : stop->reason));
    objections.back().roll_back = stop->roll_back;
  }
  return objections;
}

/// "enabled the safeguard 'Office hours'", "halted all executions: incident 42"
std::string feed_text(const Safeguard& safeguard, std::string_view what) {
  const bool begins = what == "enabled" || (what == "created" && safeguard.enabled);
  std::string text = fmt::format("{} the safeguard '{}'", what, safeguard.name);
  if (halts_all(safeguard) && begins) text = "halted all executions";
  if (halts_all(safeguard) && what == "disabled") text = "resumed executions";
  const std::string reason =
      begins && safeguard.kind == kHalt ? text_setting(safeguard.settings, "reason", "") : "";
  return reason.empty() ? text : text + ": " + reason;
}

/// What was done to a safeguard, for the activity feed.
const char* verb_for(bool was_enabled, bool is_enabled) {
  if (was_enabled == is_enabled) return "changed";
  return is_enabled ? "enabled" : "disabled";
}

}  // namespace

bool names_safeguard(const Objection& objection) {
  return objection.reason.starts_with(objection.safeguard.name + " ");
}

std::string words_of(const Objection& objection) {
  return names_safeguard(objection) ? objection.reason
                                    : objection.safeguard.name + ": " + objection.reason;
}

Safeguards::Safeguards(SafeguardStore& store, ActivityFeed& activity_feed, Clock clock)
    : store_(store), activity_feed_(activity_feed), clock_(std::move(clock)) {}

std::vector<Objection> Safeguards::objections(const Execution& execution) {
  std::vector<Objection> objections = objections_of_people(execution, clock_());
  for (Safeguard& safeguard : store_.safeguards(execution.team_ref)) {
    const SafeguardKind* kind = safeguard_kind(safeguard.kind);
    if (kind == nullptr || !is_for(safeguard, execution)) continue;
    auto reason = kind->refuses(
        {.safeguard = safeguard, .execution = execution, .now = clock_(), .facts = store_});
    if (!reason) continue;
    const bool roll_back =
        safeguard.kind == kHalt && flag_setting(safeguard.settings, kRollBack, true);
    objections.push_back(
        {.safeguard = std::move(safeguard), .reason = *std::move(reason), .roll_back = roll_back});
  }
  return objections;
}

Safeguard Safeguards::find(const TeamRef& team_ref, const std::string& id) {
  auto found = store_.safeguard(team_ref, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "safeguard not found");
  return *std::move(found);
}

Safeguard Safeguards::create(const Author& author, const TeamRef& team_ref, const Json& wanted) {
  Safeguard safeguard{.id = new_id(),
                      .team_ref = team_ref,
                      .experiment = {},
                      .kind = line_at(wanted, "kind"),
                      .name = {},
                      .settings = Json::object(),
                      .created = clock_()};
  apply(safeguard, wanted);
  safeguard.changed = safeguard.created;
  safeguard.changed_by = author.principal.display_name();
  store_.add_safeguard(safeguard, audit(author));
  note(author, safeguard, "created");
  return safeguard;
}

Safeguard Safeguards::change(const Author& author, const TeamRef& team_ref, const std::string& id,
                             const VersionCondition& condition, const Json& wanted) {
  const char* verb = nullptr;
  const auto change = [&](Safeguard& safeguard) {
    if (const std::string kind = line_at(wanted, "kind"); !kind.empty() && kind != safeguard.kind)
      refuse("the kind of a safeguard cannot be changed");
    const bool was_enabled = safeguard.enabled;
    apply(safeguard, wanted);
    safeguard.changed = clock_();
    safeguard.changed_by = author.principal.display_name();
    verb = verb_for(was_enabled, safeguard.enabled);
  };
  Safeguard changed = store_.change_safeguard(team_ref, id, condition, change, audit(author));
  note(author, changed, verb);
  return changed;
}

Safeguard Safeguards::set_enabled(const Author& author, const TeamRef& team_ref,
                                  const std::string& id, bool enabled) {
  Safeguard changed =
      store_.set_enabled(team_ref, id, enabled, author.principal.display_name(), audit(author));
  note(author, changed, verb_for(!enabled, enabled));
  return changed;
}

Safeguard Safeguards::undo(const Author& author, const TeamRef& team_ref, const std::string& id,
                           const VersionCondition& condition) {
  Safeguard former =
      store_.undo_change(team_ref, id, condition, author.principal.display_name(), audit(author));
  note(author, former, "undid the last change to");
  return former;
}

void Safeguards::remove(const Author& author, const TeamRef& team_ref, const std::string& id,
                        const VersionCondition& condition) {
  note(author, store_.remove_safeguard(team_ref, id, condition, audit(author)), "removed");
}

std::optional<Safeguard> Safeguards::halt_in_force(const TeamRef& team_ref) {
  for (Safeguard& safeguard : store_.safeguards(team_ref))
    if (halts_all(safeguard) && safeguard.enabled) return std::move(safeguard);
  return std::nullopt;
}

Safeguard Safeguards::halt(const Author& author, const TeamRef& team_ref, const std::string& reason,
                           bool roll_back) {
  Json settings = Json::object();
  if (!roll_back) settings[kRollBack] = false;
  if (!reason.empty()) settings["reason"] = reason;
  Safeguard fresh{.id = new_id(),
                  .team_ref = team_ref,
                  .experiment = {},
                  .kind = kHalt,
                  .name = {},
                  .settings = {},
                  .created = clock_()};
  apply(fresh, {{"settings", settings}});
  fresh.changed = fresh.created;
  fresh.changed_by = author.principal.display_name();
  Safeguard halt = store_.halt(fresh, audit(author));
  note(author, halt, verb_for(false, true));
  return halt;
}

void Safeguards::resume(const Author& author, const TeamRef& team_ref) {
  for (const Safeguard& halt :
       store_.resume(team_ref, author.principal.display_name(), audit(author)))
    note(author, halt, verb_for(true, false));
}

void Safeguards::approve(const Author& author, const TeamRef& team_ref, const std::string& id,
                         const VersionCondition& condition) {
  const auto check = [&](const Experiment& experiment, const std::string& published_by,
                         const std::vector<Safeguard>& safeguards) {
    if (published_by == author.principal.account && keep_authors_out(safeguards, experiment))
      throw Refusal(Refusal::Kind::kForbidden,
                    "you published this version: another owner has to approve it");
  };
  const Experiment experiment = store_.approve(
      team_ref, id, condition, author.principal.display_name(), audit(author), check);
  activity_feed_.post(author, team_ref,
                      {.kind = "experiment-approved",
                       .subject = experiment.id,
                       .text = fmt::format("approved version {} of the experiment '{}'",
                                           experiment.version, experiment.title)});
}

void Safeguards::withdraw_approval(const Author& author, const TeamRef& team_ref,
                                   const std::string& id) {
  const Experiment experiment = store_.withdraw_approval(team_ref, id, audit(author));
  activity_feed_.post(
      author, team_ref,
      {.kind = "experiment-approval-withdrawn",
       .subject = experiment.id,
       .text = fmt::format("withdrew the approval of version {} of the experiment '{}'",
                           experiment.version, experiment.title)});
}

bool Safeguards::keeps_authors_from_approving(const Experiment& experiment) {
  return keep_authors_out(store_.safeguards(experiment.team_ref), experiment);
}

void Safeguards::note(const Author& author, const Safeguard& safeguard, const char* what) {
  activity_feed_.post(
      author, safeguard.team_ref,
      {.kind = "safeguard-changed", .subject = safeguard.id, .text = feed_text(safeguard, what)});
}

}  // namespace chaos::hub::experiment
