#include "context/convert.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>

namespace chaos {
namespace {

std::string converted(const char* type, const Json& value) {
  return to_json_text(convert_to_type(type, value));
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

TEST(ConvertToType, KeepsStringsAndValuesWithoutAType) {
  EXPECT_EQ(converted("str", "12"), R"("12")");
  EXPECT_EQ(converted("string", 12), "12");
  EXPECT_EQ(convert_to_type(std::nullopt, "12"), "12");
}

TEST(ConvertToType, ConvertsToIntegers) {
  for (const char* type : {"int", "integer"}) {
    EXPECT_EQ(converted(type, "12"), "12");
    EXPECT_EQ(converted(type, " -7\n"), "-7");
    EXPECT_EQ(converted(type, "+1_000"), "1000");
    EXPECT_EQ(converted(type, "007"), "7");
    EXPECT_EQ(converted(type, "-0"), "0");
    EXPECT_EQ(converted(type, "123456789012345678901234567890"), "123456789012345678901234567890");
    EXPECT_EQ(converted(type, 2.9), "2");
    EXPECT_EQ(converted(type, true), "1");
  }
}

TEST(ConvertToType, RejectsWhatIsNotAnInteger) {
  for (const char* text : {"", "many", "1.5", "1__0", "_1", "1_", "--1", "0x10", "1 2"}) {
    EXPECT_EQ(refusal_of([&] { convert_to_type("int", text); }),
              "invalid literal for int() with base 10: '" + std::string(text) + "'");
  }
  EXPECT_EQ(refusal_of([] { convert_to_type("int", Json()); }), "cannot convert None to int");
}

TEST(ConvertToType, ConvertsToFloats) {
  for (const char* type : {"float", "number"}) {
    EXPECT_EQ(converted(type, "1"), "1.0");
    EXPECT_EQ(converted(type, " 1.5e3 "), "1500.0");
    EXPECT_EQ(converted(type, ".5"), "0.5");
    EXPECT_EQ(converted(type, "+1_0.5"), "10.5");
    EXPECT_EQ(converted(type, 3), "3.0");
    EXPECT_EQ(converted(type, false), "0.0");
    EXPECT_EQ(converted(type, "1e999"), "Infinity");
    EXPECT_EQ(converted(type, "1e-999"), "0.0");
    EXPECT_EQ(converted(type, "-Infinity"), "-Infinity");
    EXPECT_TRUE(std::isnan(convert_to_type(type, "NaN").get<double>()));
  }
}

TEST(ConvertToType, RejectsWhatIsNotAFloat) {
  for (const char* text : {"", "much", "1,5", "1.5.2", "++1", "+-1", "0x1p3", "1_.5"}) {
    EXPECT_EQ(refusal_of([&] { convert_to_type("float", text); }),
              "could not convert string to float: '" + std::string(text) + "'");
  }
}

TEST(ConvertToType, TreatsMostStringsAsTrue) {
  for (const char* text : {"false", "False", "FALSE", "0", "no", "No"}) {
    EXPECT_EQ(converted("bool", text), "false") << text;
  }
  for (const char* text : {"true", "1", "yes", "", "off", "nope"}) {
    EXPECT_EQ(converted("bool", text), "true") << text;
  }
  EXPECT_EQ(converted("bool", false), "false");
}

TEST(ConvertToType, ConvertsToBytesAndJson) {
  const Json bytes = convert_to_type("bytes", "ab");
  EXPECT_EQ(extended_kind(bytes), Extended::kBytes);
  EXPECT_EQ(extended_text(bytes), "ab");
  EXPECT_EQ(converted("json", R"({"a": [1, null]})"), R"({"a": [1, null]})");
  EXPECT_EQ(converted("json", ""), R"("")");
  EXPECT_EQ(refusal_of([] { convert_to_type("json", "{"); }),
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)");
}

TEST(ConvertToType, RejectsOtherTypes) {
  EXPECT_EQ(refusal_of([] { convert_to_type("colour", "red"); }),
            "variable type can only be: bool, str, int, float, bytes or json");
}

TEST(ConvertVariables, ReadsNamesTypesAndValues) {
  EXPECT_EQ(to_json_text(convert_variables({"a=1", "b:int=2", "c=x=y", "d:e:int=3", "f="})),
            R"({"a": "1", "b": 2, "c": "x=y", "d:e": 3, "f": ""})");
  EXPECT_EQ(convert_variables({}), Json::object());
}

TEST(ConvertVariables, UsesTheLastValueOfAName) {
  EXPECT_EQ(to_json_text(convert_variables({"a=1", "a:int=2"})), R"({"a": 2})");
}

TEST(ConvertVariables, NeedsAValue) {
  EXPECT_EQ(refusal_of([] { convert_variables({"a"}); }),
            "var needs to be in the format name[:type]=value");
}

}  // namespace
}  // namespace chaos
