// An extension that registers what is already there.

#include "chaos/extension.h"

CHAOS_EXTENSION(registry) {
  registry.add_function({.module = "twice", .name = "f", .parameters = {}, .call = {}});
  registry.add_function({.module = "twice", .name = "f", .parameters = {}, .call = {}});
}
