#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "exit_code.h"
#include "log/log.h"
#include "os/file.h"
#include "python/python_error.h"
#include "python/python_info.h"
#include "run/journal.h"
#include "usage_error.h"
#include "version.h"

namespace chaos::cli {
namespace {

std::string text(const Json& value) {
  return value.is_null() ? std::string() : python_str(value);
}

int show_core() {
  fmt::print("{:<20}{:<10}\n", "NAME", "VERSION");
  fmt::print("{:<20}{:<10}\n", "CLI", kVersion);
  fmt::print("{:<20}{:<10}\n", "Core library", kJournalVersion);
  return kSuccess;
}

int show_settings(const std::string& path) {
  std::error_code unreachable;  // in this case, the user has none
  if (!std::filesystem::exists(path, unreachable)) {
    fmt::print("No settings file found at {}\n", path);
    return kSuccess;
  }
  fmt::print("{}\n", os::FileSystem::real().read(path));
  return kSuccess;
}

int show_extensions(const Json& extensions) {
  const auto row = [](const auto&... cells) { fmt::print("{:<40}{:<10}{:<30}{:<50}\n", cells...); };
  row("NAME", "VERSION", "LICENSE", "DESCRIPTION");
  for (const auto& extension : extensions) {
    row(text(extension.at("name")), text(extension.at("version")), text(extension.at("license")),
        text(extension.at("summary")));
  }
  return kSuccess;
}

int show_python(const Json& python) {
  const auto row = [](std::string_view name, const std::string& value) {
    fmt::print("{:<20}{}\n", name, value);
  };
  const Json& library = python.at("library");
  row("Interpreter", text(python.at("interpreter")));
  row("Named by", text(python.at("named_by")));
  row("Version", text(python.at("version")));
  row("chaostoolkit-lib",
      library.is_null() ? "not installed; a built-in substitute is used" : text(library));
  row("Extensions", python.at("extensions").empty() ? "none" : "");
  for (const auto& extension : python.at("extensions"))
    fmt::print("  {} {}\n", text(extension.at("name")), text(extension.at("version")));
  return kSuccess;
}

int show_info(const GlobalOptions& global, const std::string& target) {
  if (target == "core") return show_core();
  if (target == "settings") return show_settings(global.settings);
  try {
    const Json python = python::describe_python(load_settings(global.settings));
    return target == "python" ? show_python(python) : show_extensions(python.at("extensions"));
  } catch (const python::PythonError& error) {
    if (target == "extensions")
      return show_extensions(Json::array());  // there are none without Python
    report_error(error.diagnostic());
    return kFailure;
  }
}

}  // namespace

void add_info_command(CLI::App& app, Invocation& invocation) {
  auto target = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("info", "Show what is installed and in use.");
  command->footer("Example: chaos info python");
  allow_only(*command->add_option("TARGET", *target, "Which information to show.")->required(),
             {"core", "settings", "extensions"}, {"python"});
  command->callback([target, &invocation] {
    invocation.command = [target, &invocation] { return show_info(invocation.global, *target); };
  });
}

}  // namespace chaos::cli
