#include "tolerance/kinds.h"

namespace chaos {

bool within_scalar(const Json& tolerance, const Json& value) {
  return python_equal(value, tolerance);
}

bool within_integer(const Json& tolerance, const Json& value) {
  const Json* status = find(value, "status");
  return python_equal(status == nullptr ? value : *status, tolerance);
}

}  // namespace chaos
