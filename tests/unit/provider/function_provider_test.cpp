#include "provider/function_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"

namespace chaos {
namespace {

const Json kNothing = Json::object();

/// A provider with the function m.f(value, limit=..., configuration, secrets).
class Functions : public ::testing::Test {
 protected:
  Functions() {
    registry_.add_function({.module = "m",
                            .name = "f",
                            .parameters = {{.name = "value", .required = true},
                                           {.name = "limit"},
                                           {.name = "configuration", .required = true},
                                           {.name = "secrets", .required = true}},
                            .call = [this](const FunctionCall& call) {
                              arguments_ = call.arguments;
                              secrets_ = call.secrets;
                              return Json("output");
                            }});
  }

  static Json activity(const Json& arguments = {{"value", 1}}) {
    return {{"type", "probe"},
            {"name", "x"},
            {"provider",
             {{"type", "python"}, {"module", "m"}, {"func", "f"}, {"arguments", arguments}}}};
  }

  Json execute(const Json& activity, const Json& configuration = kNothing,
               const Json& secrets = kNothing) {
    return provider_.execute({activity, configuration, secrets, {}, Deadline::never()});
  }

  Diagnostic refusal_of(const Json& activity) {
    try {
      provider_.validate(activity);
    } catch (const InvalidActivity& error) {
      return error.diagnostic();
    }
    ADD_FAILURE() << "was accepted";
    return {};
  }

  Registry registry_;
  FunctionProvider provider_{registry_};
  Json arguments_;
  Json secrets_;
};

TEST_F(Functions, AreCalledWithTheirArguments) {
  provider_.validate(activity());
  EXPECT_EQ(execute(activity()), "output");
  EXPECT_EQ(to_json_text(arguments_), R"({"value": 1})");
}

TEST_F(Functions, GetTheirArgumentsSubstitutedWhenThereAreVariables) {
  const Json text = {{"value", "${x} $$"}};
  execute(activity(text));
  EXPECT_EQ(arguments_["value"], "${x} $$");
  execute(activity(text), {{"x", 5}});
  EXPECT_EQ(arguments_["value"], "5 $");
}

TEST_F(Functions, GetOnlyTheNamedSecrets) {
  Json named = activity();
  named["provider"]["secrets"] = Json::array({"one", "two", "none"});
  const Json secrets = {{"one", {{"a", 1}}}, {"two", {{"b", 2}}}, {"three", {{"c", 3}}}};
  execute(named, kNothing, secrets);
  EXPECT_EQ(to_json_text(secrets_), R"({"a": 1, "b": 2})");
  execute(activity(), kNothing, secrets);
  EXPECT_EQ(secrets_, Json::object());
}

TEST_F(Functions, NeedTheirRequiredArguments) {
  const Diagnostic missing = refusal_of(activity(Json::object()));
  EXPECT_EQ(missing.message, "required argument 'value' is missing from activity 'f'");
  EXPECT_EQ(missing.pointer, "/provider");
  EXPECT_EQ(missing.hint, "add \"value\" to its arguments");
}

TEST_F(Functions, RejectOtherArguments) {
  const Diagnostic other = refusal_of(activity({{"value", 1}, {"colour", "red"}}));
  EXPECT_EQ(other.message,
            "argument 'colour' is not part of the function signature in activity 'f'");
  EXPECT_EQ(other.pointer, "/provider/arguments/colour");
  EXPECT_TRUE(other.at_key);
  EXPECT_EQ(other.hint, "remove it: the function takes value, limit");
}

TEST_F(Functions, SuggestTheArgumentThatWasMeant) {
  const Diagnostic missing = refusal_of(activity({{"valeu", 1}}));
  EXPECT_EQ(missing.pointer, "/provider/arguments/valeu");
  EXPECT_EQ(missing.hint, "rename \"valeu\" to \"value\"");
  EXPECT_EQ(refusal_of(activity({{"value", 1}, {"limti", 2}})).hint, "did you mean \"limit\"?");
}

TEST_F(Functions, NeedNamedArguments) {
  const Diagnostic list = refusal_of(activity(Json::array({1})));
  EXPECT_EQ(list.message, "the arguments of a function must be a mapping, not a list");
  EXPECT_EQ(list.pointer, "/provider/arguments");
}

TEST_F(Functions, MustBeNamed) {
  Json nameless = activity();
  nameless["provider"].erase("func");
  EXPECT_EQ(refusal_of(nameless).message, "a Python activity must have a function name");
  nameless["provider"]["module"] = "";
  EXPECT_EQ(refusal_of(nameless).message, "a Python activity must have a module path");
}

TEST_F(Functions, MustExist) {
  Json unknown = activity();
  unknown["provider"]["func"] = "g";
  EXPECT_EQ(refusal_of(unknown).message,
            "The python module 'm' does not expose a function called 'g' in probe 'x'");
  unknown["provider"]["module"] = "n";
  const Diagnostic diagnostic = refusal_of(unknown);
  EXPECT_EQ(diagnostic.message, "could not find Python module 'n' in activity 'x'");
  EXPECT_EQ(diagnostic.pointer, "/provider/module");
  EXPECT_FALSE(diagnostic.hint.empty());
  try {
    execute(unknown);
    FAIL() << "was executed";
  } catch (const UnexpectedError& error) {
    EXPECT_STREQ(error.what(), "No module named 'n'");
  }
}

TEST_F(Functions, MayHaveNoArguments) {
  Json without = activity();
  without["provider"]["arguments"] = nullptr;
  execute(without);
  EXPECT_EQ(arguments_, Json::object());
}

}  // namespace
}  // namespace chaos
