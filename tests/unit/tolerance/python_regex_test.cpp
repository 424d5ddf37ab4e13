#include "tolerance/python_regex.h"

#include <gtest/gtest.h>

#include <string>

namespace chaos {
namespace {

bool finds(const std::string& pattern, const std::string& text) {
  return PythonRegex(pattern).search(text);
}

TEST(PythonRegex, AnchorsLikePython) {
  EXPECT_TRUE(finds("a$", "a\n"));
  EXPECT_FALSE(finds("a$", "a\n\n"));
  EXPECT_FALSE(finds("a\\Z", "a\n"));
  EXPECT_TRUE(finds("(?m)^b$", "a\nb\nc"));
  EXPECT_TRUE(finds("(?m)a\\n^", "a\n"));  // not PCRE2's default
  EXPECT_FALSE(finds("(?m)\\Ab", "a\nb"));
  EXPECT_FALSE(finds("\\B", ""));
  EXPECT_TRUE(finds("\\B", "+"));
  EXPECT_FALSE(finds("\\b", ""));
}

TEST(PythonRegex, TreatsOnlyLineFeedsAsLineEndings) {
  EXPECT_TRUE(finds("^.$", "\r"));
  EXPECT_FALSE(finds("^.$", "\n\n"));
  EXPECT_TRUE(finds("(?s)^.$", "\n"));
  EXPECT_FALSE(finds("a$", "a\r\n"));
}

TEST(PythonRegex, KnowsUnicode) {
  EXPECT_TRUE(finds("^\\w+$", "\u00e9\u00df\u0416\u0663\u2167_"));
  EXPECT_TRUE(finds("^\\d+$", "\u0663"));
  EXPECT_FALSE(finds("\\d", "\u00b2"));
  EXPECT_TRUE(finds("^\\s+$", " \u00a0\u2003\u2028\x1c\x1f"));
  EXPECT_TRUE(finds("^[\\s]+$", "\x1d\u3000"));
  EXPECT_TRUE(finds("^\\S[\\S]$", "\u180e\u200b"));
  EXPECT_FALSE(finds("a\\b", "a\u00e9"));
  EXPECT_TRUE(finds("^.$", "\U0001f600"));
  EXPECT_TRUE(finds("^[\u00e0-\u00fc]$", "\u00e9"));
}

TEST(PythonRegex, UsesAsciiIfAskedTo) {
  EXPECT_FALSE(finds("(?a)\\w", "\u00e9"));
  EXPECT_TRUE(finds("(?a)^[\\W]\\W$", "\u00e9\u00e9"));
  EXPECT_FALSE(finds("(?a)\\d", "\u0663"));
  EXPECT_TRUE(finds("(?a)^\\D[\\D]$", "\u0663\u0663"));
  EXPECT_FALSE(finds("(?a)\\s", "\u00a0\x1c"));
  EXPECT_TRUE(finds("(?a)^\\S[\\S]$", "\u00a0\x1c"));
  EXPECT_TRUE(finds("(?a)a\\b", "a\u00e9"));
  EXPECT_FALSE(finds("(?a)a\\B", "a\u00e9"));
  EXPECT_TRUE(finds("(?a:\\w)\\w", "a\u00e9"));
  EXPECT_FALSE(finds("(?a)(?u:\\w)\\w", "\u00e9\u00e9"));
}

TEST(PythonRegex, IgnoresCase) {
  EXPECT_TRUE(finds("(?i)^stra\u00dfe \u00c9$", "STRA\u00dfE \u00e9"));
  EXPECT_TRUE(finds("(?i)k", "\u212a"));
  EXPECT_FALSE(finds("(?ai)k", "\u212a"));
  EXPECT_TRUE(finds("(?ai)^k[a-c][^x]$", "KBY"));
  EXPECT_FALSE(finds("(?ai)[^x]", "X"));
  EXPECT_FALSE(finds("(?ai)\u00e9", "\u00c9"));
  EXPECT_TRUE(finds("(?i:a)b", "Ab"));
  EXPECT_FALSE(finds("(?i:a)b", "AB"));
  EXPECT_TRUE(finds("(?i)a(?-i:b)", "Ab"));
  EXPECT_FALSE(finds("(?i)a(?-i:b)", "AB"));
}

TEST(PythonRegex, ReadsQuantifiersLikePython) {
  EXPECT_TRUE(finds("^a{,2}$", ""));
  EXPECT_FALSE(finds("^a{,2}$", "aaa"));
  EXPECT_TRUE(finds("^a{,}$", "aaa"));
  EXPECT_TRUE(finds("^a{}$", "a{}"));
  EXPECT_TRUE(finds("^a{1, 2}$", "a{1, 2}"));
  EXPECT_TRUE(finds("^a{x$", "a{x"));
  EXPECT_TRUE(finds("^{$", "{"));
  EXPECT_FALSE(finds("a++a", "aaa"));
  EXPECT_TRUE(finds("^a+?a$", "aa"));
  EXPECT_TRUE(finds("^(?:){0,9}a{0}()*$", ""));
  EXPECT_TRUE(finds("^a{2,70000}$", "aaa"));
}

TEST(PythonRegex, ReadsEscapes) {
  EXPECT_TRUE(finds("^\\x41\\u00e9\\U0001f600\\101\\0\\07\\a\\v$",
                    std::string("A\u00e9\U0001f600A\0\7\a\v", 12)));
  EXPECT_TRUE(finds("^[\\b\\x41-C\\101]$", "\b"));
  EXPECT_TRUE(finds("^\\.\\-\\ \\/\\\u00e9$", ".- /\u00e9"));
  EXPECT_FALSE(finds("\\v", "\n"));
  EXPECT_TRUE(finds("^\\ud800?$", ""));
}

TEST(PythonRegex, ReadsSets) {
  EXPECT_TRUE(finds("^[]a]$", "]"));
  EXPECT_TRUE(finds("^[^]a]$", "b"));
  EXPECT_TRUE(finds("^[a-]$", "-"));
  EXPECT_TRUE(finds("^[\\d-]$", "-"));
  EXPECT_TRUE(finds("^[[:alpha:]]$", "p]"));  // POSIX classes are not supported
  EXPECT_TRUE(finds("^[\\w.]+$", "a.b"));
}

TEST(PythonRegex, ReadsGroups) {
  EXPECT_TRUE(finds("^(?P<q>['\"]).*(?P=q)$", "'a'"));
  EXPECT_FALSE(finds("^(?P<q>['\"]).*(?P=q)$", "'a\""));
  EXPECT_TRUE(finds("^(a)(b)\\2\\1$", "abba"));
  EXPECT_TRUE(finds("^(<)?a(?(1)>)$", "<a>"));
  EXPECT_FALSE(finds("^(<)?a(?(1)>|!)$", "a>"));
  EXPECT_TRUE(finds("^(?P<o><)?a(?(o)>|!)$", "a!"));
  EXPECT_TRUE(finds("(?<=ab|cd)e(?!f)(?<!x)", "cde"));
  EXPECT_FALSE(finds("(?>a|ab)c", "abc"));
  EXPECT_TRUE(finds("[ab]+(?>|c)b", "ab"));
  EXPECT_TRUE(finds("[ab]+(?:|c)?+b", "ab"));
  EXPECT_TRUE(finds("a(?#comment ( [)b", "ab"));
  EXPECT_TRUE(finds("(?<=()*a)b", "ab"));
}

TEST(PythonRegex, ReadsVerbosePatterns) {
  EXPECT_TRUE(finds("(?x) a b # comment (\n [ ] c \\ d", "ab c d"));
  EXPECT_TRUE(finds("(?x: a *)b", "aab"));
  EXPECT_TRUE(finds("(?x) a (?-x: b)", "a b"));
}

TEST(PythonRegex, RejectsPcresOwnSyntax) {
  EXPECT_TRUE(finds("^(a)#$", "a#"));
  EXPECT_TRUE(finds("^a}]$", "a}]"));
  for (const char* pattern :
       {"\\Ka",  "\\R",          "\\Qa\\E", "\\h",     "\\z",    "\\g1", "\\k<n>",    "\\p{L}",
        "\\X",   "(?|a)",        "(?'n'a)", "(?<n>a)", "(?&n)",  "(?1)", "(*ACCEPT)", "(?R)",
        "(?^i)", "(?(DEFINE)a)", "(?n)",    "\\c0",    "\\o{1}", "[\\R]"}) {
    EXPECT_THROW(PythonRegex{pattern}, PythonRegexError) << pattern;
  }
}

TEST(PythonRegex, SearchesInvalidUtf8) {
  EXPECT_TRUE(finds("b$",
                    "a\xff"
                    "b"));
  EXPECT_NO_THROW(PythonRegex("\xff"));
}

TEST(PythonRegex, LimitsNestingAndTime) {
  EXPECT_THROW(PythonRegex(std::string(100'000, '(')), PythonRegexError);
  std::string nested = "a";
  for (int i = 0; i < 200; ++i)
    nested = "(?:" + nested + ")?";
  EXPECT_TRUE(finds("^" + nested + "$", "a"));
  EXPECT_THROW(finds("(a|a)*$", std::string(64, 'a') + "b"), PythonRegexLimit);
  EXPECT_TRUE(finds("^.*b", "b" + std::string(12'000'000, 'a')));
}

struct Mistake {
  std::string pattern;
  std::string message;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.pattern;
}

class PythonRegexMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(PythonRegexMistake, HasPythonsMessage) {
  try {
    PythonRegex regex(GetParam().pattern);
    FAIL() << "accepted";
  } catch (const PythonRegexError& error) {
    EXPECT_EQ(error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Repetitions, PythonRegexMistake,
    testing::Values(Mistake{"*a", "nothing to repeat"}, Mistake{"a|+", "nothing to repeat"},
                    Mistake{"^*", "nothing to repeat"}, Mistake{"\\b+", "nothing to repeat"},
                    Mistake{"({2})", "nothing to repeat"}, Mistake{"a**", "multiple repeat"},
                    Mistake{"a{2}{3}", "multiple repeat"}, Mistake{"a*??", "multiple repeat"},
                    Mistake{"a{2,1}", "min repeat greater than max repeat"},
                    Mistake{"a{4294967295}", "the repetition number is too large"}));

INSTANTIATE_TEST_SUITE_P(
    Sets, PythonRegexMistake,
    testing::Values(Mistake{"[a", "unterminated character set"},
                    Mistake{"[]", "unterminated character set"},
                    Mistake{"[a-", "unterminated character set"},
                    Mistake{"[z-a]", "bad character range z-a"},
                    Mistake{"[a-\\d]", "bad character range a-\\d"},
                    Mistake{"[\\w-z]", "bad character range \\w-z"},
                    Mistake{"[\\x42-A]", "bad character range \\x-A"},
                    Mistake{"[\\8]", "bad escape \\8"}, Mistake{"[\\Z]", "bad escape \\Z"},
                    Mistake{"[\\777]", "octal escape value \\777 outside of range 0-0o377"}));

INSTANTIATE_TEST_SUITE_P(
    Escapes, PythonRegexMistake,
    testing::Values(Mistake{"a\\", "bad escape (end of pattern)"},
                    Mistake{"*\\", "bad escape (end of pattern)"}, Mistake{"\\q", "bad escape \\q"},
                    Mistake{"\\x1", "incomplete escape \\x1"},
                    Mistake{"\\u12g", "incomplete escape \\u12"},
                    Mistake{"\\U00110000", "bad escape \\U00110000"},
                    Mistake{"\\400", "octal escape value \\400 outside of range 0-0o377"},
                    Mistake{"\\N", "missing {"}, Mistake{"\\N{", "missing character name"},
                    Mistake{"\\N{x", "missing }, unterminated name"},
                    Mistake{"\\N{x}", "undefined character name 'x'"},
                    Mistake{"\\1", "invalid group reference 1"},
                    Mistake{"(a)\\12", "invalid group reference 12"},
                    Mistake{"(a\\1)", "cannot refer to an open group"}));

INSTANTIATE_TEST_SUITE_P(
    Groups, PythonRegexMistake,
    testing::Values(
        Mistake{"(a", "missing ), unterminated subpattern"},
        Mistake{"a)", "unbalanced parenthesis"}, Mistake{"(?", "unexpected end of pattern"},
        Mistake{"(?P", "unexpected end of pattern"}, Mistake{"(?<", "unexpected end of pattern"},
        Mistake{"(?Px", "unknown extension ?Px"}, Mistake{"(?<x", "unknown extension ?<x"},
        Mistake{"(?%)", "unknown extension ?%"}, Mistake{"(?#a", "missing ), unterminated comment"},
        Mistake{"(?P<>a)", "missing group name"}, Mistake{"(?P<", "missing group name"},
        Mistake{"(?P<n", "missing >, unterminated name"},
        Mistake{"(?P<1>a)", "bad character in group name '1'"},
        Mistake{"(?P<a b>a)", "bad character in group name 'a b'"},
        Mistake{"(?P<n>a)(?P<n>b)", "redefinition of group name 'n' as group 2; was group 1"},
        Mistake{"(?P=n)", "unknown group name 'n'"},
        Mistake{"(?P=n", "missing ), unterminated name"},
        Mistake{"(?P<n>(?P=n))", "cannot refer to an open group"}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, PythonRegexMistake,
    testing::Values(Mistake{"(?(1)a)", "invalid group reference 1"},
                    Mistake{"(?(0)a)", "bad group number"},
                    Mistake{"(?(n)a)", "unknown group name 'n'"},
                    Mistake{"(?(-0)a)", "bad group number"},
                    Mistake{"(?(-1)a)", "bad character in group name '-1'"},
                    Mistake{"(a)(?(1)a|b|c)", "conditional backref with more than two branches"},
                    Mistake{"(a)(?(1)a", "missing ), unterminated subpattern"}));

INSTANTIATE_TEST_SUITE_P(
    LookBehinds, PythonRegexMistake,
    testing::Values(Mistake{"(?<=a*)b", "look-behind requires fixed-width pattern"},
                    Mistake{"(?<!a|bc)", "look-behind requires fixed-width pattern"},
                    Mistake{"(?<=a*)b)", "unbalanced parenthesis"},
                    Mistake{"(?<=a{4294967294}{1}", "multiple repeat"},
                    Mistake{"(?<=(?:aa){4294967294})", "looks too much behind"},
                    Mistake{"(?<=(a)\\1)",
                            "cannot refer to group defined in the same lookbehind subpattern"},
                    Mistake{"(?<=(?(1)a)(b))", "cannot refer to an open group"}));

INSTANTIATE_TEST_SUITE_P(
    Flags, PythonRegexMistake,
    testing::Values(Mistake{"a(?i)", "global flags not at the start of the expression"},
                    Mistake{"(?i", "missing -, : or )"}, Mistake{"(?i-", "missing flag"},
                    Mistake{"(?i-s", "missing :"}, Mistake{"(?ik)", "unknown flag"},
                    Mistake{"(?-k:a)", "unknown flag"}, Mistake{"(?i!a)", "missing -, : or )"},
                    Mistake{"(?L)", "bad inline flags: cannot use 'L' flag with a str pattern"},
                    Mistake{"(?au)", "bad inline flags: flags 'a', 'u' and 'L' are incompatible"},
                    Mistake{"(?a)(?u)", "ASCII and UNICODE flags are incompatible"},
                    Mistake{"(?-a:b)", "bad inline flags: cannot turn off flags 'a', 'u' and 'L'"},
                    Mistake{"(?i-i:a)", "bad inline flags: flag turned on and off"},
                    Mistake{"(?t:a)", "bad inline flags: cannot turn on global flag"},
                    Mistake{"(?-t:a)", "bad inline flags: cannot turn off global flag"}));

}  // namespace
}  // namespace chaos
