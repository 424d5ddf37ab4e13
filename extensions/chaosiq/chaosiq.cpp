#include "chaosiq/chaosiq.h"

#include "chaosiq/control.h"
#include "chaosiq/functions/functions.h"

namespace chaos::chaosiq {

std::shared_ptr<Session> register_chaosiq(Registry& registry, SessionContext context) {
  auto session = std::make_shared<Session>(std::move(context));
  registry.add_control(kControlModule,
                       [session] { return std::make_shared<PublishingControl>(session); });
  register_functions(registry);
  return session;
}

}  // namespace chaos::chaosiq
