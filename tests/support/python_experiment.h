#pragma once

#include <cstdlib>
#include <string>

#include "chaos/json.h"
#include "support/chaos_command.h"

namespace chaos::testing {

/// A `chaos` that uses the Python that the tests were configured with, or the one in the variable
/// CHAOS_TEST_PYTHON, with `module` as tools.py.
class PythonCommand : public ChaosCommand {
 public:
  explicit PythonCommand(const std::string& module) {
    const char* named = std::getenv("CHAOS_TEST_PYTHON");
    env("CHAOS_PYTHON", named != nullptr ? named : CHAOS_TEST_PYTHON).file("tools.py", module);
  }
};

/// An activity that calls a function of tools.py.
inline Json python_action(const std::string& function, const Json& arguments = Json::object()) {
  Json action = {{"type", "action"},
                 {"name", function},
                 {"provider", {{"type", "python"}, {"module", "tools"}, {"func", function}}}};
  if (!arguments.empty()) action["provider"]["arguments"] = arguments;
  return action;
}

inline Json with_timeout(Json activity, double seconds) {
  activity["timeout"] = seconds;
  return activity;
}

inline Json in_background(Json activity) {
  activity["background"] = true;
  return activity;
}

/// The experiment with the hooks in tools.py as a control.
inline Json with_tools_control(Json experiment) {
  experiment["controls"] =
      Json::array({{{"name", "tools"}, {"provider", {{"type", "python"}, {"module", "tools"}}}}});
  return experiment;
}

}  // namespace chaos::testing
