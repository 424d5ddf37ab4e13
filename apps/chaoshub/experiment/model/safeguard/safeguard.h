#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// A rule that can stop executions of a team or of one experiment.
struct Safeguard {
  std::string id;
  TeamRef team_ref;
  std::string experiment;  ///< the only one it applies to; "" for all of the team's
  std::string kind;        ///< "halt"
  std::string name;        ///< for people
  bool enabled = true;
  Json settings;  ///< as the kind defines them
  Time created;
  Time changed = created;
  std::string changed_by = {};  ///< the name of whoever created it or changed it last
  int version = 1;              ///< incremented with each change
};

/// An owner's approval of a version of an experiment.
struct Approval {
  std::string by;          ///< the owner's name
  bool by_author = false;  ///< whether they published the version themselves
};

/// Data about a team's executions that safeguards may query.
class Facts {
 public:
  virtual ~Facts() = default;
  /// Running executions that have reported since then.
  virtual std::vector<Execution> running(const TeamRef& team_ref, Time since) = 0;
  /// How many executions started since then did not complete, or deviated. `experiment`: "" for
  /// any.
  virtual int failures(const TeamRef& team_ref, const std::string& experiment, Time since) = 0;
  /// The approval of the current version; nothing if nobody has approved it.
  virtual std::optional<Approval> approval(const std::string& experiment) = 0;
};

/// The input of a safeguard's decision.
struct Situation {
  const Safeguard& safeguard;
  const Execution& execution;
  Time now;
  Facts& facts;
};

/// A setting of a kind, for forms.
struct SettingField {
  enum class Type {
    kText,
    kNumber,
    kFlag,    ///< true by default
    kOption,  ///< false by default
    kTexts,
    kDays,    ///< weekdays: kWeekdays
    kTime,    ///< time of day: "09:30"
    kEnd,     ///< time of day at which something ends: up to "24:00"
    kMoment,  ///< "2026-12-24T18:00"
  };

  std::string_view key;
  std::string_view label;
  Type type = Type::kText;
  bool required = true;
  std::string_view hint = {};
};

/// A kind of safeguard. To add one, copy the smallest file in this folder and add its function to
/// kinds.cpp.
struct SafeguardKind {
  std::string_view name;
  std::string_view title;        ///< the default name of a safeguard
  std::string_view description;  ///< what it does, in one sentence
  std::vector<SettingField> settings;
  /// Throws Refusal for invalid values; see check_settings().
  std::function<void(const Json& settings)> check;
  /// Why the execution may not continue; nothing if it may.
  std::function<std::optional<std::string>(const Situation&)> refuses;
};

/// The kind that blocks everything.
inline constexpr const char* kHalt = "halt";

/// A halt's setting that says whether rollbacks run; true by default.
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

/// All kinds, in display order.
const std::vector<SafeguardKind>& safeguard_kinds();
/// nullptr if there is no kind with that name.
const SafeguardKind* safeguard_kind(std::string_view name);
/// Throws Refusal for unknown settings and invalid values.
void check_settings(const SafeguardKind& kind, const Json& settings);

}  // namespace chaos::hub::experiment
