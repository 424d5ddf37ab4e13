#include "context/env_file.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/error.h"

namespace chaos {
namespace {

using namespace std::string_view_literals;
using Variables = std::vector<std::pair<std::string, std::string>>;

Variables parse(std::string_view text) {
  return parse_env_file(text, "local.env");
}

Diagnostic refusal_of(std::string_view text) {
  try {
    parse(text);
  } catch (const InvalidSource& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was accepted: " << text;
  return {};
}

TEST(EnvFile, ReadsVariablesInOrder) {
  EXPECT_EQ(parse("B=1\nA=2\nB=3"), (Variables{{"B", "1"}, {"A", "2"}, {"B", "3"}}));
}

TEST(EnvFile, SkipsCommentsAndBlankLines) {
  EXPECT_EQ(parse("# A=1\n\n   \n  # B=2\nC=3\n"), (Variables{{"C", "3"}}));
  EXPECT_EQ(parse(""), Variables{});
}

TEST(EnvFile, TakesEverythingAfterTheFirstEqualsSign) {
  EXPECT_EQ(parse("A=one = two\nB=\nC==\n"),
            (Variables{{"A", "one = two"}, {"B", ""}, {"C", "="}}));
}

TEST(EnvFile, StripsOnlyTheLine) {
  EXPECT_EQ(parse(" \t A = x \v\n"), (Variables{{"A ", " x"}}));
  EXPECT_EQ(parse("\u00a0A=x\u3000\u2028\n"), (Variables{{"A", "x"}}));
}

TEST(EnvFile, DoesNotInterpretQuotesAndReferences) {
  EXPECT_EQ(parse("export A=\"quoted\" # not a comment\nB=$A"),
            (Variables{{"export A", "\"quoted\" # not a comment"}, {"B", "$A"}}));
}

TEST(EnvFile, AcceptsTheLineEndingsOfOtherSystems) {
  EXPECT_EQ(parse("A=1\r\nB=2\rC=3"), (Variables{{"A", "1"}, {"B", "2"}, {"C", "3"}}));
}

TEST(EnvFile, KeepsInvalidUtf8) {
  EXPECT_EQ(parse("A=\xFF\xE2\x80"), (Variables{{"A", "\xFF\xE2\x80"}}));
}

TEST(EnvFile, NamesTheLineWithoutAnEqualsSignButDoesNotShowIt) {
  const Diagnostic diagnostic = refusal_of("A=1\r\n\r\n hunter2\n");
  EXPECT_EQ(diagnostic.message, "line 3 of variable file 'local.env' has no '='");
  EXPECT_EQ(diagnostic.hint, "write NAME=value, or put '#' before a comment");
  EXPECT_EQ(diagnostic.position.file, "local.env");
  EXPECT_EQ(diagnostic.position.line, 3U);
}

TEST(EnvFile, RejectsWhatTheEnvironmentCannotContain) {
  EXPECT_EQ(refusal_of("=x").message,
            "line 1 of variable file 'local.env' has no name before the '='");
  EXPECT_EQ(refusal_of("A=1\nB=x\0y"sv).message,
            "line 2 of variable file 'local.env' holds a NUL character");
}

}  // namespace
}  // namespace chaos
