#include "document/yaml_resolver.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace chaos {
namespace {

void expect_tag(const char* tag, std::initializer_list<const char*> texts) {
  for (const char* text : texts)
    EXPECT_EQ(resolve_yaml_tag(text), tag) << text;
}

TEST(YamlResolver, Null) {
  expect_tag(kYamlNullTag, {"", "~", "null", "Null", "NULL"});
}

TEST(YamlResolver, Booleans) {
  expect_tag(kYamlBoolTag, {"yes", "No", "ON", "off", "True", "FALSE", "true", "false"});
}

TEST(YamlResolver, Integers) {
  expect_tag(kYamlIntegerTag, {"0", "-0", "+12", "1_000", "017", "0_7", "0b1_0", "0x1F", "-0xf_f",
                               "1:30", "-190:20:30", "1:5", "0b_"});
}

TEST(YamlResolver, Floats) {
  expect_tag(kYamlFloatTag, {"1.", "1.5", "-1_0.5", ".5", ".5_1e-3", "1.0e+3", "6.02E-2", "0.",
                             "20:30.15", "-1:2.", ".inf", "-.Inf", "+.INF", ".nan", ".NaN"});
}

TEST(YamlResolver, Timestamps) {
  expect_tag(kYamlTimestampTag,
             {"2024-01-02", "2024-1-2 3:04:05", "2024-01-02T03:04:05Z", "2024-01-02t03:04:05.",
              "2001-12-14 \t 21:59:43.10 -5", "2001-12-14T21:59:43+05:30"});
}

TEST(YamlResolver, MergeAndValue) {
  expect_tag(kYamlMergeTag, {"<<"});
  expect_tag(kYamlValueTag, {"="});
}

TEST(YamlResolver, Text) {
  expect_tag(kYamlTextTag, {"a",
                            "y",
                            "n",
                            "tRue",
                            "nULL",
                            "none",
                            "1e3",
                            "1.5e3",
                            "-.75",
                            "+.5",
                            "._5",
                            "0o17",
                            "08",
                            "0b2",
                            "0xg",
                            "1:60",
                            "01:30",
                            "0:30",
                            "1.2.3",
                            "_1",
                            "inf",
                            "nan",
                            "-.nan",
                            "2024-1-2",
                            "-",
                            "+",
                            ".",
                            "1:2:",
                            "2024-01-02T3:4:5",
                            "2024-01-02 ",
                            "12:3x"});
}

}  // namespace
}  // namespace chaos
