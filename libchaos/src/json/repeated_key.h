#pragma once

#include <string>

#include "chaos/diagnostic.h"

namespace chaos {

/// A key that occurs more than once in an object or a mapping. There is one of these for each
/// occurrence except the first.
struct RepeatedKey {
  std::string key;
  std::string pointer;  ///< to the member
  Position first;       ///< of the first occurrence
  Position again;       ///< of this occurrence
};

}  // namespace chaos
