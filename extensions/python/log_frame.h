#pragma once

#include "chaos/json.h"

namespace chaos::python {

/// Writes the log record in a frame from the worker. False if there is none.
bool log_record(const Json& frame);

}  // namespace chaos::python
