#include "activity/attempts.h"

#include <fmt/format.h>

#include <chrono>

#include "chaos/error.h"
#include "log/log.h"
#include "os/clock.h"

namespace chaos {
namespace {

class Attempts {
 public:
  Attempts(RunContext& context, const AttemptedActivity& activity, const Retries& retries,
           const Expectation& expectation, const std::stop_token& stop)
      : context_(context),
        activity_(activity),
        retries_(retries),
        expectation_(expectation),
        stop_(stop) {}

  std::string all() {
    Expectation wanted = expectation_;
    if (!retries_.until.is_null()) wanted.tolerance = retries_.until;
    for (int number = 1;; ++number) {
      const std::string start = context_.clock->utc_now_iso();
      const std::string failure = once(wanted);
      note(start, failure);
      if (failure.empty()) return judge_last_attempt(failure);
      if (number > retries_.count) return give_up(failure, number);
      wait_before_next(failure, number);
      forget();
    }
  }

  std::string once(const Expectation& expectation) {
    activity_.execute();
    return judge(expectation);
  }

 private:
  void note(const std::string& start, const std::string& failure) {
    Json attempt = {{"start", start},
                    {"end", context_.clock->utc_now_iso()},
                    {"status", failure.empty() ? "succeeded" : "failed"}};
    if (!failure.empty()) attempt["reason"] = failure;
    const std::lock_guard lock(context_.mutex);
    Json& attempts = activity_.run()["attempts"];
    if (!attempts.is_array()) attempts = Json::array();
    attempts.push_back(std::move(attempt));
  }

  std::string judge(const Expectation& expectation) {
    Json run;
    {
      const std::lock_guard lock(context_.mutex);
      run = activity_.run();
    }
    return reason_of_failure(context_, run, expectation, stop_);
  }

  /// Judges the tolerance of an activity whose attempts were judged by `until`.
  std::string judge_last_attempt(const std::string& failure) {
    const bool is_open = !retries_.until.is_null() && !expectation_.tolerance.is_null();
    return is_open ? judge(expectation_) : failure;
  }

  std::string give_up(const std::string& failure, int attempts) {
    log::error(fmt::format("  => failed after {} {}: {}", attempts,
                           attempts == 1 ? "attempt" : "attempts", failure));
    if (retries_.until.is_null() || !expectation_.tolerance.is_null()) {
      return judge_last_attempt(failure);
    }
    const std::lock_guard lock(context_.mutex);
    Json& run = activity_.run();
    if (run.value("status", "") != "succeeded") return failure;
    run["status"] = "failed";
    run["exception"] =
        Json::array({fmt::format("chaoslib.exceptions.ActivityFailed: failed after {} {}: {}\n",
                                 attempts, attempts == 1 ? "attempt" : "attempts", failure)});
    return failure;
  }

  void wait_before_next(const std::string& failure, int number) {
    const double delay = retries_.delay_after(number);
    log::info(fmt::format("  => attempt {} of {} failed ({}), trying again in {}s", number,
                          retries_.count + 1, failure, python_str(delay)));
    if (!context_.clock->wait_for(std::chrono::duration<double>(delay), stop_)) throw Stopped();
  }

  /// From here on, the run is that of the next attempt.
  void forget() {
    const std::lock_guard lock(context_.mutex);
    Json& run = activity_.run();
    run["output"] = nullptr;
    run.erase("status");
    run.erase("exception");
  }

  RunContext& context_;
  const AttemptedActivity& activity_;
  const Retries& retries_;
  const Expectation& expectation_;
  const std::stop_token stop_;
};

}  // namespace

std::string attempt(RunContext& context, const AttemptedActivity& activity,
                    const std::optional<Retries>& retries, const Expectation& expectation,
                    const std::stop_token& stop) {
  const Retries none;
  Attempts attempts(context, activity, retries ? *retries : none, expectation, stop);
  return retries ? attempts.all() : attempts.once(expectation);
}

}  // namespace chaos
