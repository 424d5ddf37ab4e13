#include "experiment/model/draft.h"

#include <algorithm>
#include <memory>

#include "chaos/error.h"
#include "chaos/registry.h"
#include "document/document.h"
#include "document/yaml_reader.h"
#include "experiment/validation.h"
#include "experiment/warnings.h"
#include "json/json_reader.h"
#include "provider/function_provider.h"
#include "provider/http_provider.h"
#include "schema/schema.h"

namespace chaos::hub::experiment {
namespace {

/// Checks activities of type `process` without looking for the program.
class ProcessDeclaration final : public Provider {
 public:
  void validate(const Json& activity) const override {
    const Json& provider = activity.at("provider");
    const Json* path = find(provider, "path");
    if (path != nullptr && truthy(*path)) return;
    throw InvalidActivity(Diagnostic{.message = "a process activity must have a path",
                                     .pointer = path == nullptr ? "/provider" : "/provider/path",
                                     .hint = "add \"path\": the program to run"});
  }
  Json execute(const ActivityCall&) override { throw std::logic_error("drafts are not run"); }
};

/// Assumes that every module exists.
class AnyModule final : public ModuleHost {
 public:
  void validate(const Json&) override {}
  Json execute(const ActivityCall&) override { throw std::logic_error("drafts are not run"); }
  std::shared_ptr<Control> control(const std::string&) override {
    return std::make_shared<Control>();
  }
  void notify(const Json&, const Json&) override {}
};

const Registry& registry() {
  static const Registry& all = []() -> const Registry& {
    static Registry registry;
    registry.add_provider("process", std::make_unique<ProcessDeclaration>());
    registry.add_provider("http", std::make_unique<HttpProvider>());
    registry.add_provider("python", std::make_unique<FunctionProvider>(registry));
    registry.set_module_host(std::make_unique<AnyModule>());
    return registry;
  }();
  return all;
}

std::string with_plain_newlines(const std::string& text) {
  std::string plain;
  plain.reserve(text.size());
  for (const char c : text)
    if (c != '\r') plain += c;
  return plain;
}

/// Throws InvalidSource with the position.
void parse(Document& document) {
  const auto fail = [](const std::string& what, const Position& position) {
    throw InvalidSource(Diagnostic{.message = what, .position = position});
  };
  if (document.format == Document::Format::kJson) try {
      document.root = parse_json(document.text, &document.repeats_keys);
      return;
    } catch (const JsonSyntaxError& error) {
      fail(std::string("This is not JSON: ") + error.what(), error.position());
    }
  try {
    document.root = parse_yaml(document.text, document.name, &document.repeats_keys);
  } catch (const YamlError& error) {
    fail(std::string("This is not YAML: ") + error.what(), error.position());
  }
}

/// Removes what is looked up on the machine that runs it.
Json portable(const Json& experiment) {
  Json rest = experiment;
  if (rest.is_object())
    for (const char* key : {"configuration", "secrets"})
      rest.erase(key);
  return rest;
}

void add(ExperimentDraft& draft, const Document& document, const Diagnostic& diagnostic,
         bool is_warning) {
  const Position position =
      diagnostic.position.line != 0 ? diagnostic.position : document.locate(diagnostic);
  draft.problems.push_back({.line = position.line,
                            .column = position.column,
                            .message = diagnostic.message,
                            .hint = diagnostic.hint,
                            .excerpt = excerpt(document.text, position),
                            .is_warning = is_warning});
}

/// Whether validation has already reported the same problem: the schema finds it too, in other
/// words.
bool is_told(const std::vector<Diagnostic>& problems, const Diagnostic& other) {
  return std::ranges::any_of(problems, [&](const Diagnostic& problem) {
    return problem.pointer.starts_with(other.pointer) || other.pointer.starts_with(problem.pointer);
  });
}

void check(ExperimentDraft& draft, const Document& document) {
  const Json experiment = portable(document.root);
  auto problems = find_problems(experiment, {.registry = registry(), .read_vault = {}, .stop = {}});
  for (Diagnostic& problem : schema_problems(document.root, "experiment"))
    if (!is_told(problems, problem)) problems.push_back(std::move(problem));
  for (const Diagnostic& problem : problems)
    add(draft, document, problem, false);
  auto warnings = find_warnings(document.root, document, {});
  remove_reported_keys(warnings, problems);
  for (const Diagnostic& warning : warnings)
    add(draft, document, warning, true);
}

}  // namespace

bool ExperimentDraft::is_valid() const {
  return std::ranges::all_of(problems, &DraftProblem::is_warning);
}

ExperimentDraft read_draft(const std::string& text) {
  Document document{.root = {},
                    .name = "experiment",
                    .text = with_plain_newlines(text),
                    .format = Document::Format::kYaml};
  const auto first = document.text.find_first_not_of(" \t\n");
  if (first != std::string::npos && document.text[first] == '{')
    document.format = Document::Format::kJson;
  ExperimentDraft draft;
  try {
    parse(document);
    check(draft, document);
  } catch (const ChaosError& error) {
    add(draft, document, error.diagnostic(), false);
  }
  // Numbers that JSON lacks, such as NaN, could not be stored.
  draft.experiment = Json::parse(to_json_text(document.root), nullptr, false);
  if (draft.experiment.is_discarded())
    add(draft, document, {.message = "a value of the experiment cannot be written as JSON"}, false);
  std::ranges::stable_sort(draft.problems, {}, [](const DraftProblem& problem) {
    return std::pair(problem.is_warning, problem.line);
  });
  return draft;
}

}  // namespace chaos::hub::experiment
