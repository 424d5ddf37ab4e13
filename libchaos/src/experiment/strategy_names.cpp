#include "experiment/strategy_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "os/suggestion.h"

namespace chaos {
namespace {

std::string hint_for(const std::string& name, const std::vector<std::string>& names) {
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  const std::string meant = os::did_you_mean(name, names);
  return meant.empty() ? "use one of " + all : fmt::format("{} The strategies are {}", meant, all);
}

/// Whether there is a value where a mapping is expected, but not a mapping, so that it does not
/// name a strategy.
bool is_not_mapping(const Json* value) {
  return value != nullptr && truthy(*value) && !value->is_object();
}

Diagnostic not_a_mapping(const std::string& what, const std::string& pointer) {
  return {.message = fmt::format("the {} must be a mapping", what), .pointer = pointer};
}

void check(const Json& holder, const std::string& part, const std::string& what,
           const std::vector<std::string>& names, std::vector<Diagnostic>& problems) {
  const Json* runtime = find(holder, "runtime");
  const Json* block = runtime != nullptr ? find(*runtime, part) : nullptr;
  if (is_not_mapping(block)) {
    Diagnostic problem = not_a_mapping(part + " under \"runtime\"", "/runtime/" + part);
    problem.hint = R"(write e.g. {"strategy": "default"})";
    const std::string name = python_str(*block);
    if (std::find(names.begin(), names.end(), name) != names.end())
      problem.hint = fmt::format(R"(write {{"strategy": "{}"}})", name);
    problems.push_back(std::move(problem));
    return;
  }
  const Json* strategy = block != nullptr ? find(*block, "strategy") : nullptr;
  if (strategy == nullptr) return;
  const std::string name = python_str(*strategy);
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  if (part == "hypothesis" && name == "continously") return;  // the reference's own spelling
  problems.push_back({.message = fmt::format("unknown {} strategy '{}'", what, name),
                      .pointer = "/runtime/" + part + "/strategy",
                      .hint = hint_for(name, names)});
}

}  // namespace

const std::vector<std::string>& rollback_strategy_names() {
  static const std::vector<std::string> kNames = {"default", "always", "never", "deviated"};
  return kNames;
}

const std::vector<std::string>& hypothesis_strategy_names() {
  static const std::vector<std::string> kNames = {"default",           "before-method-only",
                                                  "after-method-only", "during-method-only",
                                                  "continuously",      "skip"};
  return kNames;
}

std::vector<Diagnostic> strategy_problems(const Json& holder) {
  std::vector<Diagnostic> problems;
  if (is_not_mapping(find(holder, "runtime"))) {
    problems.push_back(not_a_mapping("runtime", "/runtime"));
    problems.back().hint = R"(write e.g. {"rollbacks": {"strategy": "always"}})";
    return problems;
  }
  check(holder, "hypothesis", "hypothesis", hypothesis_strategy_names(), problems);
  check(holder, "rollbacks", "rollback", rollback_strategy_names(), problems);
  return problems;
}

}  // namespace chaos
