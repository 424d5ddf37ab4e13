#include "experiment_wizard.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "json/json_reader.h"
#include "json/utf8.h"
#include "typed_answer.h"

namespace chaos::cli {
namespace {

constexpr const char* kWelcome =
    "You are about to create an experiment: a hypothesis about the normal state of\n"
    "your system (optional), a method that changes the system, and rollbacks that\n"
    "restore it (optional).";

constexpr const char* kAboutHypothesis =
    "\nA steady-state hypothesis is a set of probes, each with the values that are\n"
    "normal. They run before the method, to check that the system is healthy, and\n"
    "after it, to see what the method has changed. You can add one later.";

constexpr const char* kAboutMethod =
    "\nThe method contains the actions that change your system, and probes that record\n"
    "what happens in the meantime.";

constexpr const char* kAboutRollbacks =
    "\nRollbacks are actions that restore the system after the method.";

constexpr const char* kAboutTolerance =
    "\nThe tolerance is the value that is normal: a string, or, as JSON, a number, true,\n"
    "false, a list or a mapping.";

constexpr const char* kAboutArguments = "\nArguments (press Enter for the default in brackets):";

std::string text_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value == nullptr || value->is_null() ? std::string() : python_str(*value);
}

Json argument(const char* name, const char* type) {
  return {{"name", name}, {"type", type}};
}

Json argument(const char* name, const char* type, Json default_value) {
  return {{"name", name}, {"default", std::move(default_value)}, {"type", type}};
}

/// Activities that do not need an extension. The arguments are members of the provider.
std::vector<Json> built_in_activities() {
  std::vector<Json> activities;
  for (const char* type : {"probe", "action"}) {
    activities.push_back({{"type", type},
                          {"name", fmt::format("{}-by-process", type)},
                          {"provider", "process"},
                          {"doc", "Runs a program and waits for it to exit."},
                          {"arguments",
                           {argument("path", "string"), argument("arguments", "object", nullptr),
                            argument("timeout", "number", nullptr)}}});
    activities.push_back({{"type", type},
                          {"name", fmt::format("{}-by-http", type)},
                          {"provider", "http"},
                          {"doc", "Makes an HTTP request."},
                          {"arguments",
                           {argument("url", "string"), argument("method", "string", "GET"),
                            argument("timeout", "number", nullptr)}}});
  }
  return activities;
}

Json tolerance_from(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const JsonSyntaxError&) {
    return text;
  }
}

/// Lists the items in columns of equal width, as many as fit, filled downwards.
std::string in_columns(const std::vector<std::string>& cells, std::size_t width) {
  constexpr std::size_t kGap = 2;
  std::size_t widest = 1;
  for (const auto& cell : cells)
    widest = std::max(widest, count_code_points(cell) + kGap);
  const std::size_t columns = std::max<std::size_t>(1, width / widest);
  const std::size_t rows = (cells.size() + columns - 1) / columns;
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    for (std::size_t i = row; i < cells.size(); i += rows)
      line += fmt::format("{:<{}}", cells[i], widest);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + (row + 1 < rows ? "\n" : "");
  }
  return text;
}

}  // namespace

ExperimentWizard::ExperimentWizard(const Json& discovery, std::size_t width, Dialogue& dialogue)
    : width_(width), dialogue_(dialogue) {
  const Json* discovered = find(discovery, "activities");
  if (discovered != nullptr && discovered->is_array()) {
    std::ranges::copy_if(*discovered, std::back_inserter(activities_),
                         [](const Json& activity) { return activity.is_object(); });
  }
  std::ranges::move(built_in_activities(), std::back_inserter(activities_));
}

Json ExperimentWizard::ask() {
  dialogue_.say(kWelcome);
  if (activities_.size() == built_in_activities().size()) {
    dialogue_.say("\nNo discovery file was found, so only processes and HTTP calls are offered.");
  }
  Json experiment{{"title", dialogue_.ask("Experiment's title", std::nullopt)},
                  {"description", "N/A"},
                  {"tags", Json::array()}};
  dialogue_.say(kAboutHypothesis);
  if (dialogue_.confirm("Do you want to define a steady state hypothesis now?")) {
    experiment["steady-state-hypothesis"] = ask_hypothesis();
  }
  dialogue_.say(kAboutMethod);
  experiment["method"] = Json::array();
  if (dialogue_.confirm("Do you want to define an experimental method?")) {
    experiment["method"] = ask_activities("", false);
  }
  dialogue_.say(kAboutRollbacks);
  if (dialogue_.confirm("Do you want to add some rollbacks now?")) {
    experiment["rollbacks"] = ask_activities("action", false);
  }
  return experiment;
}

Json ExperimentWizard::ask_hypothesis() {
  Json hypothesis{{"title", dialogue_.ask("Hypothesis's title", std::nullopt)}};
  dialogue_.say("\nChoose the probes that show whether your system is healthy.");
  hypothesis["probes"] = ask_activities("probe", true);
  return hypothesis;
}

Json ExperimentWizard::ask_activities(const std::string& type, bool with_tolerance) {
  std::vector<const Json*> choices;
  for (const Json& activity : activities_) {
    const std::string own = text_of(activity, "type");
    const bool fits = type.empty() ? own == "probe" || own == "action" : own == type;
    if (fits) choices.push_back(&activity);
  }
  Json activities = Json::array();
  do {
    const Json* choice = choose(choices);
    if (choice == nullptr) break;
    if (const std::string doc = text_of(*choice, "doc"); !doc.empty()) dialogue_.say("\n" + doc);
    if (dialogue_.confirm(fmt::format("Do you want to use this {}?", text_of(*choice, "type")))) {
      activities.push_back(ask_activity(*choice, with_tolerance));
    }
  } while (dialogue_.confirm("Do you want to select another activity?"));
  return activities;
}

const Json* ExperimentWizard::choose(const std::vector<const Json*>& choices) {
  for (;;) {
    dialogue_.say("Add an activity");
    list(choices);
    const int number = dialogue_.ask_number("Activity (0 to escape)");
    if (number == 0) return nullptr;
    if (number > 0 && static_cast<std::size_t>(number) <= choices.size()) {
      return choices[static_cast<std::size_t>(number) - 1];
    }
    dialogue_.say("Please pick up a valid activity");
  }
}

void ExperimentWizard::list(const std::vector<const Json*>& choices) {
  std::vector<std::string> lines;
  for (const Json* choice : choices)
    lines.push_back(fmt::format("{}) {}", lines.size() + 1, text_of(*choice, "name")));
  dialogue_.say(in_columns(lines, width_));
}

Json ExperimentWizard::ask_activity(const Json& choice, bool with_tolerance) {
  const bool is_built_in = choice.contains("provider");
  std::string name = text_of(choice, "name");
  if (is_built_in) name = dialogue_.ask("Activity's name", name);
  Json activity{{"type", text_of(choice, "type")}, {"name", name}, {"provider", nullptr}};
  if (with_tolerance) {
    dialogue_.say(kAboutTolerance);
    activity["tolerance"] =
        tolerance_from(dialogue_.ask("What is the tolerance for this probe?", std::nullopt));
  }
  activity["provider"] = ask_provider(choice);
  return activity;
}

Json ExperimentWizard::ask_provider(const Json& choice) {
  Json arguments = ask_arguments(choice);
  const Json* built_in = find(choice, "provider");
  if (built_in == nullptr) {
    return {{"type", "python"},
            {"module", text_of(choice, "mod")},
            {"func", text_of(choice, "name")},
            {"arguments", std::move(arguments)}};
  }
  Json provider{{"type", *built_in}};
  for (const auto& [name, value] : arguments.items()) {
    if (!value.is_null()) provider[name] = value;
  }
  return provider;
}

Json ExperimentWizard::ask_arguments(const Json& choice) {
  dialogue_.say(kAboutArguments);
  Json values = Json::object();
  for (const Json& argument : choice.value("arguments", Json::array())) {
    const std::string name = text_of(argument, "name");
    if (name == "secrets" || name == "configuration") continue;  // provided by the run
    values[name] = ask_value(argument);
  }
  return values;
}

Json ExperimentWizard::ask_value(const Json& argument) {
  const std::string question = fmt::format("Argument's value for '{}'", text_of(argument, "name"));
  const Json* default_value = find(argument, "default");
  std::optional<std::string> shown;
  if (default_value != nullptr) shown = text_of(argument, "default");
  for (;;) {
    const std::string answer = dialogue_.ask(question, shown);
    if (shown && answer == *shown) return *default_value;
    try {
      return typed_answer(answer, text_of(argument, "type"));
    } catch (const std::invalid_argument& error) {
      dialogue_.say(fmt::format("Error: {}", error.what()));
    }
  }
}

}  // namespace chaos::cli
