#include "json/overlay.h"

#include <utility>

namespace chaos {

Json overlay(Json base, const Json& top) {
  if (!base.is_object() || !top.is_object()) return top;
  for (const auto& [key, value] : top.items()) {
    Json* below = find(base, key);
    if (below != nullptr)
      *below = overlay(std::move(*below), value);
    else
      base[key] = value;
  }
  return base;
}

}  // namespace chaos
