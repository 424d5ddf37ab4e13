#include <malloc.h>

#include "cli.h"

int main(int argc, char** argv) {
  // The threads of a run allocate little: an arena for each would take time and memory for nothing.
  ::mallopt(M_ARENA_MAX, 1);
  return chaos::cli::main(argc, argv);
}
