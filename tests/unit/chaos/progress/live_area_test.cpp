#include "progress/live_area.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>

#include "os/file_descriptor.h"

namespace chaos {
namespace {

using ::testing::HasSubstr;

/// A pipe instead of a terminal.
class Screen {
 public:
  Screen() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    read_ = os::FileDescriptor(ends[0]);
    write_ = os::FileDescriptor(ends[1]);
  }
  int terminal() const { return write_.get(); }

  /// The output up to and including `end`.
  std::string until(const std::string& end) {
    while (written_.find(end) == written_.npos) {
      std::array<char, 4096> buffer{};
      const ssize_t count = ::read(read_.get(), buffer.data(), buffer.size());
      if (count <= 0) break;
      written_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    const std::size_t found = written_.find(end);
    const std::size_t length = found == written_.npos ? found : found + end.size();
    std::string text = written_.substr(0, length);
    written_.erase(0, length);
    return text;
  }
  std::string rest() {
    write_ = os::FileDescriptor();
    return until("\1");
  }

 private:
  os::FileDescriptor read_;
  os::FileDescriptor write_;
  std::string written_;
};

TEST(LiveAreaTest, DrawsNewLinesOverTheOldOnes) {
  Screen screen;
  std::atomic<int> count = 1;
  LiveArea area(screen.terminal(), [&] {
    return std::vector<std::string>{"line " + std::to_string(count), "below"};
  });
  area.changed();
  EXPECT_EQ(screen.until("below\n"), "line 1\nbelow\n");
  count = 2;
  area.changed();
  EXPECT_THAT(screen.until("line 2\nbelow\n"), HasSubstr("\033[2A\r\033[Jline 2\nbelow\n"));
}

TEST(LiveAreaTest, IsRedrawnAfterRecords) {
  Screen screen;
  {
    LiveArea area(screen.terminal(), [] { return std::vector<std::string>{"status"}; });
    area.changed();
    screen.until("status\n");
    area.clear();
    EXPECT_EQ(::write(screen.terminal(), "record\n", 7), 7);
    area.redraw();
    EXPECT_THAT(screen.until("record\nstatus\n"), HasSubstr("\033[1A\r\033[Jrecord\nstatus\n"));
  }
  const std::string rest = screen.rest();
  EXPECT_TRUE(rest.ends_with("\033[1A\r\033[J")) << rest;
}

TEST(LiveAreaTest, ShowsNothingWithoutLines) {
  Screen screen;
  {
    LiveArea area(screen.terminal(), [] { return std::vector<std::string>(); });
  }
  EXPECT_EQ(screen.rest(), "");
}

TEST(TerminalColumns, AreEightyIfUnknown) {
  EXPECT_EQ(terminal_columns(-1), 80U);
}

}  // namespace
}  // namespace chaos
