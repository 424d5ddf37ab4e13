#include "run/safeguard.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "activity/dry.h"
#include "activity/executor.h"
#include "chaos/error.h"
#include "context/duration.h"
#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "json/excerpt.h"
#include "log/log.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

/// A probe that hangs protects nothing, so each has an end.
constexpr double kCheckTimeout = 30;
constexpr std::size_t kLongestOutput = 200;

Json with_timeout(Json probe) {
  const Json* provider = find(probe, "provider");
  const bool has_own = find(probe, "timeout") != nullptr ||
                       (provider != nullptr && find(*provider, "timeout") != nullptr);
  if (!has_own && probe.is_object()) probe["timeout"] = kCheckTimeout;
  return probe;
}

std::string name_of(const Json& probe) {
  const Json* name = find(probe, "name");
  return name != nullptr ? python_str(*name) : "None";
}

std::optional<double> interval_of(const Json& probe) {
  const Json* interval = find(probe, "interval");
  return interval != nullptr ? duration_from(*interval) : std::nullopt;
}

int failures_of(const Json& probe) {
  const Json* failures = find(probe, "failures");
  return failures != nullptr && failures->is_number_integer() ? failures->get<int>() : 1;
}

}  // namespace

Safeguard::Safeguard(Json declared, RunContext& context, Interruption& interruption)
    : probe_(with_timeout(std::move(declared))),
      name_(name_of(probe_)),
      interval_(interval_of(probe_)),
      failures_(failures_of(probe_)),
      context_(context),
      interruption_(interruption) {}

std::optional<StopReason> Safeguard::objection(const std::stop_token& stop) {
  return must_stop(stop) ? std::optional(reason()) : std::nullopt;
}

void Safeguard::watch() {
  if (!interval_) return;
  thread_.emplace(*context_.clock, [this](const std::stop_token& ended) { keep_checking(ended); });
}

void Safeguard::keep_checking(const std::stop_token& ended) {
  try {
    while (context_.clock->wait_for(std::chrono::duration<double>(*interval_), ended)) {
      if (!must_stop(ended)) continue;
      halt_run(interruption_, reason());
      return;
    }
  } catch (const Stopped&) {
    // The method is over.
  }
}

void Safeguard::leave_method() {
  thread_.reset();
}

/// One check. Whether it is the one that breaches the safeguard.
bool Safeguard::must_stop(const std::stop_token& stop) {
  std::string problem = this->problem(stop);
  ++checks_;
  if (problem.empty()) {
    failed_in_a_row_ = 0;
    return false;
  }
  problem_ = std::move(problem);
  log::debug(fmt::format("Safeguard '{}': {}", name_, problem_));
  if (++failed_in_a_row_ < failures_) return false;
  breach_ = {{"at", context_.clock->utc_now_iso()}, {"reason", problem_}};
  return true;
}

/// What is wrong; "" when the tolerance is met.
std::string Safeguard::problem(const std::stop_token& stop) const {
  std::shared_ptr<const Values> values;
  {
    const std::lock_guard lock(context_.mutex);
    values = context_.values;
  }
  try {
    const Json output = run_provider(context_.registry, probe_, *values, stop);
    if (is_within_tolerance(output, *values, stop)) return {};
    return fmt::format("its probe returned {}, which is not within the tolerance",
                       one_line(python_repr(output), kLongestOutput));
  } catch (const Stopped&) {
    throw;
  } catch (const ActivityFailed& failure) {
    return fmt::format("its probe failed: {}", failure.what());
  } catch (const std::exception& error) {
    return fmt::format("its probe could not be executed: {}", error.what());
  }
}

bool Safeguard::is_within_tolerance(const Json& output, const Values& values,
                                    const std::stop_token& stop) const {
  const Json* declared = find(probe_, "tolerance");
  if (declared == nullptr) return true;
  Json tolerance = *declared;  // a judge is given the value among its arguments
  return within_tolerance(tolerance, output,
                          {.configuration = values.configuration,
                           .secrets = values.secrets,
                           .run_probe = [&](const Json& activity) {
                             return run_provider(context_.registry, activity, values, stop);
                           }});
}

StopReason Safeguard::reason() const {
  return {.guard = fmt::format("safeguard '{}'", name_),
          .sentence = fmt::format("Safeguard '{}' was breached: {}.", name_, problem_)};
}

void Safeguard::note(Json& block) const {
  block["safeguards"].push_back(
      redacted_for_journal({{"name", name_}, {"checks", checks_}, {"breach", breach_}}));
}

std::vector<std::shared_ptr<Guard>> safeguards_of(RunContext& context, Interruption& interruption) {
  std::vector<std::shared_ptr<Guard>> guards;
  if (is_pretended(context.dry, "probe")) return guards;
  const auto add = [&](const Json* holder) {
    const Json* list = holder != nullptr ? find(*holder, "safeguards") : nullptr;
    if (list == nullptr || !list->is_array()) return;
    for (const auto& declared : *list)
      guards.push_back(std::make_shared<Safeguard>(declared, context, interruption));
  };
  add(chaos_block(context.experiment));
  add(&context.settings);
  return guards;
}

}  // namespace chaos
