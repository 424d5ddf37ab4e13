#pragma once

#include <string>

#include "context/variables.h"
#include "run/log_damage.h"

namespace chaos::cli {

/// Warns about what a damaged log may be missing.
void mention_damage(const LogDamage& damage);

/// Throws InvalidSource if the log at `wal` is damaged, so that its rollbacks must not be played.
/// The message says what is known, and the hint how to continue. Does not throw if only the values
/// of the run are lost and `given` has those that the rollbacks use.
void refuse_damaged(const LogDamage& damage, const Overrides& given, const std::string& wal);

}  // namespace chaos::cli
