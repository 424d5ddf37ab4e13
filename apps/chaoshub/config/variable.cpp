#include "config/variable.h"

#include <stdlib.h>

#include "os/environment.h"

namespace chaos::hub {

std::string variable(const std::string& name) {
  if (const auto value = os::environment_variable(name)) return *value;
  const char* set = getenv(name.c_str());  // by the dotenv file
  return set == nullptr ? "" : set;
}

}  // namespace chaos::hub
