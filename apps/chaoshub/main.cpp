#include "program.h"

int main(int argc, char** argv) {
  return chaos::hub::main(argc, argv);
}
