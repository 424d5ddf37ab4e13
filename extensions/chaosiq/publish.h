#pragma once

#include <stop_token>
#include <string>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// Publishes the journal in the file at `path`: its experiment, its execution unless the server
/// knows that, and what could not be sent while it ran. Rejected messages are logged. Throws
/// ChaosError if the user has not signed in or the file is not a journal, Stopped. Semantics: the
/// command publish of chaosiq-cloud.
void publish_journal(const std::string& path, const Json& settings, std::stop_token stop);

}  // namespace chaos::chaosiq
