#pragma once

#include <string>

#include "service/auth_service.h"

namespace chaos::hub::dashboard {

/// The person with that name or e-mail address. Throws Refusal if there is none, and whatever the
/// service throws.
Person person_named(AuthService& auth, const std::string& signed_principal,
                    const std::string& name);

}  // namespace chaos::hub::dashboard
