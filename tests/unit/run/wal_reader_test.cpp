#include "run/wal_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/error.h"
#include "run/wal_format.h"
#include "run/wal_writer.h"
#include "support/fake_file_system.h"

namespace chaos {
namespace {

using chaos::testing::FakeFileSystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kPath = "run.wal";
const Json kHeader = {{"journal", "journal.json"}};

/// The lines of a log: the header and records 1 to 4.
std::vector<std::string> sample_lines() {
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  writer.append("run-started", {{"title", "caf\u00e9 \"quoted\"\nnext line"}});
  writer.append("activity-started", {{"index", 0}});
  writer.append("activity-completed", {{"output", "1a2b3c4d 3 fake {\"a\": 1}"}, {"n", 1.0}});
  writer.append("run-ended", Json());
  const std::string text = *files.content(kPath);
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    lines.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += line;
  return text;
}

WalContent read(const std::string& text) {
  FakeFileSystem files;
  files.set_content(kPath, text);
  return read_wal(files, kPath);
}

std::set<std::uint64_t> numbers_in(const WalContent& content) {
  std::set<std::uint64_t> numbers;
  for (const auto& record : content.records)
    numbers.insert(record.sequence);
  return numbers;
}

Diagnostic refusal_of(const std::string& text) {
  try {
    read(text);
  } catch (const InvalidSource& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

/// Whether the records of `content` are records of `whole`, unchanged and in order.
::testing::AssertionResult holds_only(const WalContent& content, const WalContent& whole) {
  const auto same = [](const WalRecord& left, const WalRecord& right) {
    return left.sequence == right.sequence && left.type == right.type &&
           left.payload == right.payload;
  };
  auto next = whole.records.begin();
  for (const auto& record : content.records) {
    next = std::find_if(next, whole.records.end(),
                        [&](const WalRecord& other) { return same(record, other); });
    if (next == whole.records.end()) {
      return ::testing::AssertionFailure() << "record " << record.sequence << " is wrong";
    }
    ++next;
  }
  return ::testing::AssertionSuccess();
}

TEST(WalReader, ReadsWhatWasWritten) {
  const WalContent content = read(join(sample_lines()));
  EXPECT_EQ(content.header, kHeader);
  ASSERT_EQ(content.records.size(), 4U);
  EXPECT_EQ(content.records[0].sequence, 1U);
  EXPECT_EQ(content.records[0].type, "run-started");
  EXPECT_EQ(content.records[0].payload["title"], "caf\u00e9 \"quoted\"\nnext line");
  EXPECT_TRUE(content.records[3].payload.is_null());
  EXPECT_THAT(content.problems, IsEmpty());
  EXPECT_FALSE(content.torn);
}

TEST(WalReader, ReadsAFileCutAtEveryByte) {
  const auto lines = sample_lines();
  const std::string text = join(lines);
  const WalContent whole = read(text);
  for (std::size_t size = lines[0].size() - 1; size <= text.size(); ++size) {
    const WalContent content = read(text.substr(0, size));
    std::size_t expected = 0;
    std::size_t end = lines[0].size();
    bool at_end_of_line = size + 1 >= end && size <= end;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      end += lines[i].size();
      if (size + 1 >= end) ++expected;
      at_end_of_line = at_end_of_line || size == end || size + 1 == end;
    }
    EXPECT_EQ(content.records.size(), expected) << size;
    EXPECT_EQ(content.torn, !at_end_of_line) << size;
    EXPECT_TRUE(holds_only(content, whole)) << size;
    EXPECT_THAT(content.problems, IsEmpty()) << size;
  }
}

TEST(WalReader, RejectsAFileThatIsTruncatedInItsHeader) {
  const std::string header = sample_lines()[0];
  for (std::size_t size = 1; size + 1 < header.size(); ++size) {
    EXPECT_EQ(refusal_of(header.substr(0, size)).message,
              "'run.wal' is not a write-ahead log, or its first line is damaged");
  }
}

TEST(WalReader, LosesOnlyTheLineInWhichAByteIsWrong) {
  const auto lines = sample_lines();
  const std::string text = join(lines);
  const WalContent whole = read(text);
  std::size_t begin = lines[0].size() - 1;  // damage in the header itself has its own test
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const std::size_t line_break = line == 0 ? begin : begin + lines[line].size() - 1;
    for (std::size_t at = begin; at <= line_break; ++at) {
      for (unsigned value = 0; value < 256; ++value) {
        std::string damaged = text;
        damaged[at] = static_cast<char>(value);
        if (damaged == text) continue;
        const WalContent content = read(damaged);
        std::set<std::uint64_t> expected{1, 2, 3, 4};
        if (at != line_break) expected.erase(line);
        ASSERT_EQ(numbers_in(content), expected) << "byte " << at << " is " << value;
        ASSERT_TRUE(holds_only(content, whole)) << "byte " << at << " is " << value;
        ASSERT_EQ(content.header, kHeader);
        ASSERT_TRUE(content.torn || !content.problems.empty()) << at << " is " << value;
      }
    }
    begin = line_break + 1;
  }
}

TEST(WalReader, RejectsAFileWhoseHeaderIsDamaged) {
  const std::string text = join(sample_lines());
  for (std::size_t at = 0; at + 1 < sample_lines()[0].size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ (1U << bit));
      EXPECT_THROW(read(damaged), InvalidSource) << at;
    }
  }
}

TEST(WalReader, SaysWhereDamageIs) {
  auto lines = sample_lines();
  const std::size_t offset = lines[0].size() + lines[1].size();
  lines[2][20] = '!';
  EXPECT_THAT(read(join(lines)).problems, ElementsAre("line 3 (at byte " + std::to_string(offset) +
                                                          ") is damaged and was skipped",
                                                      "record 2 is missing"));
}

TEST(WalReader, ReadsLinesThatLostSeveralLineBreaks) {
  auto lines = sample_lines();
  lines[1].back() = ' ';
  lines[2].back() = 'x';
  const WalContent content = read(join(lines));
  EXPECT_EQ(content.records.size(), 4U);
  EXPECT_THAT(content.problems, ElementsAre("line 2 (at byte " + std::to_string(lines[0].size()) +
                                            ") has a damaged line break; nothing is lost"));
}

TEST(WalReader, DoesNotMistakePayloadsForRecords) {
  const std::string inner = encode_wal_line(9, "fake", "1");
  const std::string line = encode_wal_line(1, "n", "\"" + inner.substr(0, inner.size() - 1) + "\"");
  std::string damaged = sample_lines()[0] + line;
  damaged[damaged.size() - line.size()] = 'x';
  EXPECT_THAT(read(damaged).records, IsEmpty());
}

TEST(WalReader, GivesUpOnLinesMadeToLookLikeManyRecords) {
  std::string line;
  while (line.size() < 8u << 20)
    line += "deadbeef 1 ";
  const WalContent content = read(sample_lines()[0] + line + "\n");
  EXPECT_EQ(content.problems.size(), 1U);
}

TEST(WalReader, DetectsRepeatedRecords) {
  auto lines = sample_lines();
  lines.insert(lines.begin() + 2, lines[1]);
  const WalContent content = read(join(lines));
  EXPECT_EQ(content.records.size(), 4U);
  EXPECT_THAT(content.problems, ElementsAre("record 1 occurs twice; the first was kept"));
}

TEST(WalReader, PutsRecordsInOrder) {
  auto lines = sample_lines();
  std::swap(lines[2], lines[3]);
  const WalContent content = read(join(lines));
  EXPECT_TRUE(holds_only(content, read(join(sample_lines()))));
  EXPECT_EQ(content.records.size(), 4U);
  EXPECT_THAT(content.problems,
              ElementsAre("records were in the wrong order and have been sorted by number"));
}

TEST(WalReader, DetectsMissingRecords) {
  auto lines = sample_lines();
  lines.erase(lines.begin() + 2, lines.begin() + 4);
  EXPECT_THAT(read(join(lines)).problems, ElementsAre("records 2 to 3 are missing"));
}

TEST(WalReader, SaysWhichRecordsAreLostAndWhereTheyWere) {
  auto lines = sample_lines();
  const std::size_t offset = lines[0].size() + lines[1].size();
  lines[2][12] = '!';
  EXPECT_THAT(read(join(lines)).lost,
              ElementsAre(LostRecords{
                  .first = 2, .last = 2, .place = "line 3, at byte " + std::to_string(offset)}));
  lines.erase(lines.begin() + 2);
  EXPECT_THAT(read(join(lines)).lost, ElementsAre(LostRecords{.first = 2, .last = 2}));
}

TEST(WalReader, ReportsADamagedLastRecordAlthoughNoNumberFollows) {
  auto lines = sample_lines();
  const std::uint64_t number = lines.size() - 1;
  lines.back()[12] = '!';
  const WalContent content = read(join(lines));
  ASSERT_EQ(content.lost.size(), 1U);
  EXPECT_EQ(content.lost[0].first, number);
  EXPECT_EQ(content.next_sequence, number + 1) << "or the next record would hide the gap";
}

TEST(WalReader, DoesNotCountATornRecordAsALoss) {
  const std::string text = join(sample_lines());
  const WalContent content = read(text.substr(0, text.size() - 3));
  EXPECT_TRUE(content.torn);
  EXPECT_THAT(content.lost, IsEmpty());
  const std::string next = encode_wal_line(content.next_sequence, "n", "1");
  EXPECT_THAT(read(text.substr(0, text.size() - 3) + "\n" + next).lost, IsEmpty());
}

TEST(WalReader, SkipsEmptyLines) {
  auto lines = sample_lines();
  lines.insert(lines.begin() + 1, "\n\n");
  EXPECT_THAT(read(join(lines)).problems, IsEmpty());
}

TEST(WalReader, ReportsAPayloadThatIsNotJson) {
  const WalContent content = read(sample_lines()[0] + encode_wal_line(1, "n", "{"));
  EXPECT_THAT(content.records, IsEmpty());
  EXPECT_THAT(content.problems, ElementsAre("record 1 is not valid JSON"));
}

TEST(WalReader, ReadsTheFirstVersion) {
  const WalContent content =
      read(encode_wal_line(0, "chaos-wal", R"({"version": 1, "header": {"journal": "j"}})"));
  EXPECT_EQ(content.header["journal"], "j");
  EXPECT_EQ(content.next_sequence, 1U);
}

TEST(WalReader, RejectsAnotherVersion) {
  const Diagnostic diagnostic =
      refusal_of(encode_wal_line(0, "chaos-wal", R"({"version": 3, "header": {}})"));
  EXPECT_EQ(diagnostic.message,
            "the write-ahead log 'run.wal' has format version 3, but this version of "
            "chaos only reads versions up to 2");
  EXPECT_EQ(diagnostic.hint, "use the version of chaos that ran the experiment, or a newer one");
}

TEST(WalReader, RejectsWhatIsNotALog) {
  const std::string message = "'run.wal' is not a write-ahead log, or its first line is damaged";
  EXPECT_EQ(refusal_of("{}\n").message, message);
  EXPECT_EQ(refusal_of(encode_wal_line(0, "n", "1")).message, message);
  EXPECT_EQ(refusal_of(encode_wal_line(1, "chaos-wal", R"({"version": 1})")).message, message);
  EXPECT_EQ(refusal_of(encode_wal_line(0, "chaos-wal", "{}")).message, message);
  EXPECT_EQ(refusal_of("").message,
            "the write-ahead log 'run.wal' is empty: its contents are lost");
}

TEST(WalReader, SaysWhyAFileCannotBeRead) {
  FakeFileSystem files;
  try {
    read_wal(files, "none");
    FAIL() << "was read";
  } catch (const InvalidSource& error) {
    EXPECT_STREQ(error.what(), "cannot read the write-ahead log 'none': No such file or directory");
  }
}

}  // namespace
}  // namespace chaos
