#include "cli.h"

int main(int argc, char** argv) {
  return chaos::cli::main(argc, argv);
}
