#pragma once

#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// The verdict on a run, from its journal's status, deviation and activities.
Verdict verdict_of(const Summary& summary);

/// The verdict in words: the status, its reason, and what else went wrong. "completed, but 1 of 3
/// actions failed"; "deviated: the hypothesis was not met after the method; 2 of 2 rollbacks did
/// not run".
std::string words_of(const Summary& summary);

/// The verdict in one word, for a label: "passed", "passed with problems", "deviated", ...
std::string_view label_of(Verdict verdict);

}  // namespace chaos::report
