#include "interpreter.h"

#include <fmt/format.h>

#include "os/environment.h"
#include "os/executable.h"
#include "python_error.h"

namespace chaos::python {
namespace {

std::string named_in(const Json& settings) {
  const Json* block = find(settings, "extensions");
  block = block != nullptr ? find(*block, "python") : nullptr;
  const Json* named = block != nullptr ? find(*block, "interpreter") : nullptr;
  return named != nullptr && truthy(*named) ? python_str(*named) : std::string();
}

Interpreter existing(const std::string& name, const char* origin) {
  const auto path = os::which(os::expand_user(name));
  if (path) return {.path = *path, .origin = origin};
  throw PythonError(Diagnostic{
      .message =
          fmt::format("the Python interpreter '{}', set by {}, cannot be executed", name, origin),
      .hint = "correct it, or remove it to use python3 from PATH"});
}

}  // namespace

Interpreter find_interpreter(const Json& settings) {
  const auto variable = os::environment_variable("CHAOS_PYTHON");
  if (variable && !variable->empty()) return existing(*variable, "CHAOS_PYTHON");
  const std::string named = named_in(settings);
  if (!named.empty()) return existing(named, "settings");
  const auto environment = os::environment_variable("VIRTUAL_ENV");
  if (environment && !environment->empty()) {
    const auto path = os::which(*environment + "/bin/python");
    if (path) return {.path = *path, .origin = "VIRTUAL_ENV"};
  }
  for (const char* name : {"python3", "python"}) {
    if (const auto path = os::which(name)) return {.path = *path, .origin = "PATH"};
  }
  throw PythonError(
      Diagnostic{.message = "this experiment needs Python, but no interpreter was found",
                 .hint = "install one (on Debian: apt install python3), or set CHAOS_PYTHON"});
}

}  // namespace chaos::python
