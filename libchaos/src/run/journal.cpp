#include "run/journal.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include "context/secrets.h"
#include "os/clock.h"

namespace chaos {
namespace {

/// What Python's platform.platform() says of this system.
std::string platform(const utsname& system) {
  return fmt::format("{}-{}-{}-with-glibc{}", system.sysname, system.release, system.machine,
                     gnu_get_libc_version());
}

}  // namespace

Json new_journal(const Json& experiment) {
  utsname system{};
  uname(&system);
  return {{"chaoslib-version", kJournalVersion},
          {"platform", platform(system)},
          {"node", system.nodename},
          {"experiment", experiment},
          {"start", os::utc_now_iso()},
          {"status", nullptr},
          {"deviated", false},
          {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
          {"run", Json::array()},
          {"rollbacks", Json::array()}};
}

void end_journal(Json& journal, double duration_seconds) {
  journal["end"] = os::utc_now_iso();
  journal["duration"] = duration_seconds;
  const Json& status = journal.at("status");
  if (status != "completed" && status != "failed" && status != "aborted" &&
      status != "interrupted") {
    journal["status"] = "completed";
  }
}

void refresh_experiment(Json& journal, const Json& experiment) {
  for (auto& [key, kept] : journal.at("experiment").items()) {
    const Json* now = find(experiment, key);
    if (now != nullptr && kept.is_structured() && now->type() == kept.type()) kept = *now;
  }
}

Json presentable_run(const Json& run) {
  Json shown = run;
  for (const char* key : {"output", "exception"}) {
    if (Json* value = find(shown, key)) *value = redacted(*value);
  }
  return shown;
}

Json presentable_state(const Json& state) {
  Json shown = state;
  if (Json* probes = find(shown, "probes")) {
    for (auto& run : *probes) run = presentable_run(run);
  }
  return shown;
}

Json presentable(const Json& journal) {
  Json shown = journal;
  for (const char* key : {"run", "rollbacks"}) {
    if (Json* runs = find(shown, key)) {
      for (auto& run : *runs) run = presentable_run(run);
    }
  }
  if (Json* states = find(shown, "steady_states")) {
    for (const char* key : {"before", "after"}) {
      if (Json* state = find(*states, key)) *state = presentable_state(*state);
    }
    if (Json* during = find(*states, "during")) {
      for (auto& state : *during) state = presentable_state(state);
    }
  }
  return shown;
}

}  // namespace chaos
