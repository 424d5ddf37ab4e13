#include "experiment/list_query.h"

#include <fmt/format.h>

#include "http/pagination.h"
#include "http/problem.h"

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

/// A day ("2026-11-21", in UTC), or a moment ("2026-11-21T15:41:17Z"). `end`: the day's end instead
/// of its beginning.
std::optional<Time> time_in(const Request& request, const char* name, bool end) {
  constexpr std::size_t kDay = 10;  // characters
  const std::string text = value_of(request, name);
  if (text.empty()) return std::nullopt;
  if (text.size() != kDay) {
    if (const auto moment = time_from(text)) return moment;
  } else if (const auto day = time_from(text + "T00:00:00Z")) {
    return end ? *day + std::chrono::days(1) : *day;
  }
  throw Problem(422, fmt::format("'{}' is not a date: write it like 2026-11-21, or "
                                 "2026-11-21T15:41:17Z for a moment",
                                 text));
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
  throw Problem(422, fmt::format("lists are not sorted by '{}': use one of {}", name, names));
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
  const http::Page page = http::page_of(request);
  return {.experiment = value_of(request, "experiment_id"),
          .status = value_of(request, "status"),
          .outcome = outcome_in(request),
          .text = value_of(request, "q"),
          .tag = value_of(request, "tag"),
          .person = value_of(request, "person"),
          .started_since = time_in(request, "from", false),
          .started_before = time_in(request, "to", true),
          .order = order_in(request, kOrders),
          .before = page.before,
          .after = page.after,
          .limit = page.limit};
}

ExperimentFilter experiment_filter_of(const Request& request) {
  constexpr std::array kOrders = {ExperimentOrder::kNewest, ExperimentOrder::kChanged,
                                  ExperimentOrder::kTitle};
  const http::Page page = http::page_of(request);
  return {.text = value_of(request, "q"),
          .tag = value_of(request, "tag"),
          .order = order_in(request, kOrders),
          .before = page.before,
          .after = page.after,
          .limit = page.limit};
}

}  // namespace chaos::hub::experiment
