// An extension that registers a name that is already taken.

#include "chaos/extension.h"

CHAOS_EXTENSION(registry) {
  registry.add_function({.module = "twice", .name = "f", .parameters = {}, .call = {}});
  registry.add_function({.module = "twice", .name = "f", .parameters = {}, .call = {}});
}
