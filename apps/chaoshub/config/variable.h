#pragma once

#include <string>

namespace chaos::hub {

/// The value of the environment variable, including those from the dotenv file; "" if it is not
/// set.
std::string variable(const std::string& name);

}  // namespace chaos::hub
