#include "os/text_encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace chaos::os {
namespace {

using namespace std::string_literals;

TEST(DecodeToUtf8, KeepsUtf8) {
  for (const auto& text : {""s, "plain\n"s, "na\u00efve \u2014 \u65e5\u672c\u8a9e \U0001F600"s,
                           "NUL \0 too"s, "\x1B[31mred\x7F"s}) {
    EXPECT_EQ(decode_to_utf8(text), text);
  }
}

TEST(DecodeToUtf8, DropsAUtf8ByteOrderMark) {
  EXPECT_EQ(decode_to_utf8("\xEF\xBB\xBFhello"), "hello");
  EXPECT_EQ(decode_to_utf8("\xEF\xBB\xBF"), "");
}

TEST(DecodeToUtf8, ObeysOtherByteOrderMarks) {
  EXPECT_EQ(decode_to_utf8("\xFF\xFEh\0\xF6\0"s), "h\u00f6");
  EXPECT_EQ(decode_to_utf8("\xFE\xFF\0h\0\xF6"s), "h\u00f6");
  EXPECT_EQ(decode_to_utf8("\xFF\xFE\0\0h\0\0\0"s), "h");
  EXPECT_EQ(decode_to_utf8("\0\0\xFE\xFF\0\0\0h"s), "h");
}

TEST(DecodeToUtf8, DecodesLatin1) {
  EXPECT_EQ(decode_to_utf8("caf\xE9 au lait, d\xE9j\xE0 vu, na\xEFve"),
            "caf\u00e9 au lait, d\u00e9j\u00e0 vu, na\u00efve");
}

TEST(DecodeToUtf8, RecognisesOtherEncodings) {
  EXPECT_EQ(decode_to_utf8("\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0, \xEA\xE0\xEA \xE4\xE5\xEB\xE0 "
                           "\xF1\xE5\xE3\xEE\xE4\xED\xFF"),
            "Привет, мир, как дела сегодня");
  EXPECT_EQ(decode_to_utf8("\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x90\xA2\x8A\x45\x81\x41"
                           "\x8C\xB3\x8B\x43\x82\xC5\x82\xB7\x82\xA9"),
            "こんにちは世界、元気ですか");
}

TEST(DecodeToUtf8, RecognisesUtf16WithoutAMark) {
  EXPECT_EQ(decode_to_utf8("p\0y\0t\0h\0\xF6\0n\0\n\0"s), "pyth\u00f6n\n");
  EXPECT_EQ(decode_to_utf8("\0p\0y\0t\0h\0\xF6\0n\0\n"s), "pyth\u00f6n\n");
  EXPECT_EQ(decode_to_utf8("1\0002\0 \0\xAC\x20 \0f\0\xFC\0r\0"s), "12 \u20ac f\u00fcr");
}

TEST(DecodeToUtf8, KeepsListsThatEndTheirItemsWithAZeroByte) {
  for (const auto& text : {"./a\0./b\0./c\0"s, "ab\0cd\0ef\0"s, "a\0"s, "\0\0\0\0"s}) {
    EXPECT_EQ(decode_to_utf8(text), text);
  }
}

TEST(DecodeToUtf8, RecognisesIso2022) {
  EXPECT_EQ(decode_to_utf8("\x1B$BF|K\\8l%F%-%9%H\x1B(B\n"), "日本語テキスト\n");
  EXPECT_EQ(decode_to_utf8("plain \x1B$ text"), "plain \x1B$ text");
}

TEST(DecodeToUtf8, LooksAtTheLineWithTheFirstUnusualByte) {
  const std::string plain(1u << 20, 'x');
  EXPECT_EQ(decode_to_utf8(plain + "\ncaf\xE9 au lait, d\xE9j\xE0 vu\n"),
            plain + "\ncaf\u00e9 au lait, d\u00e9j\u00e0 vu\n");
}

TEST(DecodeToUtf8, NeverLosesAByte) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte)
    every_byte += static_cast<char>(byte);
  for (int rotation = 0; rotation < 256; ++rotation) {
    const std::string bytes = every_byte.substr(static_cast<std::size_t>(rotation)) +
                              every_byte.substr(0, static_cast<std::size_t>(rotation));
    EXPECT_GE(decode_to_utf8(bytes).size(), 128U) << rotation;
  }
  EXPECT_EQ(decode_to_utf8("\xFF"), "\u00ff");
}

TEST(DecodeToUtf8, DecodesBrokenUtf16ByteByByte) {
  EXPECT_FALSE(decode_to_utf8("\xFF\xFEh").empty());
}

std::string dropped(std::string text) {
  drop_partial_character(text);
  return text;
}

TEST(DropPartialCharacter, DropsOnlyATruncatedCharacter) {
  EXPECT_EQ(dropped(""), "");
  EXPECT_EQ(dropped("a"), "a");
  EXPECT_EQ(dropped("a\u00e9"), "a\u00e9");
  EXPECT_EQ(dropped("a\xC3"), "a");
  EXPECT_EQ(dropped("\u65e5\xE6"), "\u65e5");
  EXPECT_EQ(dropped("\u65e5\xE6\x97"), "\u65e5");
  EXPECT_EQ(dropped("x\xF0\x9F\x98"), "x");
  EXPECT_EQ(dropped("x\U0001F600"), "x\U0001F600");
}

TEST(DropPartialCharacter, KeepsOtherBytes) {
  EXPECT_EQ(dropped("\x80\x80\x80\x80\x80"), "\x80\x80\x80\x80\x80");
  EXPECT_EQ(dropped("caf\xFF"), "caf\xFF");
  EXPECT_EQ(dropped("\xE9 a"), "\xE9 a");
}

}  // namespace
}  // namespace chaos::os
