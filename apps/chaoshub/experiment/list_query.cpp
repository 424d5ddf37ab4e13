#include "experiment/list_query.h"

#include <fmt/format.h>

#include "http/pagination.h"
#include "http/problem.h"
#include "http/query_time.h"

namespace chaos::hub::experiment {
namespace {

using http::Problem;
using http::Request;

std::string value_of(const Request& request, const char* name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string() : found->second;
}

std::optional<ExecutionOutcome> outcome_in(const Request& request) {
  const std::string name = value_of(request, "outcome");
  if (name.empty()) return std::nullopt;
  const auto outcome = outcome_named(name);
  if (!outcome)
    throw Problem(422, fmt::format("'{}' is not an outcome: use one of {}", name, outcome_names()));
  return outcome;
}

template <typename Order, std::size_t kCount>
Order order_in(const Request& request, const std::array<Order, kCount>& orders) {
  const std::string name = value_of(request, "sort");
  if (name.empty()) return orders.front();
  std::string names;
  for (const Order order : orders) {
    if (to_text(order) == name) return order;
    names += (names.empty() ? "" : ", ") + std::string(to_text(order));
  }
  throw Problem(422, fmt::format("cannot sort by '{}': use one of {}", name, names));
}

}  // namespace

std::string_view to_text(ExecutionOrder order) {
  switch (order) {
    case ExecutionOrder::kNewest:
      break;
    case ExecutionOrder::kOldest:
      return "oldest";
    case ExecutionOrder::kLongest:
      return "longest";
  }
  return "newest";
}

std::string_view to_text(ExperimentOrder order) {
  switch (order) {
    case ExperimentOrder::kNewest:
      break;
    case ExperimentOrder::kChanged:
      return "changed";
    case ExperimentOrder::kTitle:
      return "title";
  }
  return "newest";
}

ExecutionFilter execution_filter_of(const Request& request) {
  constexpr std::array kOrders = {ExecutionOrder::kNewest, ExecutionOrder::kOldest,
                                  ExecutionOrder::kLongest};
  const http::ListRange range = http::list_range_of(request);
  return {.experiment = value_of(request, "experiment_id"),
          .status = value_of(request, "status"),
          .outcome = outcome_in(request),
          .text = value_of(request, "q"),
          .tag = value_of(request, "tag"),
          .person = value_of(request, "person"),
          .started_since = http::time_in_query(request, "from", http::Edge::kBegin),
          .started_before = http::time_in_query(request, "to", http::Edge::kEnd),
          .order = order_in(request, kOrders),
          .before = range.before,
          .after = range.after,
          .limit = range.limit};
}

ExperimentFilter experiment_filter_of(const Request& request) {
  constexpr std::array kOrders = {ExperimentOrder::kNewest, ExperimentOrder::kChanged,
                                  ExperimentOrder::kTitle};
  const http::ListRange range = http::list_range_of(request);
  return {.text = value_of(request, "q"),
          .tag = value_of(request, "tag"),
          .order = order_in(request, kOrders),
          .before = range.before,
          .after = range.after,
          .limit = range.limit};
}

}  // namespace chaos::hub::experiment
