#include "os/descriptor_limit.h"

#include <sys/resource.h>

namespace chaos::os {

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  rlimit raised = limit;
  raised.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &raised) != 0) raised = limit;
  return raised.rlim_cur;
}

}  // namespace chaos::os
