#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chaos/diagnostic.h"

namespace chaos {

/// Base of all errors that end the current operation and are shown to the user. `what()` is the
/// diagnostic's message.
class ChaosError : public std::runtime_error {
 public:
  explicit ChaosError(Diagnostic diagnostic)
      : std::runtime_error(diagnostic.message), diagnostic_(std::move(diagnostic)) {}
  explicit ChaosError(std::string message)
      : ChaosError(Diagnostic{.message = std::move(message)}) {}

  const Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
};

/// The source cannot be read or has an unsupported format.
class InvalidSource : public ChaosError {
  using ChaosError::ChaosError;
};

/// The document breaks a rule of the experiment specification.
class InvalidExperiment : public ChaosError {
  using ChaosError::ChaosError;
};

/// An activity of the document breaks a rule.
class InvalidActivity : public InvalidExperiment {
  using InvalidExperiment::InvalidExperiment;
};

/// A control's declaration breaks a rule.
class InvalidControl : public InvalidExperiment {
  using InvalidExperiment::InvalidExperiment;
};

/// An activity was executed and failed. This is recorded in the journal, and the run continues.
class ActivityFailed : public ChaosError {
 public:
  using ChaosError::ChaosError;
  /// `trace`: the first lines of the journal's "exception".
  ActivityFailed(std::string message, std::vector<std::string> trace)
      : ChaosError(std::move(message)), trace_(std::move(trace)) {}

  const std::vector<std::string>& trace() const { return trace_; }

 private:
  std::vector<std::string> trace_;
};

/// An activity, a tolerance or a hook could not be executed at all, because of a mistake in the
/// document or in an extension. In the reference, this is an uncaught Python exception, which
/// aborts the method.
class UnexpectedError : public ChaosError {
  using ChaosError::ChaosError;
};

/// A control or an extension asks to stop the execution now. The message is shown.
class InterruptExecution : public ChaosError {
  using ChaosError::ChaosError;
};

/// Thrown by anything that waits, once its stop token is triggered. Deliberately not a ChaosError:
/// code that handles failures must not handle this.
class Stopped : public std::exception {
 public:
  const char* what() const noexcept override { return "stopped"; }
};

/// An extension asks to end the execution, as Python's sys.exit() does.
class ExitRequested final : public Stopped {
 public:
  /// `code` for display: a number or a string.
  explicit ExitRequested(std::string code) : code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

}  // namespace chaos
