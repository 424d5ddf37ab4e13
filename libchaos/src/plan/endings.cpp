#include "plan/endings.h"

#include <string>
#include <utility>

#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "run/undo.h"

namespace chaos::plan {
namespace {

std::vector<std::string> pointers_of(const Json& experiment, const char* list) {
  std::vector<std::string> pointers;
  const std::string base = std::string("/") + list;
  for (std::size_t i = 0; i < activities_of(experiment, list).size(); ++i)
    pointers.push_back(child_pointer(base, i));
  return pointers;
}

/// An action that is played again by a reference is undone again.
std::vector<std::string> undos_of_method(const Json& experiment) {
  std::vector<std::string> undos;
  const std::vector<std::string> entries = pointers_of(experiment, "method");
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    for (auto& undo : undos_of_actions(experiment, {*entry}))
      undos.push_back(std::move(undo));
  }
  return undos;
}

struct EndingDescription {
  const char* how;
  const char* meaning;
  const char* status;
  bool deviated = false;
  bool by_somebody_else = false;
};

constexpr EndingDescription kEndings[] = {
    {"completed", "everything ran and the hypothesis held", "completed"},
    {"deviated", "the hypothesis was not met after the method", "completed", true},
    {"failed", "a probe of the hypothesis failed", "failed"},
    {"aborted", "an activity could not be executed at all", "aborted"},
    {"interrupted", "Ctrl-C, SIGTERM, a control or a safeguard", "interrupted"},
    // The watchdog plays whatever the run would have played at its end.
    {"killed", "SIGKILL, out of memory, a crash", "aborted", false, true}};

}  // namespace

std::vector<Ending> endings_of(const Request& request) {
  Json experiment = request.experiment;
  if (request.dry) experiment["dry"] = to_string(*request.dry);
  const std::vector<std::string> undos = undos_of_method(experiment);
  std::vector<std::string> rollbacks = pointers_of(experiment, "rollbacks");
  if (is_pretended(request.dry, "action")) rollbacks.clear();
  const std::string& strategy = request.strategies.rollbacks;
  std::vector<Ending> endings;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& pointers) {
    to.insert(to.end(), pointers.begin(), pointers.end());
  };
  for (const EndingDescription& way : kEndings) {
    Ending ending{.how = way.how, .meaning = way.meaning, .by_somebody_else = way.by_somebody_else};
    add(plays_undos(strategy) ? ending.played : ending.not_played, undos);
    add(plays_rollbacks(strategy, way.status, way.deviated) ? ending.played : ending.not_played,
        rollbacks);
    endings.push_back(std::move(ending));
  }
  return endings;
}

}  // namespace chaos::plan
