#include "chaos/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace chaos {
namespace {

using ::testing::ElementsAre;

class Idle final : public Provider {
 public:
  void validate(const Json&) const override {}
  Json execute(const ActivityCall&) override { return {}; }
};

NativeFunction function(const std::string& module, const std::string& name) {
  return {.module = module, .name = name, .parameters = {}, .call = {}};
}

template <class Action>
std::string refusal_of(const Action& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Registry, FindsProvidersByTheirType) {
  Registry registry;
  auto provider = std::make_unique<Idle>();
  const Provider* const expected = provider.get();
  registry.add_provider("b", std::move(provider));
  registry.add_provider("a", std::make_unique<Idle>());
  EXPECT_EQ(registry.provider("b"), expected);
  EXPECT_EQ(registry.provider("c"), nullptr);
  EXPECT_THAT(registry.provider_types(), ElementsAre("a", "b"));
}

TEST(Registry, FindsFunctionsByModuleAndName) {
  Registry registry;
  registry.add_function(function("m", "f"));
  ASSERT_NE(registry.function("m", "f"), nullptr);
  EXPECT_EQ(registry.function("m", "f")->name, "f");
  EXPECT_EQ(registry.function("m", "g"), nullptr);
  EXPECT_EQ(registry.function("n", "f"), nullptr);
  EXPECT_TRUE(registry.has_module("m"));
  EXPECT_FALSE(registry.has_module("n"));
}

TEST(Registry, ListsFunctionsAndControls) {
  Registry registry;
  registry.add_function(function("n", "f"));
  registry.add_function(function("m", "g"));
  registry.add_function(function("m", "f"));
  registry.add_control("d", [] { return std::make_shared<Control>(); });
  registry.add_control("c", [] { return std::make_shared<Control>(); });
  std::vector<std::string> names;
  for (const NativeFunction* each : registry.functions())
    names.push_back(each->module + "." + each->name);
  EXPECT_THAT(names, ElementsAre("m.f", "m.g", "n.f"));
  EXPECT_THAT(registry.control_modules(), ElementsAre("c", "d"));
}

TEST(Registry, CreatesAControlOnceAndOnlyIfNeeded) {
  Registry registry;
  int made = 0;
  registry.add_control("c", [&made] {
    ++made;
    return std::make_shared<Control>();
  });
  EXPECT_EQ(made, 0);
  const auto control = registry.control("c");
  EXPECT_NE(control, nullptr);
  EXPECT_EQ(registry.control("c"), control);
  EXPECT_EQ(made, 1);
  EXPECT_EQ(registry.control("d"), nullptr);
}

TEST(Registry, RejectsANameThatIsTaken) {
  Registry registry;
  registry.add_provider("p", std::make_unique<Idle>());
  registry.add_function(function("m", "f"));
  registry.add_control("c", [] { return std::make_shared<Control>(); });
  EXPECT_EQ(refusal_of([&] { registry.add_provider("p", std::make_unique<Idle>()); }),
            "provider 'p' is registered twice");
  EXPECT_EQ(refusal_of([&] { registry.add_function(function("m", "f")); }),
            "function 'm.f' is registered twice");
  EXPECT_EQ(refusal_of([&] { registry.add_control("c", {}); }), "control 'c' is registered twice");
}

}  // namespace
}  // namespace chaos
