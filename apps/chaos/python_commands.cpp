#include "python_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>

#include "context/settings.h"
#include "help.h"
#include "os/child_process.h"
#include "os/exec_arguments.h"
#include "python/interpreter.h"
#include "python/python_error.h"

namespace chaos::cli {
namespace {

constexpr std::chrono::seconds kLongestListing{10};

/// If the original is installed, its own group executes the command, with its options and log.
constexpr const char* kProgram = R"(
import json, logging, os, sys
from importlib import metadata

call = json.loads(sys.argv[1])
sys.argv = ["chaos"]

def entry_points():
    group = "chaostoolkit.cli_plugins"
    try:
        return list(metadata.entry_points(group=group))
    except TypeError:  # before Python 3.10
        return list(metadata.entry_points().get(group, ()))

def commands():
    found = {}
    for entry in entry_points():
        try:
            command = entry.load()
            found[command.name] = command
        except Exception as problem:
            print("chaos: the command '%s' cannot be loaded: %r" % (entry.name, problem),
                  file=sys.stderr)
    return found

def give_up():
    if call["instead"]:
        os.execv(call["program"], call["instead"])
    sys.stderr.write(call["complaint"])
    sys.exit(2)

found = commands()
if call["name"] is None:
    print(json.dumps([[name, command.get_short_help_str(200)]
                      for name, command in sorted(found.items()) if not command.hidden]))
    sys.exit()
if call["name"] not in found:
    give_up()
try:
    from chaostoolkit.cli import cli as group
    options = call["options"]
except ImportError:
    import click
    group = click.Group("chaos", commands=found)
    options = []
    logging.basicConfig(format="[%(asctime)s %(levelname)s] %(message)s", level=logging.INFO)
group.main(args=options + [call["name"]] + call["arguments"], prog_name="chaos",
           obj={"settings_path": call["settings"]})
)";

/// The options of the program that the original has, too.
Json options_for_original(const GlobalOptions& options) {
  Json list = Json::array({"--no-version-check", "--settings", options.settings});
  if (options.verbose) list.push_back("--verbose");
  if (options.no_log_file) list.push_back("--no-log-file");
  if (!options.change_dir.empty()) {
    list.push_back("--change-dir");
    list.push_back(options.change_dir);
  }
  return list;
}

std::string settings_path(const GlobalOptions& options) {
  return options.settings.empty() ? default_settings_path() : options.settings;
}

/// The interpreter's arguments for this request, or nothing if there is no interpreter.
std::optional<os::ProcessSpec> command_for(Json request, GlobalOptions options) {
  options.settings = settings_path(options);
  request["options"] = options_for_original(options);
  request["settings"] = options.settings;
  request["program"] = std::filesystem::read_symlink("/proc/self/exe").string();
  try {
    const std::string python = python::find_interpreter(load_settings(options.settings)).path;
    return os::ProcessSpec{.executable = python,
                           .arguments = {python, "-c", kProgram, request.dump(-1, ' ', true)}};
  } catch (const ChaosError&) {
    return std::nullopt;  // no interpreter, or settings that other commands complain about
  }
}

/// As "name: help" in the columns of the help.
std::string lines_for(const Json& commands) {
  const HelpFormatter help(help_columns());
  std::string lines;
  for (const auto& command : commands)
    lines += help.entry(command.at(0).get<std::string>(), command.at(1).get<std::string>());
  return lines;
}

}  // namespace

void execute_package_command(const PackageCall& call, const GlobalOptions& options) {
  const auto command = command_for({{"name", call.name},
                                    {"arguments", call.arguments},
                                    {"instead", call.instead},
                                    {"complaint", call.complaint}},
                                   options);
  if (!command) return;
  std::fflush(nullptr);
  const os::ExecArguments exec(command->executable, command->arguments);
  ::execve(command->executable.c_str(), exec.argv(), exec.environment());
}

std::string help_on_package_commands(const GlobalOptions& options) try {
  const auto command = command_for({{"name", nullptr}}, options);
  if (!command) return {};
  const os::ProcessOutcome outcome =
      os::run_process(*command, Deadline::after(kLongestListing), {});
  const Json commands = Json::parse(outcome.out, nullptr, /*allow_exceptions=*/false);
  if (!commands.is_array() || commands.empty()) return {};
  return "\nCommands of installed packages:\n" + lines_for(commands);
} catch (const std::system_error&) {
  return {};  // the interpreter cannot be started
}

}  // namespace chaos::cli
