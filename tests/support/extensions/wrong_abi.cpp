// An extension that was built for another version of the interface.

extern "C" __attribute__((visibility("default"))) int chaos_extension_abi() {
  return 99;
}
