#include "run/background.h"

#include <fmt/format.h>

#include "activity/executor.h"
#include "chaos/error.h"
#include "log/log.h"

namespace chaos {

void BackgroundActivities::start(const std::string& pointer) {
  log::debug("activity will run in the background");
  os::ClockEvent begun;
  threads_.emplace_back(*context_.clock, [this, pointer, begun](const std::stop_token&) mutable {
    const auto let_go = [&begun] { begun.happen(); };
    execute(pointer, let_go);
    let_go();
  });
  begun.wait(*context_.clock);
}

/// The first stop ends an action that will be undone, so that its undo does not have to wait for
/// it. It lets other activities finish, as in the reference.
std::stop_token BackgroundActivities::stop_of(const std::string& pointer) const {
  const std::lock_guard lock(context_.mutex);
  const JsonPointer place(pointer);
  const Json* undo = context_.experiment.contains(place)
                         ? find(context_.experiment.at(place), "rollback")
                         : nullptr;
  const bool is_undone = context_.undoes_actions && undo != nullptr && !undo->empty();
  return is_undone && phase_ == Phase::kMethod ? interruption_.foreground()
                                               : interruption_.background();
}

void BackgroundActivities::execute(const std::string& pointer, const std::function<void()>& begun) {
  try {
    execute_activity(context_, phase_, pointer, runs_, stop_of(pointer), begun);
  } catch (const Stopped&) {
    log::debug("A background activity was ended as per signal");
  } catch (const InterruptExecution& error) {
    log::critical(error.what());
    if (phase_ == Phase::kRollbacks && context_.overrules_controls(pointer)) return;
    interruption_.request(Cause::kControl);
  } catch (const std::exception& error) {
    log::debug(fmt::format("A background activity died: {}", error.what()));
  }
}

}  // namespace chaos
