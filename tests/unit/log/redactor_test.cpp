#include "log/redactor.h"

#include <gtest/gtest.h>

namespace chaos::log {
namespace {

TEST(Redactor, ReplacesEveryOccurrence) {
  Redactor redactor;
  redactor.add({"hunter2"});
  EXPECT_EQ(redactor.redact("hunter2 and hunter2hunter2"), "[redacted] and [redacted][redacted]");
  EXPECT_EQ(redactor.redact("hunter"), "hunter");
  EXPECT_EQ(redactor.redact(""), "");
}

TEST(Redactor, DoesNotReplaceShortStrings) {
  Redactor redactor;
  redactor.add({"", "abcde", "uvwxyz"});
  EXPECT_EQ(redactor.redact("abcde uvwxyz"), "abcde [redacted]");
}

TEST(Redactor, HidesTheLongerOfTwoOverlappingSecrets) {
  Redactor redactor;
  redactor.add({"secret", "secretary", "secret"});
  EXPECT_EQ(redactor.redact("my secretary, my secret"), "my [redacted], my [redacted]");
}

TEST(Redactor, DoesNotRedactItsOwnPlaceholder) {
  Redactor redactor;
  redactor.add({"redacted", "secret"});
  EXPECT_EQ(redactor.redact("a secret"), "a [redacted]");
}

TEST(Redactor, RecognizesASecretWithoutSurroundingSpaces) {
  Redactor redactor;
  redactor.add({" hunter2\r\n", "\tabc\t\t\t"});
  EXPECT_EQ(redactor.redact("Bearer hunter2"), "Bearer [redacted]");
  EXPECT_EQ(redactor.redact("abc"), "abc");
}

TEST(Redactor, RecognizesEachLineOfASecret) {
  Redactor redactor;
  redactor.add({"-- BEGIN --\nfirst line\r\n  second line\nshort\n"});
  EXPECT_EQ(redactor.redact("second line, first line, short, -- BEGIN --"),
            "[redacted], [redacted], short, [redacted]");
}

TEST(Redactor, RecognizesTheEscapedFormsOfASecret) {
  Redactor redactor;
  redactor.add({"a\\b\tc\"d'e\u00a0f\n"});
  // In JSON, in ASCII-only JSON, and in Python.
  for (const char* text :
       {R"(a\\b\tc\"d'e\u00a0f)", "a\\\\b\\tc\\\"d'e\u00a0f", R"(a\\b\tc"d\'e\xa0f)"})
    EXPECT_EQ(redactor.redact(text), "[redacted]") << text;
  redactor.add({"don't tell"});
  EXPECT_EQ(redactor.redact(R"("don't tell" 'don\'t tell "')"), R"("[redacted]" '[redacted] "')");
}

TEST(Redactor, KeepsWhatTheDocumentSaysInItsJournal) {
  Redactor redactor;
  redactor.add({"stated", "both of them"}, SecretOrigin::kDocument);
  redactor.add({"hidden", "both of them"});
  redactor.add({"both of them"}, SecretOrigin::kDocument);
  EXPECT_EQ(redactor.redact("stated, hidden, both of them"), "[redacted], [redacted], [redacted]");
  EXPECT_EQ(redactor.redact_hidden("stated, hidden, both of them"),
            "stated, [redacted], [redacted]");
}

}  // namespace
}  // namespace chaos::log
