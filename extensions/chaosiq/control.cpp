#include "chaosiq/control.h"

#include <fmt/format.h>

#include <thread>

#include "chaosiq/event.h"
#include "chaosiq/experiment_block.h"
#include "chaosiq/workspace.h"
#include "log/log.h"
#include "run/journal.h"

namespace chaos::chaosiq {
namespace {

struct StepNames {
  const char* before;
  const char* after;
};

StepNames names_of(ControlLevel level) {
  switch (level) {
    case ControlLevel::kLoader:
      break;
    case ControlLevel::kExperiment:
      return {"starting-experiment", "experiment-finished"};
    case ControlLevel::kHypothesis:
      return {"starting-hypothesis", "hypothesis-finished"};
    case ControlLevel::kMethod:
      return {"starting-method", "method-finished"};
    case ControlLevel::kRollback:
      return {"starting-rollback", "rollback-finished"};
    case ControlLevel::kActivity:
      return {"starting-activity", "activity-finished"};
  }
  return {"", ""};
}

/// The output of a step, redacted.
Json presentable_result(ControlLevel level, const Json* state) {
  if (state == nullptr) return {};
  switch (level) {
    case ControlLevel::kHypothesis:
      return presentable_state(*state);
    case ControlLevel::kActivity:
      return presentable_run(*state);
    case ControlLevel::kMethod:
    case ControlLevel::kRollback: {
      Json runs = Json::array();
      for (const auto& run : *state)
        runs.push_back(presentable_run(run));
      return runs;
    }
    case ControlLevel::kExperiment:
      return presentable(*state);
    case ControlLevel::kLoader:
      break;
  }
  return *state;
}

/// The URL without the user name and password, which only their owner should see.
std::string without_credentials(const std::string& address) {
  const std::size_t begin = address.find("://") + 3;
  const std::size_t end = address.find_first_of("/?#", begin);
  const std::size_t at = address.rfind('@', end);
  if (at == address.npos || at < begin) return address;
  return address.substr(0, begin) + address.substr(at + 1);
}

void warn_of_switches(const Account& account) {
  if (!account.publish) {
    log::warning(
        "\nChaosIQ extension has disabled publishing\n"
        "which essentially disables the extension entirely.\n"
        "Run `chaos enable publish` to activate the extension again.");
  } else if (!account.safeguards) {
    log::warning(
        "\nChaosIQ extension has disabled checking for runtime safe guards.\n"
        "Run `chaos enable safeguards` to activate them again.");
  }
}

Json with_status(Json journal, const char* status) {
  journal["status"] = status;
  return journal;
}

Json with_experiment(Json journal, const Json& experiment) {
  journal["experiment"] = published(experiment);
  return journal;
}

}  // namespace

class PublishingControl::SamplerWatch final : public RunEventHandler {
 public:
  void start_continuous_hypothesis(double) override { thread_ = std::this_thread::get_id(); }
  bool is_this_thread() const { return thread_ == std::this_thread::get_id(); }

 private:
  std::thread::id thread_;  // guarded by the run's lock, like every hook
};

void PublishingControl::note_source(const ControlContext& context) const {
  if (context.state == nullptr || !context.state->is_object()) return;
  Json& experiment = *context.state;
  const Account account = read_account(context.declaration, context.settings);
  if (is_address(source_)) {
    block_of(experiment)["source"] = without_credentials(source_);
    return;
  }
  if (!account.workspace) return;
  const std::string id =
      account.is_complete() ? Workspace(source_, account).experiment_id() : std::string();
  Json& block = block_of(experiment);
  if (id.empty())
    block["experiment_path"] = source_;
  else
    block["experiment_id"] = id;
}

void PublishingControl::configure(const ControlSetup& setup) {
  const Account account = read_account(setup.declaration, setup.settings);
  warn_of_switches(account);
  events_ = &setup.events;
  if (!account.publish) return;
  session_->begin(account, {.experiment = block_text(setup.experiment, "experiment_id")});
  if (!session_->active()) return;
  if (!session_->is_open()) open(setup);
  note_identifiers(setup.experiment, session_->identifiers());
  setup.journal["experiment"]["extensions"] = setup.experiment["extensions"];
  publishing_ = session_->active();
  sampler_ = std::make_shared<SamplerWatch>();
  setup.events.add(sampler_);
  if (publishing_) link_file(setup.experiment);
}

void PublishingControl::open(const ControlSetup& setup) {
  const Json experiment = published(setup.experiment);
  block_of(setup.experiment);
  session_->post({.kind = Message::Kind::kExperiment, .body = experiment});
  session_->wait(
      session_->post({.kind = Message::Kind::kExecution,
                      .body = with_status(with_experiment(setup.journal, experiment), "running")}));
  session_->set_open(true);
}

void PublishingControl::link_file(const Json& experiment) const {
  const Account& account = session_->account();
  if (source_.empty() || is_address(source_) || !account.workspace) return;
  Workspace(source_, account).link(block_text(experiment, "experiment_id"));
}

void PublishingControl::before(ControlContext& context) {
  if (context.level == ControlLevel::kLoader) {
    source_ = python_str(context.context);
    return;
  }
  if (!publishing_) return;
  note_identifiers(*context.experiment, session_->identifiers());
  tell(context, names_of(context.level).before, nullptr);
}

void PublishingControl::tell(const ControlContext& context, const char* type, const Json& state) {
  session_->tell(type, context.context, state, *events_,
                 sampler_->is_this_thread() ? Session::Guard::kLater : Session::Guard::kWait);
}

void PublishingControl::after(ControlContext& context) {
  if (context.level == ControlLevel::kLoader) return note_source(context);
  if (!publishing_) return;
  note_identifiers(*context.experiment, session_->identifiers());
  if (context.level == ControlLevel::kExperiment) return finish(context);
  tell(context, names_of(context.level).after, presentable_result(context.level, context.state));
}

void PublishingControl::finish(const ControlContext& context) {
  Json& journal = *context.state;
  const Identifiers known = session_->identifiers();
  const auto or_null = [](const std::string& id) { return id.empty() ? Json() : Json(id); };
  journal["experiment"]["extensions"] = (*context.experiment)["extensions"];
  journal["extensions"].push_back({{"name", "chaosiq"},
                                   {"execution_id", or_null(known.execution)},
                                   {"experiment_id", or_null(known.experiment)},
                                   {"safeguards", session_->safeguards()->refusal()}});
  const Json presented = presentable(journal);
  const auto told = session_->post(
      {.kind = Message::Kind::kEvent,
       .body = cloud_event(names_of(context.level).after, context.context, presented)});
  const auto closed =
      session_->post({.kind = Message::Kind::kJournal,
                      .body = with_experiment(presented, presented.at("experiment"))},
                     told);
  events_->defer([session = session_, closed] { session->wait(closed); });
  if (!source_.empty()) link_file(*context.experiment);
}

}  // namespace chaos::chaosiq
