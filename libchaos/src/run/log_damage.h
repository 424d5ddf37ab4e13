#pragma once

#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "run/wal_reader.h"

namespace chaos {

/// What is known about the records that a damaged log has lost.
struct LogDamage {
  /// "record 3 (line 4, at byte 812), written after 'stop' began"
  std::vector<std::string> records = {};
  /// If the values that the run used are lost: the names of those that the rollbacks may use.
  std::vector<std::string> values = {};
  /// Whether the only lost record held those values, so that nothing else can be missing.
  bool only_values = false;

  bool empty() const { return records.empty(); }
};

/// The damage of a log from which this journal was rebuilt. `lost` are the records that cannot be
/// used.
LogDamage damage_of(const WalContent& content, const std::vector<LostRecords>& lost,
                    const Json& journal);

/// "record 3 (line 4, at byte 812), written before any activity began, cannot be read. It held the
/// values that the run used (target)". Only call this if `damage` is not empty.
std::string describe(const LogDamage& damage);

/// Why nothing can be rebuilt from a log that does not say what was run. Names the actions that
/// began, so that the user can undo them by hand.
Diagnostic explain_unknown_run(const WalContent& content, const std::vector<LostRecords>& lost,
                               const std::string& path);

}  // namespace chaos
