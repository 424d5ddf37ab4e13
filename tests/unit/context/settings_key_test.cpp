#include "context/settings_key.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "document/yaml_value.h"

namespace chaos {
namespace {

/// The steps as "name" or "name#index".
std::vector<std::string> steps(std::string_view key) {
  std::vector<std::string> texts;
  for (const SettingsStep& step : parse_settings_key(key))
    texts.push_back(step.index ? step.name + "#" + std::to_string(*step.index) : step.name);
  return texts;
}

using Steps = std::vector<std::string>;

TEST(SettingsKey, IsSplitAtDots) {
  EXPECT_EQ(steps("auths"), Steps({"auths"}));
  EXPECT_EQ(steps("a.b.c"), Steps({"a", "b", "c"}));
  EXPECT_EQ(steps("a..b"), Steps({"a", "", "b"}));
  EXPECT_EQ(steps(""), Steps({""}));
}

TEST(SettingsKey, KeepsEscapedDots) {
  EXPECT_EQ(steps(R"(auths.example\.com.type)"), Steps({"auths", "example.com", "type"}));
  EXPECT_EQ(steps(R"(auths.example\\.com:8443)"), Steps({"auths", "example.com:8443"}));
  EXPECT_EQ(steps(R"(back\slash)"), Steps({"backslash"}));
}

TEST(SettingsKey, MayEndInAnIndex) {
  EXPECT_EQ(steps("controls[0].name"), Steps({"controls#0", "name"}));
  EXPECT_EQ(steps("a[12]"), Steps({"a#12"}));
  EXPECT_EQ(steps("a[0][1]"), Steps({"a[0]#1"}));
  EXPECT_EQ(steps("[0]"), Steps({"#0"}));
}

TEST(SettingsKey, HasNoIndexThatIsNotANumber) {
  for (const char* key : {"a[]", "a[-1]", "a[x]", "a[1", "a1]", "a[1]b", "a[1 ]"})
    EXPECT_EQ(steps(key), Steps({key})) << key;
  EXPECT_EQ(steps("a[99999999999999999999]"), Steps({"a[99999999999999999999]"}));
}

class SettingsEntryTest : public ::testing::Test {
 protected:
  std::string value_at(std::string_view key) {
    const auto entry = SettingsEntry::find(*settings_, key);
    return entry ? python_str(entry->value()) : "nothing";
  }
  SettingsEntry entry_at(std::string_view key) {
    return SettingsEntry::find(*settings_, key).value();
  }

  YamlValue::Pointer settings_ = parse_yaml_value(R"(
base: &base {x: 1, y: [1, 2]}
same: *base
items: [a, {name: b, tags: [c]}, a]
example.com: {80: web}
none: ~
yes: 1
)",
                                                  "settings.yaml");
};

TEST_F(SettingsEntryTest, IsFound) {
  EXPECT_EQ(value_at("base.x"), "1");
  EXPECT_EQ(value_at("items[1].name"), "b");
  EXPECT_EQ(value_at("items[1].tags[0]"), "c");
  EXPECT_EQ(value_at(R"(example\.com)"), "{80: 'web'}");
  EXPECT_EQ(value_at(R"(example\.com[80])"), "web");
  EXPECT_EQ(value_at("none"), "None");
}

TEST_F(SettingsEntryTest, IsNotFoundIfMissing) {
  for (const char* key : {"", ".", "nothing", "base.z", "base.x.y", "items[3]", "items.a",
                          "base[0]", "none.x", "example.com", "[0]", "true", "yes"}) {
    EXPECT_EQ(value_at(key), "nothing") << key;
  }
}

TEST_F(SettingsEntryTest, IsReplaced) {
  entry_at("items[2]").replace(to_yaml_value("z"));
  entry_at("none").replace(to_yaml_value({{"k", 1}}));
  EXPECT_EQ(value_at("items"), "['a', {'name': 'b', 'tags': ['c']}, 'z']");
  EXPECT_EQ(value_at("none.k"), "1");
}

TEST_F(SettingsEntryTest, IsReplacedWhereverItIsShared) {
  entry_at("same.x").replace(to_yaml_value(5));
  EXPECT_EQ(value_at("base.x"), "5");
  entry_at("same").replace(to_yaml_value(6));
  EXPECT_EQ(value_at("base.x"), "5");
}

TEST_F(SettingsEntryTest, IsRemovedByItsPlace) {
  entry_at("items[2]").remove();
  EXPECT_EQ(value_at("items"), "['a', {'name': 'b', 'tags': ['c']}]");
  entry_at(R"(example\.com[80])").remove();
  EXPECT_EQ(value_at(R"(example\.com)"), "{}");
}

}  // namespace
}  // namespace chaos
