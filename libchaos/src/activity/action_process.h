#pragma once

#include <string>

#include "os/leftover.h"

namespace chaos {

/// A process that led a group and was started by an action with an undo.
struct ActionProcess {
  std::string action;  ///< its name
  os::LeftOver process;
};

}  // namespace chaos
