#include "run_guards.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "chaos/error.h"
#include "experiment/guard_validation.h"
#include "run/deadline_guard.h"
#include "run/hook_limit.h"
#include "run/safeguard.h"

namespace chaos::cli {
namespace {

/// Errors in the settings have no position in the experiment.
void check_settings(const RunContext& context, const std::string& path) {
  Findings findings(Findings::Mode::kThrowFirst);
  try {
    for (const char* key : {"deadline", "deadline-grace"})
      runtime_duration(context.settings, key);
    if (const Json* safeguards = find(context.settings, "safeguards")) {
      validate_safeguards(*safeguards, "/safeguards", context.registry, findings);
    }
  } catch (const InvalidExperiment& error) {
    const Diagnostic& found = error.diagnostic();
    throw ChaosError(Diagnostic{
        .message = fmt::format("{} ({} in the settings, '{}')", found.message, found.pointer, path),
        .hint = found.hint});
  }
}

}  // namespace

void add_guards(Guards& guards, RunContext& context, Interruption& interruption,
                const GuardOptions& options) {
  check_settings(context, options.settings_path);
  std::chrono::duration<double> hook_limit = HookLimit::kLimit;
  if (const auto plan = deadline_plan(options.deadline, context.experiment, context.settings)) {
    hook_limit = std::min(hook_limit, std::chrono::duration<double>(plan->grace));
    guards.add(std::make_shared<DeadlineGuard>(*plan, options.rollback_strategy == "never",
                                               interruption, *context.clock));
  }
  guards.add(std::make_shared<HookLimit>(hook_limit, interruption, *context.clock));
  for (auto& safeguard : safeguards_of(context, interruption))
    guards.add(std::move(safeguard));
}

}  // namespace chaos::cli
