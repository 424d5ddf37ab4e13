#include "shared_cpu.h"

namespace chaos::python {
namespace {

constexpr pid_t kThisThread = 0;

std::optional<cpu_set_t> processors_of(pid_t thread) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(thread, sizeof(set), &set) != 0) return std::nullopt;
  return set;
}

}  // namespace

SharedCpu::SharedCpu(pid_t process) {
  const auto ours = processors_of(kThisThread);
  const auto theirs = processors_of(process);
  const int here = ::sched_getcpu();
  if (!ours || !theirs || here < 0 || here >= CPU_SETSIZE) return;
  if (CPU_COUNT(&*ours) < 2 || CPU_COUNT(&*theirs) < 2 || !CPU_ISSET(here, &*theirs)) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(here, &one);
  if (::sched_setaffinity(kThisThread, sizeof(one), &one) != 0) return;
  ours_ = ours;
  if (::sched_setaffinity(process, sizeof(one), &one) == 0) theirs_ = theirs;
}

SharedCpu::~SharedCpu() {
  if (ours_) ::sched_setaffinity(kThisThread, sizeof(*ours_), &*ours_);
}

Json SharedCpu::processors() const {
  if (!theirs_) return nullptr;
  Json numbers = Json::array();
  for (int number = 0, missing = CPU_COUNT(&*theirs_); missing > 0; ++number) {
    if (!CPU_ISSET(number, &*theirs_)) continue;
    numbers.push_back(number);
    --missing;
  }
  return numbers;
}

}  // namespace chaos::python
