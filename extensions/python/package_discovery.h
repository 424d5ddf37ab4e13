#pragma once

#include <stop_token>
#include <string>

#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos::python {

/// An extension cannot be discovered. `what()` has the reference's message, the hint says what to
/// do.
class DiscoveryFailed : public ChaosError {
  using ChaosError::ChaosError;
};

/// Installs the newest version of `package` with pip, for the Python that experiments use. Throws
/// DiscoveryFailed, Stopped, and PythonError if there is no Python.
void install_package(const Json& settings, const std::string& package, const std::stop_token& stop);

/// The document that the `discover` function of the installed `package` returns. `with_system`: it
/// also queries its target system. Throws DiscoveryFailed, Stopped, and PythonError if there is no
/// Python.
Json discover_package(const Json& settings, const std::string& package, bool with_system,
                      const std::stop_token& stop);

}  // namespace chaos::python
