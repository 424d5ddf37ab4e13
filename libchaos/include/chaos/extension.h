#pragma once

#include "chaos/registry.h"

/// The contract between the runner and an extension built as a shared object.
///
/// An extension exports the two functions that CHAOS_EXTENSION defines. The runner loads it from
/// the directories of CHAOS_EXTENSION_PATH (or the settings' `extensions.path`), rejects it if the
/// number differs from its own, and lets it register its functions, controls and providers. The
/// number changes whenever a header of include/chaos changes in a way that breaks binaries.
#define CHAOS_EXTENSION_ABI 4

#define CHAOS_EXTENSION(registry_parameter)                                        \
  extern "C" __attribute__((visibility("default"))) int chaos_extension_abi() {    \
    return CHAOS_EXTENSION_ABI;                                                    \
  }                                                                                \
  extern "C" __attribute__((visibility("default"))) void chaos_extension_register( \
      chaos::Registry& registry_parameter)  // NOLINT(bugprone-macro-parentheses): a declaration
