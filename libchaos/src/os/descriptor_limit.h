#pragma once

#include <cstddef>

namespace chaos::os {

/// Lets this process open as many files as the system allows it; how many that are.
std::size_t raise_descriptor_limit();

}  // namespace chaos::os
