#include "json/python_space.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(PythonSpace, StripsLikePython) {
  EXPECT_EQ(python_strip(" \t\n\v\f\r a b \x1f\u00a0\u2003\u3000"), "a b");
  EXPECT_EQ(python_strip(""), "");
  EXPECT_EQ(python_strip(" \n "), "");
  EXPECT_EQ(python_strip("a"), "a");
}

TEST(PythonSpace, KeepsWhatOnlyLooksEmpty) {
  EXPECT_EQ(python_strip("\u200b"), "\u200b");
  EXPECT_EQ(python_strip("\u180e"), "\u180e");
  EXPECT_EQ(python_strip("\ufeff"), "\ufeff");
}

}  // namespace
}  // namespace chaos
