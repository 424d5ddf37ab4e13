#include "run/bare_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "activity/judgement.h"
#include "activity/provider_call.h"
#include "chaos/deadline.h"
#include "context/duration.h"
#include "os/clock.h"

namespace chaos {
namespace {

using Seconds = std::chrono::duration<double>;

std::string name_of(const Json& probe) {
  const Json* name = find(probe, "name");
  return name != nullptr ? python_str(*name) : "None";
}

bool is_probe(const Json& tolerance) {
  const Json* type = find(tolerance, "type");
  return type != nullptr && *type == "probe";
}

/// How long the whole answer may take by an HTTP provider's `timeout`: seconds until it is
/// connected, and until the server says something.
double patience_with_server(const Json& timeout) {
  double sum = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& part = timeout.is_array() && i < timeout.size() ? timeout[i] : timeout;
    if (part.is_number()) sum += part.get<double>();
  }
  return sum;
}

/// A signal to the run arrives within this time after it has reached an extension.
constexpr auto kSignalArrives = std::chrono::seconds(1);

}  // namespace

std::string problem_of_unasked_stop(const std::stop_token& stop) {
  if (!os::wait_for(kSignalArrives, stop)) throw Stopped();
  return "its probe raised KeyboardInterrupt";
}

BareProbe::BareProbe(Json declared, RunContext& context, double default_limit)
    : declared_(std::move(declared)),
      name_(name_of(declared_)),
      context_(context),
      default_limit_(default_limit) {}

double BareProbe::limit_of(const Json& probe, const Values& values, double default_limit) {
  const Json* provider = find(probe, "provider");
  const Json* of_provider = provider != nullptr ? find(*provider, "timeout") : nullptr;
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  const auto own = own_timeout(probe, values);
  if (of_provider == nullptr) return own.value_or(default_limit);
  if (type != nullptr && *type == "http")
    return own.value_or(std::max(default_limit, patience_with_server(*of_provider)));
  if (!of_provider->is_number()) return own.value_or(default_limit);
  const auto limit = of_provider->get<double>();
  return own ? std::min(*own, limit) : limit;
}

Json BareProbe::query(const std::stop_token& stop) const {
  std::shared_ptr<const Values> values;
  {
    const std::lock_guard lock(context_.mutex);
    values = context_.values;
  }
  const double limit = limit_of(declared_, *values, default_limit_);
  const Deadline due = Deadline::after(Seconds(limit));
  ActivityCall call = make_call(declared_, *values, stop);
  call.deadline = deadline_after_timeout(limit);
  try {
    return provider_of(context_.registry, declared_).execute(call);
  } catch (const ActivityFailed&) {
    if (!due.passed()) throw;
    throw NoAnswer(fmt::format("its probe did not answer within {}", duration_text(limit)));
  }
}

bool BareProbe::accepts(const Json& output, const std::stop_token& stop) const {
  const Json* declared = find(declared_, "tolerance");
  if (declared == nullptr) return true;
  Json tolerance = *declared;  // a probe that judges gets the value as an argument
  if (!is_probe(tolerance)) return is_within(context_, tolerance, output, stop);
  double limit = 0;
  {
    const std::lock_guard lock(context_.mutex);
    limit = limit_of(tolerance, *context_.values, default_limit_);
  }
  tolerance["timeout"] = limit;
  const Deadline due = Deadline::after(Seconds(limit));
  if (is_within(context_, tolerance, output, stop)) return true;
  if (!due.passed()) return false;
  throw NoAnswer(fmt::format("the probe that judges its answer did not answer within {}",
                             duration_text(limit)));
}

}  // namespace chaos
