#include "cache_metrics.h"

namespace chaos::hub {

void watch_cache(http::Metrics& metrics, const std::string& name,
                 const std::function<storage::CacheCounts()>& counts) {
  metrics.watch_total("chaoshub_cache_hits_total", "Cache lookups that found a value.",
                      {"cache", name}, [counts] { return double(counts().hits); });
  metrics.watch_total("chaoshub_cache_misses_total", "Cache lookups that read the database.",
                      {"cache", name}, [counts] { return double(counts().misses); });
}

}  // namespace chaos::hub
