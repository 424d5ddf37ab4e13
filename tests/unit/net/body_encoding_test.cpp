#include "net/body_encoding.h"

#include <gtest/gtest.h>

#include <limits>

#include "json/json_reader.h"

namespace chaos::net {
namespace {

std::string form(const char* json) {
  return encode_form(parse_json(json));
}

TEST(BodyEncoding, EncodesMappingsAsForms) {
  EXPECT_EQ(form(R"({"s": "a b&c", "i": 1, "f": 1.5, "t": true, "n": null, "e": ""})"),
            "s=a+b%26c&i=1&f=1.5&t=True&e=");
  EXPECT_EQ(form(R"({"l": [1, "x", null], "u": "café", "empty": []})"), "l=1&l=x&u=caf%C3%A9");
}

TEST(BodyEncoding, IteratesOverNestedValuesLikePython) {
  EXPECT_EQ(form(R"({"a": [[1, 2], {"k": 1}], "d": {"x": 1, "y": 2}})"), "a=1&a=2&a=k&d=x&d=y");
}

TEST(BodyEncoding, EncodesPairsInOrder) {
  EXPECT_EQ(form(R"([["b", 1], ["a", [2, 3]], "xy"])"), "b=1&a=2&a=3&x=y");
  EXPECT_EQ(form(R"(["éz"])"), "%C3%A9=z");
}

TEST(BodyEncoding, KeepsStringsAndBytes) {
  EXPECT_EQ(form(R"("x=1&y=%20z")"), "x=1&y=%20z");
  EXPECT_EQ(encode_form(make_extended(Extended::kBytes, "\xff")), "\xff");
  EXPECT_EQ(encode_form(Json{{"b", make_extended(Extended::kBytes, "\xff")}}), "b=%FF");
}

TEST(BodyEncoding, RejectsWhatIsNotAForm) {
  EXPECT_THROW(form("5"), UnsuitableBody);
  EXPECT_THROW(form("true"), UnsuitableBody);
  EXPECT_THROW(form("[1]"), UnsuitableBody);
  EXPECT_THROW(form(R"([["a", "b", "c"]])"), UnsuitableBody);
}

TEST(BodyEncoding, EncodesJsonInAscii) {
  EXPECT_EQ(encode_json(parse_json(R"({"s": "café", "n": null, "l": [1, {"x": true}], "f": 2.0})")),
            R"({"s": "caf\u00e9", "n": null, "l": [1, {"x": true}], "f": 2.0})");
  EXPECT_EQ(encode_json("\x7f€😀"), R"("\u007f\u20ac\ud83d\ude00")");
}

TEST(BodyEncoding, RejectsWhatJsonCannotExpress) {
  EXPECT_THROW(encode_json(std::numeric_limits<double>::quiet_NaN()), UnsuitableBody);
  EXPECT_THROW(encode_json({{"a", {std::numeric_limits<double>::infinity()}}}), UnsuitableBody);
  EXPECT_THROW(encode_json({{"d", make_extended(Extended::kDate, "2024-01-02")}}), UnsuitableBody);
  EXPECT_EQ(encode_json(Json::array({make_extended(Extended::kInteger, "123456789012345678901")})),
            "[123456789012345678901]");
}

TEST(BodyEncoding, WritesDatesAsStringsIfAllowed) {
  EXPECT_EQ(encode_rich_json(Json{{"d", make_extended(Extended::kDate, "2024-01-02")}}),
            R"({"d": "2024-01-02"})");
  EXPECT_THROW(encode_rich_json(std::numeric_limits<double>::quiet_NaN()), UnsuitableBody);
}

}  // namespace
}  // namespace chaos::net
