#include "experiment/model/safeguards.h"

#include <fmt/format.h>

#include <algorithm>

#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

constexpr const char* kHalt = "halt";

bool halts_all(const Safeguard& safeguard) {
  return safeguard.kind == kHalt && safeguard.experiment.empty();
}

bool is_for(const Safeguard& safeguard, const Execution& execution) {
  return safeguard.enabled &&
         (safeguard.experiment.empty() || safeguard.experiment == execution.experiment);
}

}  // namespace

Safeguards::Safeguards(SafeguardStore& store, Library& library, Notes& notes, Clock clock)
    : store_(store), library_(library), notes_(notes), clock_(std::move(clock)) {}

std::vector<Objection> Safeguards::objections(const Execution& execution) {
  std::vector<Objection> objections;
  for (Safeguard& safeguard : store_.safeguards(execution.home)) {
    const SafeguardKind* kind = safeguard_kind(safeguard.kind);
    if (kind == nullptr || !is_for(safeguard, execution)) continue;
    auto reason = kind->refuses(
        {.safeguard = safeguard, .execution = execution, .now = clock_(), .facts = store_});
    if (reason)
      objections.push_back({.safeguard = std::move(safeguard), .reason = *std::move(reason)});
  }
  return objections;
}

Safeguard Safeguards::find(const Home& home, const std::string& id) {
  auto found = store_.safeguard(home, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "there is no such safeguard");
  return *std::move(found);
}

void Safeguards::apply(Safeguard& safeguard, const Json& wanted) {
  const SafeguardKind* kind = safeguard_kind(safeguard.kind);
  if (kind == nullptr) refuse(fmt::format("there are no safeguards of kind '{}'", safeguard.kind));
  if (const std::string name = line_at(wanted, "name"); !name.empty()) safeguard.name = name;
  if (safeguard.name.empty()) safeguard.name = kind->title;
  if (const Json* enabled = chaos::find(wanted, "enabled")) {
    if (!enabled->is_boolean()) refuse("'enabled' must be true or false");
    safeguard.enabled = enabled->get<bool>();
  }
  if (chaos::find(wanted, "experiment_id") != nullptr) {
    safeguard.experiment = line_at(wanted, "experiment_id");
    if (!safeguard.experiment.empty()) library_.find(safeguard.home, safeguard.experiment);
  }
  if (const Json* settings = chaos::find(wanted, "settings")) safeguard.settings = *settings;
  check_settings(*kind, safeguard.settings);
}

Safeguard Safeguards::create(const Author& author, const Home& home, const Json& wanted) {
  Safeguard safeguard{.id = new_id(),
                      .home = home,
                      .experiment = {},
                      .kind = line_at(wanted, "kind"),
                      .name = {},
                      .settings = Json::object(),
                      .created = clock_()};
  apply(safeguard, wanted);
  store_.add_safeguard(safeguard, {.actor = author.claim.account, .time = clock_()});
  note(author, safeguard, "set up");
  return safeguard;
}

Safeguard Safeguards::change(const Author& author, Safeguard safeguard, const Json& wanted) {
  if (const std::string kind = line_at(wanted, "kind"); !kind.empty() && kind != safeguard.kind)
    refuse("the kind of a safeguard cannot be changed");
  const bool was_enabled = safeguard.enabled;
  apply(safeguard, wanted);
  store_.change_safeguard(safeguard, {.actor = author.claim.account, .time = clock_()});
  const bool switched = was_enabled != safeguard.enabled;
  note(author, safeguard,
       !switched           ? "changed"
       : safeguard.enabled ? "switched on"
                           : "switched off");
  return safeguard;
}

void Safeguards::remove(const Author& author, const Safeguard& safeguard) {
  store_.remove_safeguard(safeguard, {.actor = author.claim.account, .time = clock_()});
  note(author, safeguard, "removed");
}

std::optional<Safeguard> Safeguards::halt_in_force(const Home& home) {
  for (Safeguard& safeguard : store_.safeguards(home))
    if (halts_all(safeguard) && safeguard.enabled) return std::move(safeguard);
  return std::nullopt;
}

void Safeguards::halt(const Author& author, const Home& home, const std::string& reason) {
  Json settings = Json::object();
  if (!reason.empty()) settings["reason"] = reason;
  const Json wanted = {{"kind", kHalt}, {"enabled", true}, {"settings", settings}};
  const auto all = store_.safeguards(home);
  const auto known = std::ranges::find_if(all, halts_all);
  if (known == all.end())
    create(author, home, wanted);
  else
    change(author, *known, wanted);
}

void Safeguards::resume(const Author& author, const Home& home) {
  while (auto halt = halt_in_force(home))
    change(author, *std::move(halt), {{"enabled", false}});
}

void Safeguards::approve(const Author& author, const Home& home, const std::string& id) {
  const Experiment experiment = library_.find(home, id);
  store_.approve(experiment, author.claim.account, author.claim.name,
                 {.actor = author.claim.account, .time = clock_()});
  notes_.tell(author, home, "experiment-approved", experiment.id,
              fmt::format("approved version {} of the experiment '{}'", experiment.version,
                          experiment.title));
}

void Safeguards::note(const Author& author, const Safeguard& safeguard, const char* what) {
  notes_.tell(author, safeguard.home, "safeguard-changed", safeguard.id,
              fmt::format("{} the safeguard '{}'", what, safeguard.name));
}

}  // namespace chaos::hub::experiment
