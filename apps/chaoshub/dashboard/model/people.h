#pragma once

#include <string>

#include "service/auth_service.h"

namespace chaos::hub::dashboard {

/// Whose name or e-mail address that is. Throws Refusal when there is nobody, Unreachable as the
/// service does.
Person person_named(AuthService& auth, const std::string& signed_principal,
                    const std::string& name);

}  // namespace chaos::hub::dashboard
