#pragma once

#include "chaos/registry.h"

namespace chaos::chaosiq {

/// Registers the functions of chaoscloud.probes.http. Both make one request, on a connection of its
/// own, follow redirects and read the whole answer:
///
/// - `read_http_status_code`: the status of the last answer, an integer;
/// - `time_http_call`: how long it took, in milliseconds, a float with microseconds.
///
/// Of their arguments `url` must be given; the others are `headers`, `method` ("GET"), `params`
/// (the query), `json` (the body, whatever the method), `verify_tls` (true) and `timeout`: 30
/// seconds for the whole call; null means no limit. The call also ends with the activity's
/// deadline. Whatever keeps them from an answer fails the activity.
void register_http_probes(Registry& registry);

}  // namespace chaos::chaosiq
