#pragma once

#include <stdexcept>

namespace chaos::hub {

/// Another service of the hub, or the database, is unreachable.
class Unreachable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace chaos::hub
