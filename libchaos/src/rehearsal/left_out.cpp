#include "rehearsal/left_out.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiment/chaos_block.h"
#include "plan/plan.h"

namespace chaos::rehearsal {
namespace {

void add_names(std::vector<std::string>& names, const Json* probes) {
  if (probes == nullptr || !probes->is_array()) return;
  for (const auto& probe : *probes) {
    const Json* name = find(probe, "name");
    names.push_back(name != nullptr ? python_str(*name) : "None");
  }
}

std::vector<std::string> controls(const Json& experiment, const Json& settings) {
  std::vector<std::string> names = plan::controls_of(experiment);
  const Json* global = find(settings, "controls");
  if (global == nullptr || !global->is_object()) return names;
  for (const auto& [name, control] : global->items())
    names.push_back(name);
  return names;
}

}  // namespace

std::vector<std::string> describe_left_out(const Json& experiment, const Json& settings) {
  std::vector<std::string> notes;
  const auto add = [&notes](const char* what, const std::vector<std::string>& names) {
    if (!names.empty()) notes.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
  };
  add("controls are not called, although they can change or stop a run",
      controls(experiment, settings));
  std::vector<std::string> safeguards;
  add_names(safeguards, chaos_block_member(experiment, "safeguards"));
  add_names(safeguards, find(settings, "safeguards"));
  add("safeguards are not checked; what a breach leaves is what an interruption leaves",
      safeguards);
  std::vector<std::string> facts;
  add_names(facts, chaos_block_member(experiment, "facts"));
  add("facts are not queried, before or after", facts);
  return notes;
}

}  // namespace chaos::rehearsal
