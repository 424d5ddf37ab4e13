#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace chaos::hub::http {

/// What the hub counts, for Prometheus. Safe to use from any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `route`: the pattern, not the path, so that there are few.
  void count_request(const std::string& method, const std::string& route, int status,
                     double seconds);
  /// A value that is asked for whenever the metrics are. To be called before there are requests.
  void watch(const std::string& name, const std::string& help, std::function<double()> value);

  /// The same for one that only grows, one of several told apart by a label: {"outcome", "passed"}.
  void watch_total(const std::string& name, const std::string& help,
                   const std::pair<std::string, std::string>& label, std::function<double()> value);

  /// All of them in Prometheus' text format.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaos::hub::http
