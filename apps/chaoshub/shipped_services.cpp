#include "auth/auth.h"
#include "dashboard/dashboard.h"
#include "experiment/experiments.h"
#include "service_list.h"

namespace chaos::hub {

/// Each service comes after those it needs to start. tests/architecture/layers_test.py reads this
/// list too.
std::vector<ServiceDescriptor> shipped_services() {
  return {
      dashboard::descriptor(),
      auth::descriptor(),
      experiment::descriptor(),
  };
}

}  // namespace chaos::hub
