#include "json/python_type.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(PythonType, NamesEveryKind) {
  EXPECT_EQ(python_type_name(nullptr), "NoneType");
  EXPECT_EQ(python_type_name(true), "bool");
  EXPECT_EQ(python_type_name(-1), "int");
  EXPECT_EQ(python_type_name(1U), "int");
  EXPECT_EQ(python_type_name(1.0), "float");
  EXPECT_EQ(python_type_name("a"), "str");
  EXPECT_EQ(python_type_name(Json::array()), "list");
  EXPECT_EQ(python_type_name(Json::object()), "dict");
  EXPECT_EQ(python_type_name(make_extended(Extended::kInteger, "1")), "int");
  EXPECT_EQ(python_type_name(make_extended(Extended::kBytes, "1")), "bytes");
  EXPECT_EQ(python_type_name(make_extended(Extended::kDate, "")), "datetime.date");
  EXPECT_EQ(python_type_name(make_extended(Extended::kDateTime, "")), "datetime.datetime");
}

TEST(PythonType, DescribesBadSubscripts) {
  EXPECT_EQ(describe_bad_subscript("text", "str"), "string indices must be integers, not 'str'");
  EXPECT_EQ(describe_bad_subscript(Json::array(), "NoneType"),
            "list indices must be integers or slices, not NoneType");
  EXPECT_EQ(describe_bad_subscript(nullptr, "str"), "'NoneType' object is not subscriptable");
}

TEST(PythonType, DescribesWhatCannotBeAKey) {
  EXPECT_EQ(describe_unhashable(Json::array()), "unhashable type: 'list'");
  EXPECT_EQ(describe_unhashable(Json::object()), "unhashable type: 'dict'");
  EXPECT_FALSE(describe_unhashable("text").has_value());
}

}  // namespace
}  // namespace chaos
