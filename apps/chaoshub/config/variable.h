#pragma once

#include <string>

namespace chaos::hub {

/// The variable of the environment, or of the dotenv file; "" when there is none.
std::string variable(const std::string& name);

}  // namespace chaos::hub
