#pragma once

#include <cstddef>

#include "chaos/provider.h"
#include "os/executable_cache.h"

namespace chaos {

/// Runs a program: `provider: {type: process, path, arguments, timeout}`. The output is
/// `{"status", "stdout", "stderr"}`.
/// Semantics: chaoslib.provider.process of the reference.
class ProcessProvider final : public Provider {
 public:
  /// Of each output at most `output_limit` bytes are kept; the rest is cut off, which the output's
  /// last line and a warning say.
  explicit ProcessProvider(std::size_t output_limit = 64u << 20) : output_limit_(output_limit) {}

  /// Diagnostics point to the place within the activity.
  void validate(const Json& activity) const override;
  Json execute(const ActivityCall& call) override;

 private:
  std::size_t output_limit_;
  mutable os::ExecutableCache executables_;  // for validation, which asks for the same ones often
};

}  // namespace chaos
