#include "os/process_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chaos::os {
namespace {

using ::testing::ElementsAre;

TEST(ProcessTree, IsTheProcessAndItsDescendants) {
  int news[2];
  ASSERT_EQ(::pipe(news), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const pid_t grandchild = ::fork();
    if (grandchild == 0) ::pause();
    static_cast<void>(!::write(news[1], &grandchild, sizeof grandchild));
    ::pause();
  }
  pid_t grandchild = 0;
  ASSERT_EQ(::read(news[0], &grandchild, sizeof grandchild),
            static_cast<ssize_t>(sizeof grandchild));
  EXPECT_THAT(process_tree(child), ElementsAre(child, grandchild));
  EXPECT_THAT(process_tree(grandchild), ElementsAre(grandchild));
  ::kill(grandchild, SIGKILL);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(news[0]);
  ::close(news[1]);
}

}  // namespace
}  // namespace chaos::os
