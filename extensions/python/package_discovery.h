#pragma once

#include <stop_token>
#include <string>

#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos::python {

/// What an extension can do cannot be found out. `what()` has the reference's words, the hint what
/// to do.
class DiscoveryFailed : public ChaosError {
  using ChaosError::ChaosError;
};

/// Has pip install the newest version of `package` for the Python that experiments are given.
/// Throws DiscoveryFailed, Stopped, and PythonError when there is no Python.
void install_package(const Json& settings, const std::string& package, const std::stop_token& stop);

/// What the installed `package` says of itself: the document that its `discover` function returns.
/// `with_system`: it is asked to look at the system that it is for, too.
/// Throws DiscoveryFailed, Stopped, and PythonError when there is no Python.
Json discover_package(const Json& settings, const std::string& package, bool with_system,
                      const std::stop_token& stop);

}  // namespace chaos::python
