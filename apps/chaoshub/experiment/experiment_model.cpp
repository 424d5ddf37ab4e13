#include "experiment/experiment_model.h"

namespace chaos::hub::experiment {

TeamRef team_ref_of(const http::Request& request) {
  return {.organization = request.parameter("org"), .team = request.parameter("team")};
}

bool may_run(const http::Caller& caller) {
  return caller.team_role >= Role::kMember && caller.principal.may(Scope::kWrite);
}

Author author_of(const http::Caller& caller) {
  return {.principal = caller.principal, .signed_principal = caller.signed_principal};
}

}  // namespace chaos::hub::experiment
