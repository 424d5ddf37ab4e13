#include "experiment/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "provider/builtin.h"
#include "support/captured_log.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json no_vault(const Json&, const Json&, std::stop_token) {
  return {};
}

Json echo(const char* type, const char* name) {
  return {{"type", type}, {"name", name}, {"provider", {{"type", "process"}, {"path", "echo"}}}};
}

Json probe() {
  Json probe = echo("probe", "p");
  probe["tolerance"] = 0;
  return probe;
}

Json valid() {
  return {{"title", "t"},
          {"description", "d"},
          {"steady-state-hypothesis", {{"title", "h"}, {"probes", Json::array({probe()})}}},
          {"method", Json::array({echo("action", "a")})},
          {"rollbacks", Json::array({echo("action", "r")})}};
}

class Validation : public ::testing::Test {
 protected:
  Validation() { register_builtin(registry_); }

  std::vector<Diagnostic> problems(const Json& experiment) {
    return find_problems(experiment, context_);
  }

  /// The only problem; validation that stops at the first problem finds the same one.
  Diagnostic problem(const Json& experiment) {
    const auto found = problems(experiment);
    EXPECT_EQ(found.size(), 1U) << to_json_text(experiment);
    if (found.empty()) return {};
    try {
      validate_experiment(experiment, context_);
      ADD_FAILURE() << "was accepted";
    } catch (const InvalidExperiment& error) {
      EXPECT_EQ(error.diagnostic().message, found[0].message);
      EXPECT_EQ(error.diagnostic().pointer, found[0].pointer);
    }
    return found[0];
  }

  Registry registry_;
  ValidationContext context_{.registry = registry_, .read_vault = &no_vault, .stop = {}};
};

TEST_F(Validation, AcceptsAnExperiment) {
  const CapturedLog log;
  EXPECT_THAT(problems(valid()), IsEmpty());
  validate_experiment(valid(), context_);
  EXPECT_EQ(log.records().front(), "INFO Validating the experiment's syntax");
  EXPECT_EQ(log.records().back(), "INFO Experiment looks valid");
}

struct Mistake {
  const char* message;
  const char* pointer;
  std::function<void(Json&)> make;
};

const std::vector<Mistake> kMistakes = {
    {"experiment requires a title", "", [](Json& e) { e.erase("title"); }},
    {"experiment requires a title", "/title", [](Json& e) { e["title"] = ""; }},
    {"experiment requires a description", "", [](Json& e) { e.erase("description"); }},
    {"experiment tags must be a list", "/tags", [](Json& e) { e["tags"] = 5; }},
    {"experiment tags must be a non-empty string", "/tags/1",
     [](Json& e) {
       e["tags"] = Json::array({"a", ""});
     }},
    {"experiment extensions must be a list", "/extensions",
     [](Json& e) {
       e["extensions"] = Json::object({{"a", 1}});
     }},
    {"All extensions require a non-empty name", "/extensions/0",
     [](Json& e) {
       e["extensions"] = Json::array({Json::object({{"name", " "}})});
     }},
    {"an experiment requires a method, which can be empty for only checking steady state "
     "hypothesis ",
     "", [](Json& e) { e.erase("method"); }},
    {"the method must be a list of activities", "/method", [](Json& e) { e["method"] = "a"; }},
    {"the rollbacks must be a list of activities", "/rollbacks",
     [](Json& e) { e["rollbacks"] = 1; }},
    {"hypothesis requires a title", "/steady-state-hypothesis",
     [](Json& e) { e["steady-state-hypothesis"].erase("title"); }},
    {"the hypothesis must be a mapping", "/steady-state-hypothesis",
     [](Json& e) { e["steady-state-hypothesis"] = "h"; }},
    {"hypothesis probes must be a list", "/steady-state-hypothesis/probes",
     [](Json& e) { e["steady-state-hypothesis"]["probes"] = 1; }},
    {"hypothesis probe must have a tolerance entry", "/steady-state-hypothesis/probes/0",
     [](Json& e) { e["steady-state-hypothesis"]["probes"][0].erase("tolerance"); }},
    {"empty activity is no activity", "/method/0", [](Json& e) { e["method"][0] = nullptr; }},
    {"an activity must be a mapping", "/method/0", [](Json& e) { e["method"][0] = "text"; }},
    {"an activity must have a type", "/method/0", [](Json& e) { e["method"][0].erase("type"); }},
    {"'actoin' is not a supported activity type", "/method/0/type",
     [](Json& e) { e["method"][0]["type"] = "actoin"; }},
    {"an activity must have a name", "/method/0", [](Json& e) { e["method"][0].erase("name"); }},
    {"an activity requires a provider", "/method/0",
     [](Json& e) { e["method"][0].erase("provider"); }},
    {"a provider must be a mapping", "/method/0/provider",
     [](Json& e) { e["method"][0]["provider"] = "process"; }},
    {"a provider must have a type", "/method/0/provider",
     [](Json& e) { e["method"][0]["provider"].erase("type"); }},
    {"unknown provider type 'proces'", "/method/0/provider/type",
     [](Json& e) { e["method"][0]["provider"]["type"] = "proces"; }},
    {"activity timeout must be a number", "/method/0/timeout",
     [](Json& e) { e["method"][0]["timeout"] = "5"; }},
    {"activity pauses must be a mapping", "/method/0/pauses",
     [](Json& e) { e["method"][0]["pauses"] = 5; }},
    {"activity before pause must be a number or a pattern to a variable from the configuration or "
     "secrets",
     "/method/0/pauses/before",
     [](Json& e) {
       e["method"][0]["pauses"] = Json::object({{"before", "5"}});
     }},
    {"activity background must be a boolean", "/method/0/background",
     [](Json& e) { e["method"][0]["background"] = "yes"; }},
    {"reference to activity must be non-empty strings", "/method/0/ref",
     [](Json& e) {
       e["method"][0] = Json::object({{"ref", ""}});
     }},
    {"referenced activity 'b' could not be found in the experiment", "/method/0/ref",
     [](Json& e) {
       e["method"][0] = Json::object({{"ref", "b"}});
     }},
    {"path 'no-such-program' cannot be found, in activity 'a'", "/method/0/provider/path",
     [](Json& e) { e["method"][0]["provider"]["path"] = "no-such-program"; }},
    {"Configuration makes reference to an environment key that does not exist: NO_SUCH_VARIABLE",
     "/configuration/c/key",
     [](Json& e) {
       e["configuration"]["c"] = Json::object({{"type", "env"}, {"key", "NO_SUCH_VARIABLE"}});
     }},
    {"Secrets make reference to an environment key that does not exist: NO_SUCH_VARIABLE",
     "/secrets/s/k/key",
     [](Json& e) {
       e["secrets"]["s"]["k"] = Json::object({{"type", "env"}, {"key", "NO_SUCH_VARIABLE"}});
     }},
    {"Control reference 'c' declaration cannot be found", "/controls/0/ref",
     [](Json& e) {
       e["controls"] = Json::array({Json::object({{"ref", "c"}})});
     }},
    {"A control must have a `name` property", "/method/0/controls/0",
     [](Json& e) {
       e["method"][0]["controls"] = Json::array({Json::object({{"x", 1}})});
     }},
    {"Control 'c' must have a `provider` property", "/controls/0",
     [](Json& e) {
       e["controls"] = Json::array({Json::object({{"name", "c"}})});
     }},
    {"Control 'c' scope property must be 'before' or 'after' only", "/controls/0/scope",
     [](Json& e) {
       e["controls"] = Json::array(
           {Json{{"name", "c"}, {"scope", "during"}, {"provider", {{"type", "other"}}}}});
     }},
    {"Control 'c' must have a module path", "/controls/0/provider",
     [](Json& e) {
       e["controls"] = Json::array({Json{{"name", "c"}, {"provider", {{"type", "python"}}}}});
     }},
};

TEST_F(Validation, PointsAtEachProblem) {
  for (const auto& [message, pointer, make] : kMistakes) {
    Json experiment = valid();
    make(experiment);
    const Diagnostic found = problem(experiment);
    EXPECT_EQ(found.message, message);
    EXPECT_EQ(found.pointer, pointer) << message;
  }
}

TEST_F(Validation, RejectsWhatIsNotAnExperiment) {
  EXPECT_EQ(problem(Json()).message, "an empty experiment is not an experiment");
  EXPECT_EQ(problem(Json::object()).message, "an empty experiment is not an experiment");
  EXPECT_EQ(problem("text").message, "an experiment must be a mapping");
  EXPECT_EQ(problem(Json()).hint,
            "the file is empty: start with a \"title\", a \"description\" and a \"method\"");
  EXPECT_EQ(problem(Json::array()).hint,
            "this is a list: start with a \"title\", a \"description\" and a \"method\"");
}

TEST_F(Validation, SaysWhatToChange) {
  struct Case {
    const char* hint;
    std::function<void(Json&)> make;
  };
  const std::vector<Case> cases = {
      {"add a \"title\"", [](Json& e) { e.erase("title"); }},
      {"rename \"titel\" to \"title\"",
       [](Json& e) {
         e.erase("title");
         e["titel"] = "t";
       }},
      {"did you mean \"process\"?", [](Json& e) { e["method"][0]["provider"]["type"] = "proces"; }},
      {"use one of http, process, python",
       [](Json& e) { e["method"][0]["provider"]["type"] = "kubernetes"; }},
      {"did you mean \"action\"?", [](Json& e) { e["method"][0]["type"] = "actoin"; }},
      {"use \"probe\" or \"action\"", [](Json& e) { e["method"][0]["type"] = "something"; }},
      {"did you mean \"restart\"?",
       [](Json& e) {
         e["method"][0]["name"] = "restart";
         e["method"].push_back(Json::object({{"ref", "restrat"}}));
       }},
      {"use the name of an activity of the method or the hypothesis",
       [](Json& e) {
         e["method"].push_back(Json::object({{"ref", "something else"}}));
       }},
      {"put it in quotes: YAML reads no, off and false as a boolean",
       [](Json& e) { e["title"] = false; }},
      {"it must not be empty", [](Json& e) { e["description"] = ""; }},
      {"put it in quotes: YAML reads no, off and false as a boolean",
       [](Json& e) { e["method"][0]["name"] = false; }},
      {"put it in quotes: YAML reads yes, on and true as a boolean",
       [](Json& e) { e["method"][0]["provider"]["path"] = true; }},
      {"put only \"sh\" in \"path\", and the rest in \"arguments\"",
       [](Json& e) { e["method"][0]["provider"]["path"] = "sh -c true"; }},
      {"write the program itself: variables are only replaced in the arguments",
       [](Json& e) { e["method"][0]["provider"]["path"] = "${program}"; }},
      {"start each one with \"- \" in YAML, or put them in [ ] in JSON",
       [](Json& e) {
         e["method"] = Json{{"type", "action"}};
       }},
      {"add a \"tolerance\", e.g. 0 for the exit status of a process",
       [](Json& e) { e["steady-state-hypothesis"]["probes"][0].erase("tolerance"); }},
      {"did you mean \"regex\"?",
       [](Json& e) {
         e["steady-state-hypothesis"]["probes"][0]["tolerance"] = {{"type", "regexp"}};
       }},
      {"add \"type\": \"regex\"",
       [](Json& e) {
         e["steady-state-hypothesis"]["probes"][0]["tolerance"] = {{"pattern", "x"}};
       }},
  };
  for (const auto& [hint, make] : cases) {
    Json experiment = valid();
    make(experiment);
    EXPECT_EQ(problem(experiment).hint, hint);
  }
}

TEST_F(Validation, FindsEveryProblemInOrder) {
  Json experiment = valid();
  experiment.erase("title");
  experiment["method"][0]["type"] = "actoin";
  experiment["rollbacks"][0]["provider"]["type"] = "proces";
  std::vector<std::string> messages;
  for (const auto& found : problems(experiment))
    messages.push_back(found.message);
  EXPECT_THAT(messages, ElementsAre("experiment requires a title",
                                    "'actoin' is not a supported activity type",
                                    "unknown provider type 'proces'"));
}

TEST_F(Validation, FindsEveryProblemOfAnActivity) {
  Json experiment = valid();
  experiment["method"][0] = {{"type", "actoin"}, {"timeout", "5"}, {"background", 1}};
  std::vector<std::string> pointers;
  for (const auto& found : problems(experiment))
    pointers.push_back(found.pointer);
  EXPECT_THAT(pointers, ElementsAre("/method/0/type", "/method/0", "/method/0", "/method/0/timeout",
                                    "/method/0/background"));
}

TEST_F(Validation, FindsEveryVariableThatIsNotSet) {
  const Json unset = {{"type", "env"}, {"key", "NO_SUCH_VARIABLE"}};
  Json experiment = valid();
  experiment["configuration"] = {{"a", unset}, {"b", 1}, {"c", unset}};
  experiment["secrets"] = {{"s", {{"d", unset}, {"e", unset}}}, {"f", unset}};
  std::vector<std::string> pointers;
  for (const auto& found : problems(experiment))
    pointers.push_back(found.pointer);
  EXPECT_THAT(pointers, ElementsAre("/configuration/a/key", "/configuration/c/key",
                                    "/secrets/s/d/key", "/secrets/s/e/key", "/secrets/f/key"));
}

TEST_F(Validation, AcceptsWhatTheReferenceAccepts) {
  const std::vector<std::function<void(Json&)>> harmless = {
      [](Json& e) { e["tags"] = "one,two"; },
      [](Json& e) { e["tags"] = nullptr; },
      [](Json& e) { e["method"] = Json::array(); },
      [](Json& e) { e.erase("rollbacks"); },
      [](Json& e) { e.erase("steady-state-hypothesis"); },
      [](Json& e) { e["steady-state-hypothesis"].erase("probes"); },
      [](Json& e) { e["method"][0]["timeout"] = nullptr; },
      [](Json& e) {
        e["method"][0]["pauses"] = Json::object({{"after", "${wait}"}});
      },
      [](Json& e) {
        e["method"].push_back(Json::object({{"ref", "p"}}));
      },
      [](Json& e) {
        e["unknown"] = Json::array({1, 2});
      },
  };
  for (std::size_t i = 0; i < harmless.size(); ++i) {
    Json experiment = valid();
    harmless[i](experiment);
    EXPECT_THAT(problems(experiment), IsEmpty()) << i;
  }
}

/// A control that rejects every declaration.
class RejectingControl final : public Control {
 public:
  void validate(const Json&) override {
    throw InvalidControl(Diagnostic{.message = "not like this", .pointer = "/provider"});
  }
};

TEST_F(Validation, AsksNativeControls) {
  registry_.add_control("m", [] { return std::make_shared<RejectingControl>(); });
  Json experiment = valid();
  experiment["method"][0]["controls"] =
      Json::array({Json{{"name", "c"}, {"provider", {{"type", "python"}, {"module", "m"}}}}});
  const Diagnostic found = problem(experiment);
  EXPECT_EQ(found.message, "not like this");
  EXPECT_EQ(found.pointer, "/method/0/controls/0/provider");
}

TEST_F(Validation, OnlyWarnsAboutAMissingControl) {
  const CapturedLog log;
  Json experiment = valid();
  experiment["controls"] =
      Json::array({Json{{"name", "c"}, {"provider", {{"type", "python"}, {"module", "nowhere"}}}}});
  EXPECT_THAT(problems(experiment), IsEmpty());
  EXPECT_THAT(log.records(),
              ::testing::Contains("WARNING Could not find Python module 'nowhere' in control 'c'. "
                                  "Did you install the Python module? The experiment will carry on "
                                  "running nonetheless."));
}

TEST_F(Validation, WarnsAboutDeprecatedFeatures) {
  const CapturedLog log;
  Json experiment = valid();
  experiment["method"][0]["provider"]["arguments"] = Json::object({{"-n", 1}});
  experiment["secrets"]["s"]["k"] = Json{{"type", "vault"}, {"key", "foo"}};
  EXPECT_THAT(problems(experiment), IsEmpty());
  EXPECT_THAT(log.records(), ::testing::Contains(HasSubstr("Dictionary arguments are deprecated")));
  EXPECT_THAT(log.records(),
              ::testing::Contains(HasSubstr("Vault secrets must now specify the `path`")));
}

}  // namespace
}  // namespace chaos
