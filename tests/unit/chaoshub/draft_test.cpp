#include "experiment/model/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> errors_of(const ExperimentDraft& draft) {
  std::vector<std::string> errors;
  for (const DraftProblem& problem : draft.problems)
    if (!problem.is_warning)
      errors.push_back(std::to_string(problem.line) + ": " + problem.message);
  return errors;
}

TEST(ExperimentDraft, CanBeJsonOrYaml) {
  const ExperimentDraft json =
      read_draft("{\"title\": \"a\", \"description\": \"b\", \"method\": []}\r\n");
  EXPECT_THAT(errors_of(json), IsEmpty());
  const ExperimentDraft yaml = read_draft("title: a\ndescription: b\nmethod: []\n");
  EXPECT_THAT(errors_of(yaml), IsEmpty());
  EXPECT_EQ(json.experiment, yaml.experiment);
}

TEST(ExperimentDraft, ReportsErrorsAtTheirLines) {
  EXPECT_THAT(errors_of(read_draft("{\n  \"title\": \"a\",\n  oops\n}")),
              ::testing::ElementsAre(HasSubstr("3: This is not JSON")));
  EXPECT_THAT(errors_of(read_draft("title: a\nmethod: [\n")),
              ::testing::ElementsAre(HasSubstr("This is not YAML")));
  const ExperimentDraft draft = read_draft(R"({
  "title": "a",
  "description": "b",
  "method": [
    {"type": "acton", "name": "x", "provider": {"type": "process", "path": "x"}},
    {"type": "action", "name": "y", "provider": {"type": "proces", "path": "x"}}
  ]
})");
  EXPECT_FALSE(draft.is_valid());
  EXPECT_THAT(errors_of(draft),
              ::testing::ElementsAre("5: 'acton' is not a supported activity type",
                                     "6: unknown provider type 'proces'"));
  EXPECT_THAT(draft.problems[1].hint, HasSubstr("process"));
  EXPECT_THAT(draft.problems[1].excerpt, HasSubstr("^"));
}

TEST(ExperimentDraft, IsNotCheckedAgainstThisMachine) {
  const ExperimentDraft draft = read_draft(R"(
title: a
description: b
configuration:
  url: {type: env, key: NO_SUCH_VARIABLE_HERE}
secrets:
  vault: {token: {type: env, key: NEITHER_THIS_ONE}}
controls:
  - name: c
    provider: {type: python, module: not.installed}
method:
  - type: action
    name: run it
    provider: {type: process, path: /no/such/program, arguments: "${url}"}
  - type: probe
    name: ask it
    provider: {type: python, module: not.installed, func: f}
)");
  EXPECT_THAT(errors_of(draft), IsEmpty());
}

TEST(ExperimentDraft, CanBeAnything) {
  for (const std::string& text :
       {std::string(), std::string("\0", 1), std::string("\xFF\xFE"), std::string("[]"),
        std::string("{}"), std::string("null"), std::string(10'000, '['), std::string(10'000, '{')})
    EXPECT_FALSE(read_draft(text).is_valid()) << text.substr(0, 10);
}

}  // namespace
}  // namespace chaos::hub::experiment
