#include <fmt/format.h>

#include <utility>

#include "chaos/error.h"
#include "chaos/events.h"
#include "log/log.h"

namespace chaos {

void EventRegistry::add(std::shared_ptr<RunEventHandler> handler) {
  const std::lock_guard lock(mutex_);
  handlers_.push_back(std::move(handler));
}

void EventRegistry::emit(const std::function<void(RunEventHandler&)>& event) const {
  std::vector<std::shared_ptr<RunEventHandler>> handlers;
  {
    const std::lock_guard lock(mutex_);
    handlers = handlers_;
  }
  for (const auto& handler : handlers) {
    try {
      event(*handler);
    } catch (const std::exception& error) {
      log::debug(fmt::format("An event handler failed: {}", error.what()));
    }
  }
}

void EventRegistry::defer(std::function<void()> wait) {
  const std::lock_guard lock(mutex_);
  deferred_.push_back(std::move(wait));
}

std::vector<std::function<void()>> EventRegistry::take_deferred() {
  const std::lock_guard lock(mutex_);
  return std::exchange(deferred_, {});
}

bool EventRegistry::empty() const {
  const std::lock_guard lock(mutex_);
  return handlers_.empty();
}

}  // namespace chaos
