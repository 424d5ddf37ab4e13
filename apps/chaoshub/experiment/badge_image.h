#pragma once

#include <string>

#include "http/message.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {

/// "chaos: passed" as an SVG image, with the same words as its accessible name.
std::string badge_image(ExecutionOutcome outcome);

/// The URL of the badge with that secret.
std::string badge_address(const http::Request& request, const std::string& secret);

}  // namespace chaos::hub::experiment
