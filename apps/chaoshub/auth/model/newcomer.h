#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/model/identity_provider.h"

namespace chaos::hub::auth {

/// Whether somebody whom the hub does not know gets an account: his verified e-mail address is of
/// one of the domains, or "*" is among them. A subdomain is another domain.
bool may_join(const ProviderIdentity& person, const std::vector<std::string>& allow);

/// A name for his account, after what he is called elsewhere: letters, digits and "-._". `number`:
/// from 2 on, when the names before are taken.
std::string account_name_for(const ProviderIdentity& person, int number = 1);

}  // namespace chaos::hub::auth
