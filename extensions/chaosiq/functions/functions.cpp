#include "chaosiq/functions/functions.h"

#include "chaosiq/functions/http_probes.h"
#include "chaosiq/functions/http_tolerances.h"
#include "chaosiq/functions/prometheus_tolerances.h"

namespace chaos::chaosiq {

void register_functions(Registry& registry) {
  register_http_probes(registry);
  register_http_tolerances(registry);
  register_prometheus_tolerances(registry);
}

}  // namespace chaos::chaosiq
