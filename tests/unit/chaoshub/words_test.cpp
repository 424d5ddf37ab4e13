#include "storage/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Words, IgnoreCaseAndAccents) {
  EXPECT_THAT(words_in("Café ÉTÉ Größe ΑΘΗΝΑ Москва"),
              ElementsAre("cafe", "ete", "große", "αθηνα", "москва"));
  EXPECT_THAT(words_in("cafe\u0301"), ElementsAre("cafe"));  // the accent as its own character
}

TEST(Words, AreSeparatedByAnythingButLettersAndDigits) {
  EXPECT_THAT(words_in("kill-a_pod: (web.1)\n#42"),
              ElementsAre("kill", "a", "pod", "web", "1", "42"));
  EXPECT_THAT(words_in(std::string("one\0two", 7)), ElementsAre("one", "two"));
  EXPECT_THAT(words_in("one\xFFtwo"), ElementsAre("one", "two"));
  EXPECT_THAT(words_in("\"' :*&|! ... —"), IsEmpty());
  EXPECT_THAT(words_in(""), IsEmpty());
}

TEST(Words, AreCutBetweenCharacters) {
  EXPECT_THAT(words_in(std::string(1000, 'a')), ElementsAre(SizeIs(kLongestWord)));
  std::string umlauts = "a";
  for (int i = 0; i < 100; ++i)
    umlauts += "ж";
  EXPECT_THAT(words_in(umlauts), ElementsAre(SizeIs(kLongestWord - 1)));
}

}  // namespace
}  // namespace chaos::hub::storage
