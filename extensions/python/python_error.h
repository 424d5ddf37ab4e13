#pragma once

#include <exception>
#include <string>
#include <utility>

#include "chaos/error.h"

namespace chaos::python {

/// Python is not available, or its worker died during a call. `what()` says which, the hint says
/// what to do.
class PythonError : public ChaosError {
  using ChaosError::ChaosError;
};

/// A call took longer than its deadline and was ended.
class CallTimedOut final : public std::exception {
 public:
  const char* what() const noexcept override { return "the call took too long"; }
};

}  // namespace chaos::python
