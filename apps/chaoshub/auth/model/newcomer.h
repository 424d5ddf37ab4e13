#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/model/identity_provider.h"

namespace chaos::hub::auth {

/// Whether someone without an account gets one: the domain of their verified e-mail address is in
/// the list, or "*" is. Subdomains count as different domains.
bool may_join(const ProviderIdentity& person, const std::vector<std::string>& allow);

/// An account name derived from their name at the provider: letters, digits and "-._". `number`:
/// from 2 on, if the previous names are taken.
std::string account_name_for(const ProviderIdentity& person, int number = 1);

}  // namespace chaos::hub::auth
