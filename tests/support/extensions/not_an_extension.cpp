// A shared library that has nothing to do with the runner.

extern "C" __attribute__((visibility("default"))) int unrelated() {
  return 0;
}
