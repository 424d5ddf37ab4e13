#include "http/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace chaos::hub::http {

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("chaoshub_requests_total")
                                                          .Help("Requests answered.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("chaoshub_request_seconds")
          .Help("How long request handlers took.")
          .Register(registry);
  std::vector<std::pair<prometheus::Counter*, std::function<double()>>> totals;
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> watched;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}

Metrics::~Metrics() = default;

namespace {

/// Clients may send any word as a method; unknown ones are counted together.
std::string label_of(const std::string& method) {
  static const std::set<std::string> known = {"GET",   "HEAD",   "POST",   "PUT",
                                              "PATCH", "DELETE", "OPTIONS"};
  return known.contains(method) ? method : "other";
}

}  // namespace

void Metrics::count_request(const std::string& method, const std::string& route, int status,
                            double seconds) {
  impl_->requests
      .Add({{"method", label_of(method)}, {"route", route}, {"status", std::to_string(status)}})
      .Increment();
  static const prometheus::Histogram::BucketBoundaries bounds = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  impl_->durations.Add({{"route", route}}, bounds).Observe(seconds);
}

void Metrics::watch(const std::string& name, const std::string& help,
                    std::function<double()> value) {
  auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add({});
  impl_->watched.emplace_back(&gauge, std::move(value));
}

void Metrics::watch_total(const std::string& name, const std::string& help,
                          const std::pair<std::string, std::string>& label,
                          std::function<double()> value) {
  // The registry returns the same family for the same name.
  auto& counter = prometheus::BuildCounter()
                      .Name(name)
                      .Help(help)
                      .Register(impl_->registry)
                      .Add({{label.first, label.second}});
  impl_->totals.emplace_back(&counter, std::move(value));
}

std::string Metrics::text() const {
  for (const auto& [counter, value] : impl_->totals)
    counter->Increment(std::max(0.0, value() - counter->Value()));
  for (const auto& [gauge, value] : impl_->watched)
    gauge->Set(value());
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace chaos::hub::http
