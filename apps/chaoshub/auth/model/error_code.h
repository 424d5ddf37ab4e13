#pragma once

#include <string>

namespace chaos::hub::auth {

/// " (access_denied)" for the code of an error as OAuth 2 has them (RFC 6749, 4.1.2.1 and 5.2); ""
/// for any other text, which may be made to deceive who reads it.
std::string shown_code(const std::string& code);

}  // namespace chaos::hub::auth
