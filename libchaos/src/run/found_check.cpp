#include "run/found_check.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "activity/dry.h"
#include "chaos/error.h"
#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "experiment/fact_validation.h"
#include "log/log.h"
#include "os/environment.h"
#include "run/facts.h"
#include "run/hypothesis.h"
#include "run/left_as_found.h"

namespace chaos {
namespace {

const Json kNoFacts = Json::array();

const Json& facts_in(const Json& journal) {
  const Json* facts = chaos_block_member(journal, "facts");
  return facts != nullptr && facts->is_array() ? *facts : kNoFacts;
}

bool has_hypothesis_check(const Json& journal) {
  const Json* states = find(journal, "steady_states");
  return states != nullptr && find(*states, kAfterRollbacks) != nullptr;
}

/// What to check, and the results.
struct Look {
  Json facts;
  bool hypothesis = false;
  std::string obstacle = {};  ///< why the hypothesis cannot be checked
  Json state = {};
  std::string unchecked = {};
};

/// The activities of the check are not recorded one by one: the check is recorded as a whole, and
/// one that is killed has no result.
class Unrecorded {
 public:
  explicit Unrecorded(RunContext& context) : context_(context), recorder_(set(nullptr)) {}
  ~Unrecorded() { set(recorder_); }
  Unrecorded(const Unrecorded&) = delete;
  Unrecorded& operator=(const Unrecorded&) = delete;

 private:
  ActivityRecorder* set(ActivityRecorder* recorder) {
    const std::lock_guard lock(context_.mutex);
    return std::exchange(context_.recorder, recorder);
  }

  RunContext& context_;
  ActivityRecorder* const recorder_;
};

void check_hypothesis(RunContext& context, Look& look, const std::stop_token& stop) {
  log::debug("Running steady-state hypothesis after the rollbacks");
  const Unrecorded unrecorded(context);
  look.state = run_hypothesis(context, Phase::kAfter, stop);
  if (look.state.is_null()) {
    look.unchecked = "the experiment has no hypothesis";
  } else if (!is_met(look.state)) {
    log::critical(
        fmt::format("Steady state probe '{}' is not in the given tolerance after the rollbacks",
                    last_probe(look.state)));
  }
}

/// A failing check must not end a run whose rollbacks have just been played.
void check(RunContext& context, Look& look, const std::stop_token& stop) {
  try {
    if (stop.stop_requested()) throw Stopped();
    query_facts_again(context, look.facts, stop);
    look.unchecked = look.obstacle;
    if (look.hypothesis && look.obstacle.empty()) check_hypothesis(context, look, stop);
  } catch (const ExitRequested& exit) {
    look.unchecked = fmt::format("an extension called sys.exit({}) during the check", exit.code());
  } catch (const Stopped&) {
    look.unchecked = "the run was interrupted first";
  } catch (const InterruptExecution& error) {
    look.unchecked = fmt::format("a control ended the check: {}", error.what());
  } catch (const std::exception& error) {
    look.unchecked = fmt::format("the hypothesis could not be checked: {}", error.what());
  }
  if (!look.unchecked.empty()) {
    log::debug(fmt::format("Not everything was checked after the rollbacks: {}", look.unchecked));
  }
}

void note(Json& journal, Look look) {
  if (!look.facts.empty()) set_in_chaos_block(journal, "facts", std::move(look.facts));
  if (look.hypothesis) journal["steady_states"][kAfterRollbacks] = std::move(look.state);
  set_in_chaos_block(journal, kUnchecked,
                     look.unchecked.empty() ? Json() : redacted_for_journal(look.unchecked));
}

}  // namespace

bool wants_hypothesis_after_rollbacks(const Json& settings, const Json& experiment) {
  const Json* own = find(experiment, "runtime");
  if (own != nullptr && truthy(*own)) return after_rollbacks_of(experiment).value_or(false);
  try {
    return after_rollbacks_of(settings).value_or(false);
  } catch (const InvalidExperiment& error) {
    throw InvalidExperiment(
        Diagnostic{.message = fmt::format("{} (/runtime/hypothesis in the settings)", error.what()),
                   .hint = error.diagnostic().hint});
  }
}

void FoundCheck::look_before(const std::stop_token& stop) {
  if (!is_pretended(context_.dry, "probe")) {
    facts_ = query_facts(context_, stop);
  } else if (hypothesis_ || chaos_block_member(context_.experiment, "facts") != nullptr) {
    obstacle_ = "the probes were not executed (dry run)";
  }
}

void FoundCheck::announce(Json& journal) const {
  if (hypothesis_) journal["steady_states"][kAfterRollbacks] = nullptr;
}

void FoundCheck::look_after(const Interruption& interruption) {
  if (facts_.empty() && !hypothesis_ && obstacle_.empty()) return;
  Look look{.facts = facts_, .hypothesis = hypothesis_, .obstacle = obstacle_};
  const os::ChildrenAtHome at_home;  // as when the facts were established
  if (touched_anything()) check(context_, look, interruption.foreground());
  const std::lock_guard lock(context_.mutex);
  if (record_) record_(look.facts, look.state);
  note(context_.journal, std::move(look));
}

bool FoundCheck::touched_anything() {
  const std::lock_guard lock(context_.mutex);
  return chaos::touched_anything(context_.record.journal());
}

void look_again(Json& journal, RunContext& context, const Interruption& interruption) {
  if (!has_checks(journal)) return;
  Look look{.facts = facts_in(journal), .hypothesis = has_hypothesis_check(journal)};
  check(context, look, interruption.foreground());
  note(journal, std::move(look));
}

bool has_checks(const Json& journal) {
  return touched_anything(journal) && (!facts_in(journal).empty() || has_hypothesis_check(journal));
}

}  // namespace chaos
