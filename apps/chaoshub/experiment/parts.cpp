#include "experiment/parts.h"

#include <fmt/format.h>

#include "http/problem.h"

namespace chaos::hub::experiment {

Home home_of(const http::Request& request) {
  return {.organization = request.parameter("org"), .team = request.parameter("team")};
}

std::optional<ExecutionOutcome> outcome_in(const http::Request& request) {
  const auto found = request.query.find("outcome");
  if (found == request.query.end() || found->second.empty()) return std::nullopt;
  const auto outcome = outcome_named(found->second);
  if (!outcome)
    throw http::Problem(
        422, fmt::format("'{}' is not an outcome: use one of {}", found->second, outcome_names()));
  return outcome;
}

Author author_of(const http::Caller& caller) {
  return {.principal = caller.principal, .signed_principal = caller.signed_principal};
}

}  // namespace chaos::hub::experiment
