#include <malloc.h>
#include <unistd.h>

#include "cli.h"
#include "guardian.h"
#include "os/init_process.h"
#include "os/signals.h"
#include "os/standard_streams.h"
#include "run/undo_keeper.h"

int main(int argc, char** argv) {
  chaos::os::occupy_standard_streams();
  if (const auto status = chaos::serve_as_undo_keeper(argc, argv)) return *status;
  if (chaos::cli::is_guardian(argc, argv)) {
    chaos::os::ignore_lost_outputs();
    return chaos::cli::guard_run(argv);
  }
  if (::getpid() == 1) {
    if (const auto status = chaos::os::serve_as_init()) return *status;
  }
  // The threads of a run allocate little: one arena per thread would only waste time and memory.
  ::mallopt(M_ARENA_MAX, 1);
  chaos::os::ignore_lost_outputs();
  return chaos::cli::main(argc, argv);
}
