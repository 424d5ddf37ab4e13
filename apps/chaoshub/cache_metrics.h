#pragma once

#include <functional>
#include <string>

#include "http/metrics.h"
#include "storage/cache.h"

namespace chaos::hub {

/// Counts the hits and misses of a cache in metrics named after `name`.
void watch_cache(http::Metrics& metrics, const std::string& name,
                 const std::function<storage::CacheCounts()>& counts);

}  // namespace chaos::hub
