#include "run/background.h"

#include <fmt/format.h>

#include "activity/executor.h"
#include "chaos/error.h"
#include "log/log.h"

namespace chaos {

void BackgroundActivities::start(const std::string& pointer) {
  log::debug("activity will run in the background");
  threads_.emplace_back([this, pointer] { execute(pointer); });
}

void BackgroundActivities::execute(const std::string& pointer) {
  try {
    execute_activity(context_, phase_, pointer, runs_, interruption_.background());
  } catch (const Stopped&) {
    log::debug("A background activity was ended as per signal");
  } catch (const std::exception& error) {
    log::debug(fmt::format("A background activity died: {}", error.what()));
  }
}

}  // namespace chaos
