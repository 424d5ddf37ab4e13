#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// A rule that can stop executions of a team, or of one experiment.
struct Safeguard {
  std::string id;
  TeamRef team_ref;
  std::string experiment;  ///< the only one it is for; "" for all of the team
  std::string kind;        ///< "halt"
  std::string name;        ///< for people
  bool enabled = true;
  Json settings;  ///< as the kind wants them
  Time created;
  Time changed = created;
  std::string changed_by = {};  ///< the name of who set it up, or changed it last
  int version = 1;              ///< counts the changes
};

/// An owner's permission to run a version of an experiment.
struct Approval {
  std::string by;          ///< the owner's name
  bool by_author = false;  ///< whether they published the version themselves
};

/// What safeguards may ask about the executions of a team.
class Facts {
 public:
  virtual ~Facts() = default;
  /// Those that go on and were heard of since.
  virtual std::vector<Execution> running(const TeamRef& team_ref, Time since) = 0;
  /// How many that began since did not complete, or deviated. `experiment`: "" for any.
  virtual int failures(const TeamRef& team_ref, const std::string& experiment, Time since) = 0;
  /// The approval of the current version; nothing if nobody has approved it.
  virtual std::optional<Approval> approval(const std::string& experiment) = 0;
};

/// What is to be judged.
struct Situation {
  const Safeguard& safeguard;
  const Execution& execution;
  Time now;
  Facts& facts;
};

/// A setting of a kind, for forms to ask for.
struct SettingField {
  enum class Type {
    kText,
    kNumber,
    kFlag,    ///< yes unless given
    kOption,  ///< no unless given
    kTexts,
    kDays,    ///< of the week: kWeekdays
    kTime,    ///< of the day: "09:30"
    kMoment,  ///< "2026-12-24T18:00"
  };

  std::string_view key;
  std::string_view label;
  Type type = Type::kText;
  bool required = true;
  std::string_view hint = {};
};

/// A kind of safeguards. To add one, copy the smallest file beside this one and name its function
/// in kinds.cpp.
struct SafeguardKind {
  std::string_view name;
  std::string_view title;        ///< the name of one that was given none
  std::string_view description;  ///< what it does, in a sentence
  std::vector<SettingField> settings;
  /// Throws Refusal for values that it cannot use; see check_settings().
  std::function<void(const Json& settings)> check;
  /// Why the execution may not go on; nothing when it may.
  std::function<std::optional<std::string>(const Situation&)> refuses;
};

/// The setting of a halt that says whether the rollbacks are played; true unless given.
inline constexpr const char* kRollBack = "rollback";

/// The setting that stops authors from approving what they published; false by default.
inline constexpr const char* kAuthorCannotApprove = "author_cannot_approve";

SafeguardKind halt();
SafeguardKind time_window();
SafeguardKind freeze();
SafeguardKind single_execution();
SafeguardKind approval();
SafeguardKind failure_budget();
SafeguardKind forbidden_tags();

/// All of them, in the order in which they are offered.
const std::vector<SafeguardKind>& safeguard_kinds();
/// nullptr when there is none of that name.
const SafeguardKind* safeguard_kind(std::string_view name);
/// Throws Refusal for settings that the kind does not have, and those that it cannot use.
void check_settings(const SafeguardKind& kind, const Json& settings);

}  // namespace chaos::hub::experiment
