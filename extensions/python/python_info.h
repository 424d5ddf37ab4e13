#pragma once

#include "chaos/json.h"

namespace chaos::python {

/// The Python that experiments use: {"interpreter", "named_by", "version", "library" (the version
/// of chaostoolkit-lib or null), "extensions": [{"name", "version", "license", "summary"}]}. Throws
/// PythonError if there is none.
Json describe_python(const Json& settings);

}  // namespace chaos::python
