#pragma once

#include <string>

namespace chaos::os {

/// Where temporary files go: $TMPDIR, or /tmp if that is not a directory.
std::string temporary_directory();

}  // namespace chaos::os
