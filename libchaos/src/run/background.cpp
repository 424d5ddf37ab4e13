#include "run/background.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "activity/activity_messages.h"
#include "activity/executor.h"
#include "chaos/error.h"
#include "log/log.h"
#include "log/notice.h"
#include "run/undo.h"

namespace chaos {

void BackgroundActivities::start(const std::string& pointer, const Json& recorded) {
  log::debug("activity will run in the background");
  os::ClockEvent begun;
  threads_.emplace_back(*context_.clock,
                        [this, pointer, recorded, begun](const std::stop_token&) mutable {
                          const auto let_go = [&begun] { begun.happen(); };
                          execute(pointer, recorded, let_go);
                          let_go();
                        });
  begun.wait(*context_.clock);
}

/// Whether the activity at `pointer` is an action that will be undone.
bool BackgroundActivities::is_undone(const std::string& pointer) const {
  if (!context_.undoes_actions || phase_ != Phase::kMethod) return false;
  const std::lock_guard lock(context_.mutex);
  const JsonPointer place(pointer);
  const Json* undo = context_.experiment.contains(place)
                         ? find(context_.experiment.at(place), "rollback")
                         : nullptr;
  return undo != nullptr && !undo->empty();
}

/// Keeps the activity in a list while it runs.
class BackgroundActivities::Running {
 public:
  Running(BackgroundActivities& activities, const std::string& pointer, std::string name)
      : activities_(activities), pointer_(pointer) {
    const std::lock_guard lock(activities_.mutex_);
    activities_.running_[pointer_] = std::move(name);
  }
  ~Running() {
    const std::lock_guard lock(activities_.mutex_);
    activities_.running_.erase(pointer_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  BackgroundActivities& activities_;
  const std::string& pointer_;
};

/// After a stop, says which activities the run still waits for, and how to end them.
void BackgroundActivities::mention_waiting() const {
  if (interruption_.background().stop_requested()) return;
  std::string names;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [pointer, name] : running_)
      names += fmt::format("{}'{}'", names.empty() ? "" : ", ", name);
  }
  if (names.empty()) return;
  log::notice(
      fmt::format("the run is stopped, but waits for what runs in the background: {}", names),
      fmt::format(
          "to end that as well: `chaos stop --now {}`, or press Ctrl-C again after a second",
          ::getpid()));
}

std::string BackgroundActivities::name_of(const std::string& pointer) const {
  const std::lock_guard lock(context_.mutex);
  return name_at(context_.experiment, pointer);
}

void BackgroundActivities::execute(const std::string& pointer, const Json& recorded,
                                   const std::function<void()>& begun) {
  try {
    // The first stop ends actions with an undo, so that the undo does not have to wait. Other
    // activities can finish, as in the reference.
    if (is_undone(pointer)) {
      execute_activity(context_, phase_, pointer, runs_, interruption_.foreground(), begun,
                       recorded);
    } else {
      const Running running(*this, pointer,
                            recorded.is_null() ? name_of(pointer) : chaos::name_of(recorded));
      execute_activity(context_, phase_, pointer, runs_, interruption_.background(), begun,
                       recorded);
    }
  } catch (const Stopped&) {
    log::debug("A background activity was ended as per signal");
  } catch (const InterruptExecution& error) {
    log::critical(error.what());
    if (phase_ == Phase::kRollbacks && context_.overrules_controls(pointer)) return;
    interruption_.request(Cause::kControl);
  } catch (const std::exception& error) {
    if (phase_ == Phase::kRollbacks && context_.overrules_controls(pointer)) {
      log::critical(fmt::format("A rollback could not be executed: {}", error.what()));
      const std::lock_guard lock(context_.mutex);
      context_.set_status("aborted");
      return;
    }
    log::debug(fmt::format("A background activity died: {}", error.what()));
  }
}

}  // namespace chaos
