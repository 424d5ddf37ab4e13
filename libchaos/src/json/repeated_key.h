#pragma once

#include <string>

#include "chaos/diagnostic.h"

namespace chaos {

/// A key that an object, or a mapping, has more than once. There is one of these for each
/// occurrence but the first.
struct RepeatedKey {
  std::string key;
  std::string pointer;  ///< to the member
  Position first;       ///< where the key occurs first
  Position again;       ///< where it occurs again
};

}  // namespace chaos
