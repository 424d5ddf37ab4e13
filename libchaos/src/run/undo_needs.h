#pragma once

#include <set>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "run/undo.h"

namespace chaos {

/// Which of an experiment's values rollbacks may use, judging by their definition. If the
/// definition does not show it, they may use all values: Python functions can get the whole
/// configuration, controls and other providers also all secrets.
class UndoNeeds {
 public:
  UndoNeeds(const Json& journal, const std::vector<Undo>& undos);
  static UndoNeeds everything() { return UndoNeeds(); }

  /// Whether they may use this value of the configuration.
  bool uses_value(const std::string& name) const;
  /// Whether they may use a secret of this target.
  bool uses_secrets_of(const std::string& target) const;

 private:
  UndoNeeds() = default;
  bool mentions(const std::string& name) const;

  bool uses_every_value_ = true;
  bool uses_every_secret_ = true;
  Json secrets_;            // as the experiment declares them
  std::set<Json> targets_;  // of the secrets that the activities name
  std::string text_;        // of all activities
};

/// The activity that is executed for the undo; null if there is none.
const Json* activity_of_undo(const Json& experiment, const Undo& undo);

}  // namespace chaos
