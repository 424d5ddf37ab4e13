#include "activity/executor.h"

#include <fmt/format.h>

#include "activity/activity_messages.h"
#include "activity/activity_run.h"
#include "activity/activity_runs.h"
#include "activity/attempts.h"
#include "activity/executed_form.h"
#include "activity/failure_policy.h"
#include "activity/pauses.h"
#include "activity/provider_call.h"
#include "activity/retries.h"
#include "chaos/error.h"
#include "context/secrets.h"
#include "context/substitution.h"
#include "experiment/experiment.h"
#include "experiment/own_keys.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/process_identity.h"

namespace chaos {
namespace {

/// The pointer to the activity that the one at `pointer` refers to, or `pointer` itself.
std::string resolve_reference(const Json& experiment, const std::string& pointer) {
  const Json& activity = experiment.at(JsonPointer(pointer));
  const Json* ref = find(activity, "ref");
  if (ref == nullptr || !truthy(*ref)) return pointer;
  const std::string name = python_str(*ref);
  std::string found = referenced_activity(experiment, name);
  if (found.empty()) {
    throw UnexpectedError(fmt::format("could not find referenced activity '{}'", name));
  }
  return found;
}

/// What undoes an action is recorded with the activity that it refers to, if there was one.
void require_reference_found(const Json& recorded) {
  const Json* ref = find(recorded, "ref");
  if (ref == nullptr || !truthy(*ref)) return;
  throw UnexpectedError(fmt::format("could not find referenced activity '{}'", python_str(*ref)));
}

Json exception_lines(const ActivityFailed& failure) {
  Json lines = failure.trace();
  lines.push_back(fmt::format("chaoslib.exceptions.ActivityFailed: {}\n", failure.what()));
  return lines;
}

/// One execution, including the controls before and after it.
class Execution {
 public:
  Execution(RunContext& context, Phase phase, const std::string& pointer, const char* runs,
            std::stop_token stop, const Json& recorded)
      : context_(context),
        phase_(phase),
        entry_(pointer),
        runs_(runs),
        stop_(std::move(stop)),
        original_(recorded),
        run_(context, runs) {
    const std::lock_guard lock(context_.mutex);
    if (original_.is_null() && has_lost_reference()) {
      original_ = undo_at(context_.record.experiment(), entry_);
    }
    is_recorded_ = !original_.is_null();
    if (is_recorded_) {
      require_reference_found(original_);
    } else {
      pointer_ = JsonPointer(resolve_reference(context_.experiment, pointer));
      original_ = context_.experiment.at(pointer_);
    }
    detached_ = original_;
  }

  Json execute(const std::function<void()>& begun) {
    begun_ = begun;
    const ControlPoint point{.level = ControlLevel::kActivity,
                             .context = [this]() -> Json& { return current_activity(); },
                             .state = [this] { return complete_ ? &run_.shown() : nullptr; }};
    const auto body = [&](const std::exception_ptr& refusal = {}) {
      if (refusal) context_.note_overruled(refusal);
      execute_between_controls();
    };
    if (overrules_controls_)
      with_overruled_controls(context_, point, body);
    else
      with_controls(context_, point, body);
    const std::lock_guard lock(context_.mutex);
    return run_.shown();
  }

 private:
  /// The activity in the experiment, or a copy if a control has removed it.
  Json& current_activity() {
    if (is_recorded_ || !context_.experiment.contains(pointer_)) return detached_;
    return context_.experiment.at(pointer_);
  }

  /// Whether a control has removed what this rollback refers to.
  bool has_lost_reference() const {
    return phase_ == Phase::kRollbacks && resolved_activity(context_.experiment, entry_).empty();
  }

  /// An action with `dry: false` is executed even in a dry run, and so is its undo.
  bool is_undo_of_dry_run() const {
    return undoes_action() && is_pretended(context_.dry, "action");
  }

  bool undoes_action() const {
    return phase_ == Phase::kRollbacks && entry_.starts_with("/method/");
  }

  void execute_between_controls() {
    {
      const std::lock_guard lock(context_.mutex);
      activity_ = current_activity();
      if (phase_ == Phase::kRollbacks)
        activity_ = rollback_to_execute(std::move(activity_), original_, overrules_controls_);
      values_ = phase_ == Phase::kRollbacks ? values_for_rollback(context_, activity_, entry_)
                                            : values_for(context_, activity_);
      dry_ = effective_dry(activity_, is_undo_of_dry_run() ? std::nullopt : context_.dry);
      if (phase_ == Phase::kMethod) {
        policy_ = failure_policy_of(activity_, context_.experiment, context_.settings);
      }
    }
    retries_ = retries_of(activity_, *values_);
    announcement_ = announcement_of(activity_);
    pretended_ = is_pretended(dry_, activity_.at("type").get_ref<const std::string&>());
    const Json pauses = pauses_of(activity_, *values_, phase_);
    pause(pauses, "before", "Pausing before next activity for {}s...");
    begin();
    try {
      execute_and_judge();
    } catch (const UnexpectedError&) {
      end();
      pause(pauses, "after", "Pausing after activity for {}s...");
      throw;
    } catch (...) {
      end();
      throw;
    }
    end();
    pause(pauses, "after", "Pausing after activity for {}s...");
    complete_ = true;
  }

  void pause(const Json& pauses, const char* side, fmt::format_string<std::string> message) {
    const Json* seconds = find(pauses, side);
    if (seconds == nullptr || !truthy(*seconds)) return;
    log::info(fmt::format(message, python_str(*seconds)));
    if (pretended_ || dry_ == Dry::kPause) return;
    const auto length = length_of_pause(*seconds, activity_, phase_);
    if (!length) return;
    tell([&](auto& handler) { handler.start_pause(activity_, *length); });
    if (begun_) begun_();
    const bool whole = context_.clock->wait_for(std::chrono::duration<double>(*length), stop_);
    tell([&](auto& handler) { handler.pause_completed(activity_); });
    if (!whole) throw Stopped();
  }

  void tell(const std::function<void(RunEventHandler&)>& event) {
    context_.step_of(overrules_controls_, [&] { context_.events.emit(event); });
  }

  void begin() {
    if (stop_.stop_requested()) throw Stopped();
    context_.step_of(overrules_controls_, [this] { note_start(); });
  }

  void note_start() {
    stopwatch_ = os::Stopwatch(*context_.clock);
    const std::size_t index = run_.begin(new_run());
    if (runs_ != nullptr) context_.note_place(runs_, index, entry_);
    note_in_record();
    const bool changes_the_system = !pretended_ && activity_.at("type") != "probe";
    const bool begins_action = phase_ == Phase::kMethod && changes_the_system;
    if (context_.recorder != nullptr) {
      id_ = context_.next_id++;  // here, so that the records' order is that of the runs
      context_.recorder->starting(phase_, id_, entry_, run_.own(), /*durable=*/changes_the_system);
      is_prevented_ = begins_action && needs_record() && !context_.recorder->is_complete();
      // With retries, the end of an attempt is not necessarily the end of the undo.
      const bool ends_once = phase_ == Phase::kRollbacks && changes_the_system && !retries_;
      if (ends_once) receipt_ = context_.recorder->receipt(id_);
    }
    log::info(announcement_);  // so whatever was announced is on record
    if (is_prevented_) {       // so there will be nothing to undo
      context_.note_place(runs_, index, "");
      context_.record.prevent(record_index_);
    }
    context_.events.emit([this](auto& handler) { handler.start_activity(current_activity()); });
    if (begun_) begun_();
  }

  /// Whether the start of this action must be recorded. Otherwise, its undo would not be executed
  /// after a crash.
  bool needs_record() const {
    return context_.undoes_actions && find(activity_, "rollback") != nullptr;
  }

  Json new_run() const {
    Json run = {
        {"activity", activity_}, {"output", nullptr}, {"start", context_.clock->utc_now_iso()}};
    Json arguments = arguments_used(activity_, *values_, context_.experiment);
    if (!arguments.is_null()) run["arguments"] = std::move(arguments);
    return run;
  }

  /// In the runner's own record: that the activity begins and, later, how it ended.
  void note_in_record() {
    RunRecord& record = context_.record;
    if (phase_ == Phase::kMethod) {
      record_index_ = record.method_count();
      record.method_activity_begins(entry_, run_.own(), context_.experiment);
    } else if (phase_ == Phase::kRollbacks) {
      record_index_ = record.rollback_count();
      record.rollback_begins(entry_, run_.own());
    }
  }
  void note_end_in_record() {
    RunRecord& record = context_.record;
    if (phase_ == Phase::kMethod) record.method_activity_ended(record_index_, run_.own());
    if (phase_ == Phase::kRollbacks) record.rollback_ended(record_index_, run_.own());
    if (phase_ == Phase::kBefore || phase_ == Phase::kAfter)
      record.probe_ended(to_string(phase_).data(), run_.own());
  }

  void execute_and_judge() {
    const Json tolerance = own_tolerance();
    if (pretended_ || (!retries_ && !policy_ && !(judges_itself() && !tolerance.is_null()))) {
      return call_provider();
    }
    const AttemptedActivity activity{.execute = [this] { call_provider(); },
                                     .run = [this]() -> Json& { return run_.own(); }};
    const Expectation expectation{
        .tolerance = tolerance,
        .exit_status_counts = retries_.has_value() || activity_.at("type") != "probe",
        .rollback = phase_ == Phase::kRollbacks ? entry_ : std::string()};
    std::string failure;
    try {
      failure =
          attempt(context_, activity, is_prevented_ ? std::nullopt : retries_, expectation, stop_);
    } catch (...) {  // the attempts so far belong in the journal
      const std::lock_guard lock(context_.mutex);
      run_.show();
      throw;
    }
    const std::lock_guard lock(context_.mutex);
    const bool has_met = phase_ == Phase::kMethod || judges_itself();
    if (has_met && !tolerance.is_null()) run_.own()["tolerance_met"] = failure.empty();
    if (policy_ && !failure.empty()) {
      note_failure(run_.own(), context_.method_failures, *policy_, failure);
    }
    run_.show();
  }

  /// Whether the tolerance of an undo is checked when it is executed. As in the reference, it is
  /// not checked in experiments without our own keys.
  bool judges_itself() const {
    return phase_ == Phase::kRollbacks &&
           (undoes_action() || retries_ || uses_own_keys(context_.experiment));
  }

  /// The tolerance of the reference to an activity, or else of the activity itself.
  Json own_tolerance() {
    const std::lock_guard lock(context_.mutex);
    const JsonPointer entry(entry_);
    const Json* tolerance = !is_recorded_ && context_.experiment.contains(entry)
                                ? find(context_.experiment.at(entry), "tolerance")
                                : nullptr;
    if (tolerance == nullptr) tolerance = find(activity_, "tolerance");
    return tolerance != nullptr ? *tolerance : Json();
  }

  void call_provider() {
    Json output;
    try {
      if (is_prevented_) {
        throw ActivityFailed(
            "the action was not started: its rollback would be lost in a crash, because the "
            "write-ahead log can no longer be written");
      }
      if (pretended_) {
        log::debug(fmt::format("Activity {} is in dry mode", name_of(activity_)));
      } else {
        if (phase_ == Phase::kRollbacks) {
          const std::lock_guard lock(context_.mutex);
          check_references(context_.experiment, activity_.at("provider"), *values_);
          check_references(context_.record.experiment(), activity_.at("provider"), *values_);
        }
        // An undo needs the files that the run had, even if the directory has been replaced since.
        std::optional<os::ChildrenAtHome> at_home;
        if (undoes_action()) at_home.emplace();
        ActivityCall call = make_call(activity_, *values_, stop_);
        call.replace_arguments = [this](const Json& arguments) { replace_arguments(arguments); };
        call.process_started = process_observer();
        call.begins_once_known = context_.anything_to_undo && activity_.at("type") == "action";
        call.receipt = receipt_.get();
        output = provider_of(context_.registry, activity_).execute(call);
      }
    } catch (const ActivityFailed& failure) {
      log::error(fmt::format("  => failed: {}", failure.what()));
      update({{"status", "failed"}, {"output", nullptr}, {"exception", exception_lines(failure)}});
      return;
    } catch (const ExitRequested& exit) {
      if (undoes_action()) note_failed_rollback(fmt::format("called sys.exit({})", exit.code()));
      throw;
    } catch (const Stopped&) {
      throw;
    } catch (const std::exception& error) {
      log::debug(fmt::format("Activity failed\n{}", error.what()));
      note_failed_rollback(fmt::format("could not be started: {}", error.what()));
      if (dynamic_cast<const ChaosError*>(&error) != nullptr) throw;
      throw UnexpectedError(std::string(error.what()));
    }
    if (log::enabled(log::Level::kDebug))
      log::debug(describe_success(redacted_data(output, log::Data::kOutput)));
    update({{"output", std::move(output)}, {"status", "succeeded"}});
  }

  /// Records the failure, so that a recovery does not take the rollback for an interrupted one.
  void note_failed_rollback(const std::string& problem) {
    if (phase_ != Phase::kRollbacks) return;
    update(
        {{"status", "failed"}, {"output", nullptr}, {"exception", Json::array({problem + "\n"})}});
  }

  /// Records the process, so that a recovery of the run can find it.
  ProcessObserver process_observer() {
    if (context_.recorder == nullptr) return {};
    return [this](const StartedProcess& process) {
      const std::lock_guard lock(context_.mutex);
      context_.recorder->process_started(id_, process);
      if (phase_ != Phase::kMethod || !process.leads_group || !needs_record()) return;
      context_.processes.push_back(
          {.action = name_of(activity_),
           .process = {.process = process, .session = os::current_session()}});
    };
  }

  /// The reference implementation shares an activity between the experiment, the run, and the
  /// function.
  void replace_arguments(const Json& arguments) {
    const std::lock_guard lock(context_.mutex);
    for (Json* holder : {&current_activity(), &run_.own().at("activity")}) {
      if (Json* provider = find(*holder, "provider")) (*provider)["arguments"] = arguments;
    }
    run_.show();
  }

  void update(Json members) {
    const std::lock_guard lock(context_.mutex);
    for (auto& [key, value] : members.items())
      run_.set(key.c_str(), std::move(value));
  }

  void end() {
    context_.step_of(overrules_controls_, [this] { note_end(); });
  }

  void note_end() {
    run_.set("end", context_.clock->utc_now_iso());
    run_.set("duration", stopwatch_.seconds());
    note_end_in_record();
    if (context_.recorder != nullptr) context_.recorder->ended(phase_, id_, run_.own());
    receipt_.reset();  // before handlers are called, which may need who played the undo
    context_.events.emit(
        [&](auto& handler) { handler.activity_completed(current_activity(), run_.shown()); });
  }

  RunContext& context_;
  const Phase phase_;
  const std::string entry_;  // points to the activity, or to the reference to it
  const bool overrules_controls_ =
      phase_ == Phase::kRollbacks && context_.overrules_controls(entry_);
  const char* const runs_;
  const std::stop_token stop_;
  std::function<void()> begun_;
  Json original_;             // as it was before the controls
  bool is_recorded_ = false;  // so that the experiment does not matter
  JsonPointer pointer_;       // where the activity itself stands, otherwise
  Json detached_;             // for controls, if it is not in the experiment
  Json activity_;             // as it is executed, after the controls before
  std::shared_ptr<const Values> values_;
  std::optional<Dry> dry_;
  std::optional<Retries> retries_;
  std::optional<FailurePolicy> policy_;  // if the activity is in the method
  std::string announcement_;
  bool pretended_ = false;
  bool is_prevented_ = false;  // an action that must not start
  bool complete_ = false;
  int id_ = 0;
  std::unique_ptr<UndoReceipt> receipt_;  // until the end of the undo is on record
  ActivityRun run_;
  std::size_t record_index_ = 0;
  os::Stopwatch stopwatch_;
};

}  // namespace

Json execute_activity(RunContext& context, Phase phase, const std::string& pointer,
                      const char* runs, std::stop_token stop, const std::function<void()>& begun,
                      const Json& recorded) {
  return Execution(context, phase, pointer, runs, std::move(stop), recorded).execute(begun);
}

}  // namespace chaos
