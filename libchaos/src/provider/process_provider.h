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
  /// At most `output_limit` bytes of each output are kept; the rest is dropped, which is noted in
  /// the last line of the output and in a warning.
  explicit ProcessProvider(std::size_t output_limit = 64u << 20) : output_limit_(output_limit) {}

  /// Diagnostics are relative to the activity.
  void validate(const Json& activity) const override;
  Json execute(const ActivityCall& call) override;

 private:
  std::size_t output_limit_;
  mutable os::ExecutableCache executables_;  // for validation, which looks up the same ones often
};

}  // namespace chaos
