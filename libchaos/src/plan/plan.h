#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "activity/dry.h"
#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "chaos/registry.h"
#include "context/variables.h"
#include "document/document.h"
#include "run/deadline_guard.h"
#include "run/strategy.h"

/// What a run of an experiment would do, determined without executing any of it.
namespace chaos::plan {

/// A value that the experiment uses, and its source.
struct Value {
  std::string name;           ///< "target"; for a secret "database.password"
  std::optional<Json> value;  ///< redacted; nothing if it is not known yet
  std::string origin;         ///< "--var", "environment variable DB_HOST", "default", ...
  bool is_secret = false;
};

/// Whether the target of a step's call exists.
enum class Availability {
  kAvailable,
  kMissing,
  kNotContacted,  ///< a host: only named, not contacted
  kUnknown        ///< not known before the run
};

/// How long something can take, in seconds; `longest` is nothing if there is no limit.
struct Duration {
  double shortest = 0;
  std::optional<double> longest = 0;

  Duration& operator+=(const Duration& other);
};

/// One activity.
struct Step {
  std::string pointer;  ///< into the experiment; after "settings#", into the settings
  std::string name;
  std::string type;                    ///< "probe" or "action"
  std::string call;                    ///< "/usr/bin/systemctl stop db", "GET http://shop/health"
  Json arguments;                      ///< substituted and redacted; null for none
  std::vector<std::string> uses = {};  ///< the names of the values that are substituted
  std::vector<std::string> unknown = {};  ///< "${name}" for which there is no value
  Availability availability = Availability::kUnknown;
  std::string detail = {};  ///< about the availability; may be empty
  std::string hint = {};    ///< what to do about what is missing
  bool background = false;
  bool pretended = false;  ///< not executed, because of `dry`
  double pause_before = 0;
  double pause_after = 0;
  Duration execution = {};
  std::optional<double> interval = {};  ///< seconds between the checks of a safeguard
  std::vector<std::string> undo = {};   ///< pointers of the steps that undo it
};

/// The steps of one section of the run, in order.
struct Part {
  /// "configuration", "safeguards", "facts", "hypothesis", "method", "undos" or "rollbacks"
  std::string key;
  std::string title;  ///< for people; says when the section is played
  std::vector<Step> steps;
};

/// One way in which a run can end, and how the system is then restored, assuming that every action
/// of the method began.
struct Ending {
  std::string how;                  ///< "completed", "deviated", "failed", ...
  std::string meaning;              ///< when a run ends this way
  std::vector<std::string> played;  ///< pointers of steps, in the order in which they are played
  std::vector<std::string> not_played;  ///< would restore something, but are not played
  bool by_somebody_else = false;        ///< not by the run, but by its watchdog or `chaos recover`
};

/// How long the run can take.
struct Times {
  Duration until_rolled_back;              ///< the whole run
  Duration rolling_back;                   ///< the part of it that restores the system
  std::vector<std::string> without_limit;  ///< pointers of the steps without a limit
  /// The time until an interruption takes effect, at any point, and the limit for the rollbacks
  /// after it.
  std::optional<DeadlinePlan> deadline = {};
};

struct Plan {
  std::string title;
  std::string source;
  Strategies strategies;
  std::optional<Dry> dry;
  std::vector<Value> values;
  std::vector<std::string> controls;  ///< names; they are called during the run
  std::vector<Part> parts;
  std::vector<Ending> endings;
  Times times;
  std::vector<Diagnostic> problems;  ///< the experiment is not valid
  std::vector<Diagnostic> warnings;

  /// The step at that pointer; nullptr if there is none.
  const Step* step(const std::string& pointer) const;
};

/// The input of the plan.
struct Request {
  const Json& experiment;
  const Registry& registry;
  Json settings = Json::object();
  std::string source = {};
  Overrides overrides = {};
  /// The source of the overrides: "--var" or "variable file vars.yaml", by the value's name or the
  /// secrets' target.
  std::map<std::string, std::string> configuration_origins = {};
  std::map<std::string, std::string> secret_origins = {};
  Strategies strategies = {};
  double hypothesis_frequency = 1;
  std::optional<Dry> dry = {};
  /// The document of the experiment, for the warnings of validation; may be nullptr.
  const Document* document = nullptr;
  bool has_global_controls = false;  ///< of the settings
};

/// The names of the controls that the experiment declares anywhere.
std::vector<std::string> controls_of(const Json& experiment);

/// The problems that validation finds in the experiment with the given values. Contacts nothing.
std::vector<Diagnostic> problems_of(const Request& request);

/// Executes and contacts nothing. Validation may import Python modules to check whether functions
/// exist. From now on, secrets are redacted, as in a run.
Plan make_plan(const Request& request);

}  // namespace chaos::plan
