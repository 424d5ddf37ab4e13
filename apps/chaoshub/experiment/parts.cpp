#include "experiment/parts.h"

namespace chaos::hub::experiment {

Home home_of(const http::Request& request) {
  return {.organization = request.parameter("org"), .team = request.parameter("team")};
}

Author author_of(const http::Caller& caller) {
  return {.claim = caller.claim, .signed_claim = caller.signed_claim};
}

}  // namespace chaos::hub::experiment
