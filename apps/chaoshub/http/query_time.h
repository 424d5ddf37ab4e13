#pragma once

#include <optional>

#include "http/message.h"
#include "service/clock.h"

namespace chaos::hub::http {

/// Whether a day means its beginning or its end.
enum class Edge { kBegin, kEnd };

/// The query parameter, either a day ("2026-11-21", in UTC) or a time ("2026-11-21T15:41:17Z");
/// nothing if it is missing. Throws Problem (422).
std::optional<Time> time_in_query(const Request& request, const char* name, Edge edge);

}  // namespace chaos::hub::http
