#include "run/continuous_hypothesis.h"

#include <fmt/format.h>

#include <string_view>

#include "chaos/error.h"
#include "log/log.h"
#include "run/hypothesis.h"

namespace chaos {

ContinuousHypothesis::ContinuousHypothesis(RunContext& context, Interruption& interruption,
                                           const Schedule& schedule)
    : context_(context),
      schedule_(schedule),
      interruption_(interruption),
      interrupted_(interruption.foreground()),
      thread_(*context.clock, [this](const std::stop_token& ended) { watch(ended); }) {
  // Otherwise, a method that ends at once would end before its hypothesis was ever checked.
  begun_.wait(*context.clock);
}

void ContinuousHypothesis::finish() {
  thread_.request_stop();
  thread_.join();
}

void ContinuousHypothesis::watch(const std::stop_token& ended) {
  const char* status = nullptr;
  std::string error;
  try {
    sample(ended);
  } catch (const Stopped&) {
    // As in the reference, sys.exit() in a probe silently ends only the thread.
  } catch (const InterruptExecution& interrupt) {
    status = "interrupted";
    error = interrupt.what();
  } catch (const std::exception& failure) {
    status = "aborted";
    error = failure.what();
  }
  begun_.happen();
  if (status == nullptr && interrupted_.stop_requested()) await_end(ended);
  complete(status, error);
  if (status != nullptr && std::string_view(status) == "interrupted") {
    interruption_.request(Cause::kControl);
  }
}

void ContinuousHypothesis::await_end(const std::stop_token& ended) {
  os::ClockEvent end;
  const std::stop_callback on_end(ended, [&end] { end.happen(); });
  end.wait(*context_.clock);
}

/// Makes passes until the method or the run ends.
void ContinuousHypothesis::sample(const std::stop_token& ended) {
  context_.step([&] {
    context_.events.emit(
        [&](auto& handler) { handler.start_continuous_hypothesis(schedule_.frequency_seconds); });
  });
  log::info(fmt::format("Executing the steady-state hypothesis continuously every {} seconds",
                        python_str(schedule_.frequency_seconds)));
  // The pause between two passes ends with the method as well as with an interruption.
  std::stop_source pause;
  const auto end_pause = [&pause] { pause.request_stop(); };
  const std::stop_callback on_end(ended, end_pause);
  const std::stop_callback on_interruption(interrupted_, end_pause);
  for (int iteration = 1; !ended.stop_requested() && !must_stop(); ++iteration) {
    if (!play_once(iteration)) return;
    if (!context_.clock->wait_for(std::chrono::duration<double>(schedule_.frequency_seconds),
                                  pause.get_token())) {
      return;
    }
  }
}

bool ContinuousHypothesis::must_stop() {
  const std::lock_guard lock(context_.mutex);
  const std::string& status = context_.outcome.status;
  return status == "failed" || status == "interrupted" || status == "aborted";
}

/// Makes one pass. Returns false if the run must end because of it.
bool ContinuousHypothesis::play_once(int iteration) {
  const Json state =
      run_hypothesis(context_, Phase::kDuring, interrupted_, [this] { begun_.happen(); });
  context_.step([&] {
    context_.journal["steady_states"]["during"].push_back(state);
    context_.events.emit(
        [&](auto& handler) { handler.continuous_hypothesis_iteration(iteration, state); });
  });
  if (is_met(state)) return true;

  ++not_met_;
  const double ratio = not_met_ * 100.0 / iteration;
  log::warning(fmt::format("Continuous steady state probe '{}' is not in the given tolerance",
                           last_probe(state)));
  if (!schedule_.fail_fast || ratio < schedule_.fail_fast_ratio) return true;
  log::info(fmt::format("Terminating immediately the experiment after {:.1f}% hypothesis deviated",
                        ratio));
  const std::lock_guard lock(context_.mutex);
  context_.set_status("failed");
  return false;
}

void ContinuousHypothesis::complete(const char* status, const std::string& error) {
  try {
    context_.last_step([&] {
      context_.events.emit([&](auto& handler) {
        handler.continuous_hypothesis_completed(context_.experiment, context_.journal, error);
      });
      if (status != nullptr) context_.set_status(status);
    });
  } catch (const std::exception& failure) {  // from a handler; the thread ends here anyway
    log::error(fmt::format("The end of the continuous hypothesis could not be reported: {}",
                           failure.what()));
  }
  if (status != nullptr) log::critical(error);
  log::info("Continuous steady state hypothesis terminated");
}

}  // namespace chaos
