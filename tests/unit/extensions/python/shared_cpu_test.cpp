#include "python/shared_cpu.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <thread>

namespace chaos::python {
namespace {

cpu_set_t processors_of(pid_t thread) {
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(::sched_getaffinity(thread, sizeof(set), &set), 0);
  return set;
}

bool equal(const cpu_set_t& one, const cpu_set_t& other) {
  return CPU_EQUAL(&one, &other) != 0;
}

/// A thread that only waits, like a worker's.
class Waiting {
 public:
  Waiting() { id_ = started_.get_future().get(); }
  ~Waiting() { leave_.set_value(); }

  pid_t id() const { return id_; }

 private:
  std::promise<pid_t> started_;
  std::promise<void> leave_;
  pid_t id_ = 0;
  std::jthread thread_{[this] {
    started_.set_value(::gettid());
    leave_.get_future().wait();
  }};
};

TEST(SharedCpu, IsThisThreadsProcessorUntilItsEnd) {
  const cpu_set_t before = processors_of(0);
  if (CPU_COUNT(&before) < 2) GTEST_SKIP() << "there is one processor only";
  const Waiting other;
  {
    const SharedCpu together(other.id());
    const cpu_set_t one = processors_of(0);
    EXPECT_EQ(CPU_COUNT(&one), 1);
    EXPECT_TRUE(equal(processors_of(other.id()), one));
    EXPECT_EQ(together.processors().size(), static_cast<std::size_t>(CPU_COUNT(&before)));
  }
  EXPECT_TRUE(equal(processors_of(0), before));
}

TEST(SharedCpu, DoesNotMoveAThreadThatIsBoundToOneProcessor) {
  const cpu_set_t before = processors_of(0);
  const Waiting other;
  cpu_set_t one;
  CPU_ZERO(&one);
  int first = 0;
  while (!CPU_ISSET(first, &before))
    ++first;
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(other.id(), sizeof(one), &one), 0);
  const SharedCpu together(other.id());
  EXPECT_EQ(together.processors(), nullptr);
  EXPECT_TRUE(equal(processors_of(0), before));
  EXPECT_TRUE(equal(processors_of(other.id()), one));
}

TEST(SharedCpu, IsOnlyAHint) {
  const cpu_set_t before = processors_of(0);
  constexpr pid_t kNoProcess = 0x7FFFFFFF;
  const SharedCpu together(kNoProcess);
  EXPECT_EQ(together.processors(), nullptr);
  EXPECT_TRUE(equal(processors_of(0), before));
}

}  // namespace
}  // namespace chaos::python
