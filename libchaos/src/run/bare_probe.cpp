#include "run/bare_probe.h"

#include <chrono>
#include <utility>

#include "activity/judgement.h"
#include "activity/provider_call.h"
#include "os/clock.h"

namespace chaos {
namespace {

/// A probe that hangs must not block the run, so each has a timeout.
constexpr double kTimeout = 30;

std::string name_of(const Json& probe) {
  const Json* name = find(probe, "name");
  return name != nullptr ? python_str(*name) : "None";
}

/// A signal to the run arrives within this time after it has reached an extension.
constexpr auto kSignalArrives = std::chrono::seconds(1);

}  // namespace

Json with_timeout(Json probe) {
  const Json* provider = find(probe, "provider");
  const bool has_own = find(probe, "timeout") != nullptr ||
                       (provider != nullptr && find(*provider, "timeout") != nullptr);
  if (!has_own && probe.is_object()) probe["timeout"] = kTimeout;
  return probe;
}

std::string problem_of_unasked_stop(const std::stop_token& stop) {
  if (!os::wait_for(kSignalArrives, stop)) throw Stopped();
  return "its probe raised KeyboardInterrupt";
}

BareProbe::BareProbe(Json declared, RunContext& context)
    : declared_(with_timeout(std::move(declared))), name_(name_of(declared_)), context_(context) {}

Json BareProbe::query(const std::stop_token& stop) const {
  std::shared_ptr<const Values> values;
  {
    const std::lock_guard lock(context_.mutex);
    values = context_.values;
  }
  return run_provider(context_.registry, declared_, *values, stop);
}

bool BareProbe::accepts(const Json& output, const std::stop_token& stop) const {
  const Json* declared = find(declared_, "tolerance");
  if (declared == nullptr) return true;
  Json tolerance = *declared;  // a tolerance that is a probe gets the value as an argument
  return is_within(context_, tolerance, output, stop);
}

}  // namespace chaos
