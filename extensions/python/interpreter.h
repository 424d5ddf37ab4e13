#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::python {

/// The Python to run extensions with.
struct Interpreter {
  std::string path;
  std::string origin;  ///< where it comes from: "CHAOS_PYTHON", "settings", "VIRTUAL_ENV" or "PATH"
};

/// The interpreter that CHAOS_PYTHON names, else the settings' `extensions.python.interpreter`,
/// else that of the active virtual environment, else the first python3 or python on PATH. Throws
/// PythonError if the named one does not exist, or there is none.
Interpreter find_interpreter(const Json& settings);

}  // namespace chaos::python
