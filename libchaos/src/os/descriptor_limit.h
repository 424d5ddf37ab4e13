#pragma once

#include <cstddef>

namespace chaos::os {

/// Raises this process's limit of open files as far as possible. Returns the limit.
std::size_t raise_descriptor_limit();

}  // namespace chaos::os
