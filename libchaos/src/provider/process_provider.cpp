#include "provider/process_provider.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <system_error>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "context/substitution.h"
#include "log/log.h"
#include "os/child_process.h"
#include "os/executable.h"
#include "os/kept_process.h"
#include "os/suggestion.h"
#include "os/text_encoding.h"
#include "provider/process_command.h"
#include "provider/typed_setting.h"

namespace chaos {
namespace {

using Ending = os::ProcessOutcome::Ending;

std::string not_found_message(const std::string& path, const Json& activity) {
  const Json* name = find(activity, "name");
  return fmt::format("path '{}' cannot be found, in activity '{}'", path,
                     name == nullptr ? "" : python_str(*name));
}

std::string not_found_hint(const std::string& path) {
  if (path.find('/') == std::string::npos) {
    std::string meant = os::suggest_executable(path);
    if (!meant.empty()) return meant;
    return "install the program, or give its full path: it is not in PATH";
  }
  return "check that the file exists and is executable (chmod +x)";
}

/// Throws UnexpectedError where the reference crashes because there is no program to run.
std::string find_executable(const ActivityCall& call, const Json& provider) {
  const Json* declared = find(provider, "path");
  const Json path =
      declared != nullptr ? fill_activity_references(*declared, call.activities) : Json();
  if (!path.is_string()) throw UnexpectedError("a process activity must have a path");
  const auto& text = path.get_ref<const std::string&>();
  if (auto executable = os::which(os::expand_user(text))) return *std::move(executable);
  throw UnexpectedError(Diagnostic{.message = not_found_message(text, call.activity),
                                   .pointer = "/provider/path",
                                   .hint = not_found_hint(text)});
}

/// Throws UnexpectedError if it is not a mapping of names to values.
std::map<std::string, std::string> resolve_environment(const Json& provider,
                                                       const ActivityCall& call) {
  const Json* declared = find(provider, "env");
  if (declared == nullptr || declared->is_null()) return {};
  const Json values = substitute(*declared, call.configuration, call.secrets, call.activities);
  if (!values.is_object()) {
    throw UnexpectedError(Diagnostic{.message = "the env of a process must be a mapping",
                                     .pointer = "/provider/env",
                                     .hint = "write it as names with their values"});
  }
  std::map<std::string, std::string> environment;
  for (const auto& [name, value] : values.items())
    environment[name] = value.is_null() ? std::string() : python_str(value);
  return environment;
}

Json resolve_arguments(const Json& provider, const ActivityCall& call) {
  const Json* arguments = find(provider, "arguments");
  if (arguments == nullptr) return Json::array();
  if (arguments->is_number()) return Json::array({*arguments});
  const bool any = truthy(call.configuration) || truthy(call.secrets) || call.activities != nullptr;
  if (truthy(*arguments) && any) {
    return substitute(*arguments, call.configuration, call.secrets, call.activities);
  }
  return *arguments;
}

Deadline resolve_deadline(const Json& provider, const ActivityCall& call) {
  const Deadline& limit = call.deadline;
  const Json* declared = find(provider, "timeout");
  if (declared == nullptr || declared->is_null()) return limit;
  const Json filled =
      number_in(substitute(*declared, call.configuration, call.secrets, call.activities));
  const Json* const timeout = &filled;
  double seconds = 0;
  if (timeout->is_number()) {
    seconds = timeout->get<double>();
  } else if (timeout->is_boolean()) {
    seconds = timeout->get<bool>() ? 1 : 0;
  } else if (extended_kind(*timeout) == Extended::kInteger) {
    return python_str(*timeout).starts_with('-') ? Deadline::after(std::chrono::seconds(0)) : limit;
  } else {
    throw UnexpectedError(Diagnostic{
        .message = fmt::format("the timeout of a process must be a number of seconds, not {}",
                               python_repr(*timeout)),
        .pointer = "/provider/timeout",
        .hint = "write a number"});
  }
  return Deadline::earlier(limit, Deadline::after(std::chrono::duration<double>(seconds)));
}

os::ProcessOutcome run_kept(const os::ProcessSpec& command, const Deadline& deadline,
                            const std::stop_token& stop, UndoReceipt& receipt) {
  const auto kept = std::make_shared<os::KeptProcess>(receipt.id(), receipt.log());
  receipt.when_recorded([kept] { kept->dismiss(); });
  return kept->run(command, deadline, stop);
}

os::ProcessOutcome run(const os::ProcessSpec& command, const Deadline& deadline,
                       const ActivityCall& call) {
  try {
    const bool is_kept = call.receipt != nullptr && os::KeptProcess::is_possible();
    return is_kept ? run_kept(command, deadline, call.stop, *call.receipt)
                   : os::run_process(command, deadline, call.stop);
  } catch (const os::KeeperLost& loss) {
    throw ActivityFailed(fmt::format("its outcome is unknown: {}", loss.what()));
  } catch (const std::system_error& error) {
    throw UnexpectedError(fmt::format("[Errno {}] {}: '{}'", error.code().value(),
                                      error.code().message(), command.executable));
  }
}

std::string make_text(std::string bytes, bool truncated, const char* stream, std::size_t limit) {
  if (!truncated) return os::decode_to_utf8(std::move(bytes));
  log::warning(fmt::format("The process wrote more than {} bytes to its {}: the rest was dropped.",
                           limit, stream));
  os::drop_partial_character(bytes);
  return os::decode_to_utf8(std::move(bytes)) +
         fmt::format("\n[truncated: only the first {} bytes were kept]\n", limit);
}

}  // namespace

void ProcessProvider::validate(const Json& activity) const {
  const Json& provider = activity.at("provider");
  const Json* path = find(provider, "path");
  if (path == nullptr || !truthy(*path)) {
    throw InvalidActivity(Diagnostic{.message = "a process activity must have a path",
                                     .pointer = path == nullptr ? "/provider" : "/provider/path",
                                     .hint = "add \"path\": the program to run"});
  }
  const std::string text = python_str(*path);
  if (!activities_referred_to_by(*path).empty()) return;  // only known once that activity has run
  if (path->is_string() && executables_.knows(os::expand_user(text))) return;
  throw InvalidActivity(Diagnostic{.message = not_found_message(text, activity),
                                   .pointer = "/provider/path",
                                   .hint = not_found_hint(text)});
}

Json ProcessProvider::execute(const ActivityCall& call) {
  const Json& provider = call.activity.at("provider");
  const Json arguments = resolve_arguments(provider, call);
  const std::string path = find_executable(call, provider);
  os::ProcessSpec command = make_command(path, arguments, output_limit_);
  command.environment = resolve_environment(provider, call);
  command.started = call.process_started;
  // If this program is killed, nobody can end a fault that is not recorded.
  command.held_until_known = command.started && call.begins_once_known;
  const Deadline deadline = resolve_deadline(provider, call);
  if (log::enabled(log::Level::kDebug)) {
    log::debug(fmt::format("Running: {}", describe_command(command, arguments)));
  }
  os::ProcessOutcome outcome = run(command, deadline, call);
  if (outcome.ending == Ending::kStopped) throw Stopped();
  if (outcome.ending == Ending::kTimedOut) {
    throw ActivityFailed("process activity took too long to complete");
  }
  if (outcome.status > 0 && find(call.activity, "tolerance") == nullptr) {
    log::warning(
        "This process returned a non-zero exit code. This may indicate some error and not what you "
        "expected. Please have a look at the logs.");
  }
  Json output = Json::object();
  output["status"] = outcome.status;
  output["stdout"] =
      make_text(std::move(outcome.out), outcome.out_truncated, "standard output", output_limit_);
  output["stderr"] =
      make_text(std::move(outcome.err), outcome.err_truncated, "standard error", output_limit_);
  return output;
}

}  // namespace chaos
