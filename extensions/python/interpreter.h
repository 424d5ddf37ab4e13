#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::python {

/// The Python to run extensions with.
struct Interpreter {
  std::string path;  ///< absolute
  /// Where it comes from: "CHAOS_PYTHON", "settings", "its own environment", "VIRTUAL_ENV", "PATH",
  /// or "the run".
  std::string origin;
};

/// The interpreter that CHAOS_PYTHON names, else the settings' `extensions.python.interpreter`,
/// else that of the virtual environment in whose bin this program is, else that of the active
/// virtual environment, else the first python3 or python on PATH. Throws PythonError if the named
/// one does not exist, or there is none.
Interpreter find_interpreter(const Json& settings);

/// The interpreter for the rollbacks of a run that used `of_run` ("" if that is not known): the one
/// that CHAOS_PYTHON names, else that of the run, else as above. CHAOS_PYTHON may have been set for
/// another directory, so it does not count if it cannot be executed here; this is logged. Throws
/// PythonError if there is none or that of the run cannot be executed.
Interpreter find_interpreter_of_run(const Json& settings, const std::string& of_run);

}  // namespace chaos::python
