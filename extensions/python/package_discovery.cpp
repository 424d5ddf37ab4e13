#include "package_discovery.h"

#include <fmt/format.h>

#include "interpreter.h"
#include "log/log.h"
#include "os/child_process.h"
#include "python_host.h"

namespace chaos::python {
namespace {

/// The last line of pip's output, which states the reason.
std::string last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

DiscoveryFailed not_installed(const std::string& package, const std::string& interpreter,
                              const std::string& output) {
  const std::string reason = last_line(output);
  return DiscoveryFailed(
      Diagnostic{.message = fmt::format("failed to install `{}`", package),
                 .hint = fmt::format("{}{}`{} -m pip install -U {}` failed; if the package is "
                                     "already installed, use --no-install",
                                     reason, reason.empty() ? "" : "; ", interpreter, package)});
}

}  // namespace

void install_package(const Json& settings, const std::string& package,
                     const std::stop_token& stop) {
  log::info(fmt::format("Attempting to download and install package '{}'", package));
  const Interpreter interpreter = find_interpreter(settings);
  const os::ProcessOutcome pip =
      os::run_process({.executable = interpreter.path,
                       .arguments = {interpreter.path, "-m", "pip", "install", "-U", package}},
                      Deadline::never(), stop);
  if (pip.ending == os::ProcessOutcome::Ending::kStopped) throw Stopped();
  log::debug(pip.out);
  if (pip.status != 0) {
    log::debug(pip.err);
    throw not_installed(package, interpreter.path, pip.err);
  }
  log::info("Package downloaded and installed in current environment");
}

Json discover_package(const Json& settings, const std::string& package, bool with_system,
                      const std::stop_token& stop) {
  PythonHost host(settings, {.of_hooks = [&stop] { return stop; }});
  const auto session = host.session();
  Json answer =
      host.call(*session, {{"call", "discover"}, {"package", package}, {"system", with_system}},
                {.stop = stop});
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, stop);
    log::debug(fmt::format("Failed to discover {}\n{}", package, trace_of(*error)));
    const bool foreseen = is_of_kind(*error, "DiscoveryFailed");
    const char* const text = foreseen ? "text" : "message";
    throw DiscoveryFailed(Diagnostic{.message = python_str(error->at(text)),
                                     .hint = foreseen
                                                 ? "`chaos info extensions` shows what is installed"
                                                 : "run with --verbose to see where it fails"});
  }
  return std::move(answer.at("discovery"));
}

}  // namespace chaos::python
