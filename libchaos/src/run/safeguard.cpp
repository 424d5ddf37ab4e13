#include "run/safeguard.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "activity/dry.h"
#include "chaos/error.h"
#include "context/duration.h"
#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "json/excerpt.h"
#include "log/log.h"

namespace chaos {
namespace {

constexpr std::size_t kLongestOutput = 200;
constexpr double kShortestLimit = 10;  // seconds

std::optional<double> interval_of(const Json& probe) {
  const Json* interval = find(probe, "interval");
  return interval != nullptr ? duration_from(*interval) : std::nullopt;
}

int failures_of(const Json& probe) {
  const Json* failures = find(probe, "failures");
  return failures != nullptr && failures->is_number_integer() ? failures->get<int>() : 1;
}

}  // namespace

double Safeguard::default_limit(const Json& declared) {
  return std::clamp(interval_of(declared).value_or(BareProbe::kDefaultLimit), kShortestLimit,
                    BareProbe::kDefaultLimit);
}

Safeguard::Safeguard(const Json& declared, RunContext& context, Interruption& interruption)
    : probe_(declared, context, default_limit(declared)),
      interval_(interval_of(probe_.declared())),
      failures_(failures_of(probe_.declared())),
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
  } catch (const std::exception& error) {
    breach(fmt::format("it could not be checked: {}", error.what()));
    halt_run(interruption_, reason());
  }
}

void Safeguard::end_watch() {
  if (thread_) thread_->request_stop();
}

void Safeguard::leave_method() {
  thread_.reset();
}

/// Performs one check. Returns whether it breaches the safeguard.
bool Safeguard::must_stop(const std::stop_token& stop) {
  std::string problem = this->problem(stop);
  ++checks_;
  if (problem.empty()) {
    failed_in_a_row_ = 0;
    return false;
  }
  log::debug(fmt::format("Safeguard '{}': {}", probe_.name(), problem));
  if (++failed_in_a_row_ < failures_) return false;
  breach(std::move(problem));
  return true;
}

void Safeguard::breach(std::string problem) {
  problem_ = std::move(problem);
  breach_ = {{"at", context_.clock->utc_now_iso()}, {"reason", problem_}};
}

/// Describes the problem; "" if the tolerance is met.
std::string Safeguard::problem(const std::stop_token& stop) const {
  Json output;
  bool is_within = false;
  std::string problem = problem_of_probe(stop, [&] {
    output = probe_.query(stop);
    is_within = probe_.accepts(output, stop);
  });
  if (!problem.empty() || is_within) return problem;
  return fmt::format("its probe returned {}, which is not within the tolerance",
                     one_line(python_repr(output), kLongestOutput));
}

StopReason Safeguard::reason() const {
  return {.guard = fmt::format("safeguard '{}'", probe_.name()),
          .sentence = fmt::format("Safeguard '{}' was breached: {}.", probe_.name(), problem_)};
}

void Safeguard::note(Json& block) const {
  block["safeguards"].push_back(
      redacted_for_journal({{"name", probe_.name()}, {"checks", checks_}, {"breach", breach_}}));
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
