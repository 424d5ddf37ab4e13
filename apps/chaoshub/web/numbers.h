#pragma once

#include <string>

#include "service/team_numbers.h"
#include "web/html.h"

namespace chaos::hub::web {

/// "80%", or a dash if nothing can be judged.
std::string percent(const std::optional<int>& part);

/// "12 of 15 passed, 2 with problems"
std::string pass_words(const OutcomeCounts& counts);

/// A bar divided by outcome.
Html outcome_bar(const OutcomeCounts& counts);

/// A prominent number with its label, and a note below.
Html number_tile(const std::string& label, const Html& number, const Html& below = {},
                 const char* look = "");

}  // namespace chaos::hub::web
