#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace chaos::hub::http {

/// The hub's metrics, for Prometheus. Safe to use from any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `route`: the pattern rather than the path, to keep their number small.
  void count_request(const std::string& method, const std::string& route, int status,
                     double seconds);
  /// A gauge whose value is read for each scrape. Call this before the first request.
  void watch(const std::string& name, const std::string& help, std::function<double()> value);

  /// The same for a counter with a label: {"outcome", "passed"}.
  void watch_total(const std::string& name, const std::string& help,
                   const std::pair<std::string, std::string>& label, std::function<double()> value);

  /// All metrics in Prometheus' text format.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaos::hub::http
