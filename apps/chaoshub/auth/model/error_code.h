#pragma once

#include <string>

namespace chaos::hub::auth {

/// " (access_denied)" for a valid OAuth 2 error code (RFC 6749, 4.1.2.1 and 5.2); "" for any other
/// text, which could be crafted to mislead the reader.
std::string shown_code(const std::string& code);

}  // namespace chaos::hub::auth
