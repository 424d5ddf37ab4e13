#include "package_call.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "help.h"

namespace chaos::cli {
namespace {

constexpr const char* kExportFormat = "--export-format";

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

/// The options and arguments of chaostoolkit-reporting's command.
struct Export {
  std::string format;
  std::vector<std::string> files;
};

std::optional<Export> read_export(const std::vector<std::string>& arguments) {
  std::map<std::string, std::string> options;
  Export result;
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (!argument->starts_with("--")) {
      result.files.push_back(*argument);
      continue;
    }
    const auto equals = argument->find('=');
    const std::string name = argument->substr(0, equals);
    if (equals != argument->npos)
      options[name] = argument->substr(equals + 1);
    else if (std::next(argument) != arguments.end())
      options[name] = *++argument;
  }
  if (!options.contains(kExportFormat)) return std::nullopt;
  result.format = options.at(kExportFormat);
  return result;
}

/// The same with the options of this program; empty if it cannot write that.
std::vector<std::string> as_own_command(const Export& wanted) {
  static const std::map<std::string, std::string> kFormats = {
      {"html", "html"}, {"html5", "html"}, {"markdown", "markdown"}, {"md", "markdown"}};
  const auto format = kFormats.find(wanted.format);
  if (format == kFormats.end() || wanted.files.size() < 2) return {};
  std::vector<std::string> command = {"chaos",        "report",   "--format",
                                      format->second, "--output", wanted.files.back()};
  command.insert(command.end(), wanted.files.begin(), wanted.files.end() - 1);
  return command;
}

}  // namespace

std::optional<std::size_t> index_of_first_word(const CLI::App& app,
                                               const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") return std::nullopt;
    if (!argument.starts_with('-')) return i;
    if (argument.find('=') != argument.npos) continue;
    const CLI::Option* option = app.get_option_no_throw(argument);
    if (option != nullptr && takes_value(*option)) ++i;
  }
  return std::nullopt;
}

std::optional<PackageCall> package_call_in(const CLI::App& app,
                                           const std::vector<std::string>& arguments,
                                           const std::string& complaint) {
  const auto word = index_of_first_word(app, arguments);
  if (!word) return std::nullopt;
  PackageCall call{.name = arguments[*word], .arguments = {}, .complaint = complaint};
  call.arguments.assign(arguments.begin() + static_cast<std::ptrdiff_t>(*word) + 1,
                        arguments.end());
  if (inner_command(app, call.name) == nullptr) {
    std::error_code ignored;
    if (std::filesystem::exists(call.name, ignored)) return std::nullopt;
    return call;
  }
  if (call.name != "report") return std::nullopt;
  const auto wanted = read_export(call.arguments);
  if (!wanted) return std::nullopt;
  call.instead = as_own_command(*wanted);
  return call;
}

}  // namespace chaos::cli
