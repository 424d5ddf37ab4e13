#include "interpreter.h"

#include <fmt/format.h>
#include <sys/auxv.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "log/log.h"
#include "os/absolute_path.h"
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

/// Links stay: the one in a virtual environment leads out of it.
std::optional<Interpreter> executable(const std::string& name, const char* origin) {
  const auto path = os::which(name);
  if (!path) return std::nullopt;
  return Interpreter{.path = os::absolute_path(*path), .origin = origin};
}

Interpreter existing(const std::string& name, const char* origin) {
  if (auto found = executable(os::expand_user(name), origin)) return *std::move(found);
  throw PythonError(Diagnostic{
      .message =
          fmt::format("the Python interpreter '{}', set by {}, cannot be executed", name, origin),
      .hint = "correct it, or remove it to use python3 from PATH"});
}

/// The program as it was called, which may be a link in a virtual environment, and the file itself.
std::vector<std::filesystem::path> own_paths() {
  std::vector<std::filesystem::path> paths;
  const auto* called = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (called != nullptr && *called == '/') paths.emplace_back(called);
  std::error_code unknown;
  paths.push_back(std::filesystem::read_symlink("/proc/self/exe", unknown));
  return paths;
}

/// The interpreter of the virtual environment whose bin has this program.
std::optional<Interpreter> installed_beside() {
  for (const auto& path : own_paths()) {
    const auto bin = path.parent_path();
    std::error_code unknown;
    if (!std::filesystem::exists(bin.parent_path() / "pyvenv.cfg", unknown)) continue;
    if (auto found = executable((bin / "python").string(), "its own environment")) return found;
  }
  return std::nullopt;
}

}  // namespace

Interpreter find_interpreter(const Json& settings) {
  const auto variable = os::environment_variable("CHAOS_PYTHON");
  if (variable && !variable->empty()) return existing(*variable, "CHAOS_PYTHON");
  const std::string named = named_in(settings);
  if (!named.empty()) return existing(named, "settings");
  if (auto found = installed_beside()) return *std::move(found);
  const auto environment = os::environment_variable("VIRTUAL_ENV");
  if (environment && !environment->empty()) {
    auto found = executable(*environment + "/bin/python", "VIRTUAL_ENV");
    if (found) return *std::move(found);
  }
  for (const char* name : {"python3", "python"}) {
    if (auto found = executable(name, "PATH")) return *std::move(found);
  }
  throw PythonError(
      Diagnostic{.message = "this experiment needs Python, but no interpreter was found",
                 .hint = "install one (on Debian: apt install python3), or set CHAOS_PYTHON"});
}

Interpreter find_interpreter_of_run(const Json& settings, const std::string& of_run) {
  if (of_run.empty()) return find_interpreter(settings);
  const auto variable = os::environment_variable("CHAOS_PYTHON");
  if (variable && !variable->empty()) {
    auto named = executable(os::expand_user(*variable), "CHAOS_PYTHON");
    if (named) return *std::move(named);
    log::warning(
        fmt::format("CHAOS_PYTHON names '{}', which cannot be executed here. Using the "
                    "Python interpreter of the run, '{}'",
                    *variable, of_run));
  }
  if (auto found = executable(of_run, "the run")) return *std::move(found);
  throw PythonError(Diagnostic{
      .message = fmt::format(
          "the Python interpreter of the run, '{}', no longer exists or cannot be executed",
          of_run),
      .hint = "restore it, or set CHAOS_PYTHON to another one that has the same packages"});
}

}  // namespace chaos::python
