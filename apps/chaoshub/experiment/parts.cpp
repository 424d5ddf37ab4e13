#include "experiment/parts.h"

namespace chaos::hub::experiment {

Home home_of(const http::Request& request) {
  return {.organization = request.parameter("org"), .team = request.parameter("team")};
}

Author author_of(const http::Caller& caller) {
  return {.principal = caller.principal, .signed_principal = caller.signed_principal};
}

}  // namespace chaos::hub::experiment
