#pragma once

#include <vector>

#include "auth/model/identity_provider.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

/// The providers that are configured. None of them is asked anything yet.
std::vector<NamedProvider> providers_of(const std::vector<ProviderConfig>& configs);

}  // namespace chaos::hub::auth
