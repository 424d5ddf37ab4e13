#pragma once

#include "chaos/provider.h"
#include "chaos/registry.h"

namespace chaos {

/// Activities of type `python`: calls a native function if one is registered, or else the
/// registry's module host. Without a host, reports a module that cannot be imported. Semantics:
/// chaoslib.provider.python of the reference.
class FunctionProvider final : public Provider {
 public:
  /// `registry` must outlive the provider.
  explicit FunctionProvider(const Registry& registry) : registry_(registry) {}

  void validate(const Json& activity) const override;
  Json execute(const ActivityCall& call) override;

 private:
  const Registry& registry_;
};

}  // namespace chaos
