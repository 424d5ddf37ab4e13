#pragma once

#include "chaos/json.h"

namespace chaos::python {

/// Writes the log record that a frame of the worker's holds. False if it holds none.
bool log_record(const Json& frame);

}  // namespace chaos::python
