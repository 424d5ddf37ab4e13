#pragma once

#include <string>

#include "context/variables.h"
#include "run/log_damage.h"

namespace chaos::cli {

/// Warns of what may be missing from a damaged log.
void mention_damage(const LogDamage& damage);

/// Throws InvalidSource, which says what is known and how to go on, if the log at `wal` is damaged:
/// its rollbacks must not be played then. They may be if only the values of the run are lost and
/// `given` has those that the rollbacks use.
void refuse_damaged(const LogDamage& damage, const Overrides& given, const std::string& wal);

}  // namespace chaos::cli
