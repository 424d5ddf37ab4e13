#pragma once

#include <vector>

#include "auth/model/identity_provider.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

/// The configured providers. Does not contact them.
std::vector<NamedProvider> providers_of(const std::vector<ProviderConfig>& configs);

}  // namespace chaos::hub::auth
