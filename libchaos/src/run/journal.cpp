#include "run/journal.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <string_view>

#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "os/clock.h"

namespace chaos {
namespace {

/// The result of Python's platform.platform() for this system.
std::string platform(const utsname& system) {
  return fmt::format("{}-{}-{}-with-glibc{}", system.sysname, system.release, system.machine,
                     gnu_get_libc_version());
}

/// A probe that judges a value gets it among its own arguments.
void redact_judged_value(Json& activity) {
  Json* part = &activity;
  for (const char* key : {"tolerance", "provider", "arguments", "value"}) {
    part = find(*part, key);
    if (part == nullptr) return;
  }
  *part = redacted_data_for_journal(*part, log::Data::kOutput);
}

/// Redacts values that the run has put into the author's document: in its title and for judging
/// probes.
void redact_experiment(Json& experiment) {
  if (Json* title = find(experiment, "title")) *title = redacted_for_journal(*title);
  Json* hypothesis = find(experiment, "steady-state-hypothesis");
  Json* probes = hypothesis != nullptr ? find(*hypothesis, "probes") : nullptr;
  if (probes == nullptr || !probes->is_array()) return;
  for (auto& probe : *probes)
    redact_judged_value(probe);
}

}  // namespace

Json new_journal(const Json& experiment, const os::Clock& clock) {
  utsname system{};
  uname(&system);
  return {{"chaoslib-version", kJournalVersion},
          {"platform", platform(system)},
          {"node", system.nodename},
          {"experiment", experiment},
          {"start", clock.utc_now_iso()},
          {"status", nullptr},
          {"deviated", false},
          {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
          {"run", Json::array()},
          {"rollbacks", Json::array()}};
}

void end_journal(Json& journal, double duration_seconds, const os::Clock& clock) {
  journal["end"] = clock.utc_now_iso();
  journal["duration"] = duration_seconds;
  const Json& status = journal.at("status");
  if (status != "completed" && status != "failed" && status != "aborted" &&
      status != "interrupted") {
    journal["status"] = "completed";
  }
}

void refresh_experiment(Json& journal, const Json& experiment) {
  Json* shown = find(journal, "experiment");
  if (shown == nullptr || !shown->is_object()) return;  // a control has removed it
  for (auto& [key, kept] : shown->items()) {
    const Json* now = find(experiment, key);
    if (now != nullptr && kept.is_structured() && now->type() == kept.type()) kept = *now;
  }
}

Json presentable_run(Json run) {
  for (const char* key : {"output", "exception", "arguments", "attempts", "failure"}) {
    const auto data =
        key == std::string_view("arguments") ? log::Data::kArgument : log::Data::kOutput;
    if (Json* value = find(run, key)) *value = redacted_data_for_journal(std::move(*value), data);
  }
  if (Json* activity = find(run, "activity")) redact_judged_value(*activity);
  return run;
}

Json presentable_state(Json state) {
  if (Json* probes = find(state, "probes")) {
    for (auto& run : *probes)
      run = presentable_run(std::move(run));
  }
  return state;
}

Json presentable(Json journal) {
  if (Json* experiment = find(journal, "experiment")) redact_experiment(*experiment);
  for (const char* key : {"run", "rollbacks"}) {
    if (Json* runs = find(journal, key)) {
      for (auto& run : *runs)
        run = presentable_run(std::move(run));
    }
  }
  if (Json* states = find(journal, "steady_states")) {
    for (const char* key : {"before", "after", "after_rollbacks"}) {
      if (Json* state = find(*states, key)) *state = presentable_state(std::move(*state));
    }
    if (Json* during = find(*states, "during")) {
      for (auto& state : *during)
        state = presentable_state(std::move(state));
    }
  }
  const std::string block = chaos_block_pointer(journal);
  Json* record = block.empty() ? nullptr : find(journal.at(JsonPointer(block)), "record");
  if (record != nullptr) *record = presentable(std::move(*record));
  return journal;
}

}  // namespace chaos
