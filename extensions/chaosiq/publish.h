#pragma once

#include <stop_token>
#include <string>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// Publishes the journal in the file at `path`: its experiment, its execution unless the server
/// knows that, and what could not be sent while it ran. What the server refuses is told to the log.
/// Throws ChaosError when nobody has signed in or the file holds no journal, Stopped.
/// Semantics: the command publish of chaosiq-cloud.
void publish_journal(const std::string& path, const Json& settings, std::stop_token stop);

}  // namespace chaos::chaosiq
