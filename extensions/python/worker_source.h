#pragma once

#include <string>

namespace chaos::python {

/// The Python program of the worker, as one string that creates its modules and ends before running
/// it.
std::string worker_source();

}  // namespace chaos::python
