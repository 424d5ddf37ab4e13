#pragma once

#include "os/memory_file_system.h"

namespace chaos::testing {

using FakeFileSystem = os::MemoryFileSystem;

}  // namespace chaos::testing
