#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// Throws InvalidSource if the journal does not have the shape that rollbacks need, because
/// somebody has edited it, for example: everything that is read from it to roll back its run, or
/// written to it then, must be the list, mapping, or string that it is in every journal. The
/// message names the first place that is not, and what is expected there; it begins with `what`,
/// such as "the journal 'journal.json'". `advice` is what to do about it.
void check_journal_shape(const Json& journal, const std::string& what, const std::string& advice);

}  // namespace chaos
