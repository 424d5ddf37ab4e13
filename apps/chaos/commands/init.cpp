#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "chaos/dialogue.h"
#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "control/notification.h"
#include "document/yaml_writer.h"
#include "exit_code.h"
#include "experiment_template.h"
#include "experiment_wizard.h"
#include "extensions.h"
#include "help.h"
#include "json/ascii_json.h"
#include "json/json_reader.h"
#include "os/file.h"
#include "prompt.h"
#include "run/interruption.h"
#include "signals.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr std::size_t kIndent = 4;

struct InitOptions {
  std::string discovery_path = "./discovery.json";
  std::string experiment_path = "./experiment.json";
  std::string template_name;
};

/// The output of `chaos discover`; null if there is none.
Json read_discovery(const std::string& path) {
  auto& files = os::FileSystem::real();
  if (path.empty() || !files.exists(path)) return nullptr;
  try {
    return parse_json(files.read(path));
  } catch (const JsonSyntaxError& error) {
    Position position = error.position();
    position.file = path;
    throw ChaosError(
        Diagnostic{.message = fmt::format("The discovery file is not valid JSON: {}", error.what()),
                   .hint = "create it again with `chaos discover`",
                   .position = std::move(position)});
  }
}

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Json ask_experiment(const InitOptions& options) {
  Interruption interruption;
  const SignalRelay signals(interruption);
  Prompt prompt(interruption.foreground());
  const Json discovery = read_discovery(options.discovery_path);
  try {
    return ExperimentWizard(discovery, terminal_width(), prompt).ask();
  } catch (const Stopped&) {
    prompt.say("");  // ends the line of the unanswered question
    throw Aborted();
  }
}

/// Does not overwrite a file, because there is no confirmation.
Json fill_in_template(const InitOptions& options) {
  if (os::FileSystem::real().exists(options.experiment_path)) {
    throw ChaosError(
        Diagnostic{.message = fmt::format("'{}' already exists", options.experiment_path),
                   .hint = "delete it, or name another file with --experiment-path"});
  }
  return experiment_template(options.template_name);
}

std::string text_for(const std::string& path, const Json& experiment) {
  std::string extension = std::filesystem::path(path).extension();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (extension == ".yaml" || extension == ".yml") {
    return dump_yaml(*to_yaml_value(experiment), KeyOrder::kAsInserted, kIndent);
  }
  return to_ascii_json_text(experiment, kIndent);
}

int init(const GlobalOptions& global, const InitOptions& options) {
  const Json settings = load_settings(global.settings);
  Registry registry;
  register_everything(registry, settings);
  auto& files = os::FileSystem::real();
  files.check_writable(options.experiment_path);

  notify(settings, FlowEvent::kInitStarted, nullptr, {}, registry.module_host());
  const Json experiment =
      options.template_name.empty() ? ask_experiment(options) : fill_in_template(options);
  files.write_atomically(options.experiment_path, text_for(options.experiment_path, experiment));
  fmt::print("\nExperiment created and saved in '{}'\n", options.experiment_path);
  notify(settings, FlowEvent::kInitCompleted, experiment, {}, registry.module_host());
  return kSuccess;
}

}  // namespace

void add_init_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<InitOptions>();
  CLI::App* command =
      app.add_subcommand("init", "Create an experiment interactively or from a template.");
  command->footer(
      "Example: chaos init --experiment-path experiment.yaml\n"
      "Without questions: chaos init --template hello");
  command
      ->add_option("--discovery-path", options->discovery_path,
                   "The file that `chaos discover` wrote.")
      ->capture_default_str()
      ->type_name(kFile);
  command
      ->add_option("--experiment-path", options->experiment_path,
                   "The file to write (.yaml or .json).")
      ->capture_default_str()
      ->type_name(kFile);
  allow_only(*command->add_option("--template", options->template_name,
                                  "Do not ask: write this template, which is ready to run."),
             experiment_template_names());
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return init(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
