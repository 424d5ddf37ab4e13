#include "activity/judgement.h"

#include <fmt/format.h>

#include "activity/activity_runs.h"
#include "activity/provider_call.h"
#include "chaos/error.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

/// The last line of the exception, without the name of the reference's exception class.
std::string message_of_exception(const Json& run) {
  const Json* lines = find(run, "exception");
  if (lines == nullptr || !lines->is_array() || lines->empty()) return "it failed";
  std::string text = python_str(lines->back());
  text.erase(text.find_last_not_of(" \r\n") + 1);
  if (const auto line = text.rfind('\n'); line != std::string::npos) text.erase(0, line + 1);
  constexpr std::string_view kClass = "chaoslib.exceptions.ActivityFailed: ";
  if (text.starts_with(kClass)) text.erase(0, kClass.size());
  return text;
}

}  // namespace

std::string complaint_about_status(const Json& run, bool of_http) {
  const Json* activity = find(run, "activity");
  const Json* provider = activity != nullptr ? find(*activity, "provider") : nullptr;
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  const Json* output = find(run, "output");
  const Json* status = output != nullptr ? find(*output, "status") : nullptr;
  if (type == nullptr || status == nullptr) return {};
  constexpr int kFirstError = 400;
  if (of_http && *type == "http" && status->is_number() && *status >= kFirstError)
    return fmt::format("HTTP status {}", python_str(*status));
  if (*type != "process" || *status == 0) return {};
  return status->is_number_integer() && *status < 0
             ? fmt::format("killed by signal {}", -status->get<int>())
             : fmt::format("exit status {}", python_str(*status));
}

bool is_within(RunContext& context, Json& tolerance, const Json& output,
               const std::stop_token& stop, const std::string& rollback) {
  std::shared_ptr<const Values> values;
  {
    const std::lock_guard lock(context.mutex);
    values = rollback.empty() ? values_for(context, tolerance)
                              : values_for_rollback(context, tolerance, rollback);
  }
  return within_tolerance(tolerance, output,
                          {.configuration = values->configuration,
                           .secrets = values->secrets,
                           .run_probe =
                               [&](const Json& activity) {
                                 return run_provider(context.registry, activity, *values, stop);
                               },
                           .activities = activities_in(*values)});
}

std::string reason_of_failure(RunContext& context, const Json& run, const Expectation& expectation,
                              const std::stop_token& stop) {
  if (run.value("status", "") == "failed") return message_of_exception(run);
  if (expectation.tolerance.is_null()) {
    return expectation.exit_status_counts
               ? complaint_about_status(run, !expectation.rollback.empty())
               : "";
  }
  Json tolerance = expectation.tolerance;
  try {
    return is_within(context, tolerance, run.at("output"), stop, expectation.rollback)
               ? ""
               : fmt::format("not within the tolerance {}", to_json_text(expectation.tolerance));
  } catch (const Stopped&) {
    throw;
  } catch (const ChaosError& error) {
    return fmt::format("its tolerance cannot be checked: {}", error.what());
  }
}

}  // namespace chaos
