#include "http/query_time.h"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "http/problem.h"

namespace chaos::hub::http {

std::optional<Time> time_in_query(const Request& request, const char* name, Edge edge) {
  constexpr std::size_t kDay = 10;  // characters
  const auto given = request.query.find(name);
  if (given == request.query.end() || given->second.empty()) return std::nullopt;
  const std::string& text = given->second;
  if (text.size() != kDay) {
    if (const auto moment = time_from(text)) return moment;
  } else if (const auto day = time_from(text + "T00:00:00Z")) {
    return edge == Edge::kEnd ? *day + std::chrono::days(1) : *day;
  }
  throw Problem(422, fmt::format("'{}' is not a date: use 2026-11-21, or "
                                 "2026-11-21T15:41:17Z for a time",
                                 text));
}

}  // namespace chaos::hub::http
