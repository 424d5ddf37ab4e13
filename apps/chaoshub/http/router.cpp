#include "http/router.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

using Parameters = std::map<std::string, std::string>;

std::string_view next_part(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(end);
  return part;
}

/// How many parts are the same text; nothing when the path is not like the pattern.
std::optional<int> match(std::string_view pattern, std::string_view path, Parameters& parameters) {
  int same = 0;
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_part(pattern);
    const auto part = next_part(path);
    if (wanted.starts_with('{')) {
      if (part.empty()) return std::nullopt;
      parameters[std::string(wanted.substr(1, wanted.size() - 2))] = part;
    } else if (wanted == part) {
      ++same;
    } else {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return same;
}

}  // namespace

bool admits(Callers callers, PrincipalKind kind) {
  switch (callers) {
    case Callers::kAnyone:
      return true;
    case Callers::kPeople:
      return kind == PrincipalKind::kPerson;
    case Callers::kPeopleAndAgents:
      return kind == PrincipalKind::kPerson || kind == PrincipalKind::kAgent;
    case Callers::kServices:
      return kind == PrincipalKind::kService;
    case Callers::kNobody:
      break;
  }
  return false;
}

void Router::add(Route route) {
  const auto same = [&route](const Route& other) {
    return other.method == route.method && other.pattern == route.pattern;
  };
  if (std::ranges::any_of(routes_, same))
    throw std::logic_error("there are two routes for " + route.method + " " + route.pattern);
  routes_.push_back(std::move(route));
}

const Route& Router::find(Request& request) const {
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  const Route* best = nullptr;
  int most = -1;
  std::set<std::string> allowed;
  for (const Route& route : routes_) {
    Parameters parameters;
    const auto same = match(route.pattern, request.path, parameters);
    if (!same) continue;
    allowed.insert(route.method);
    if (route.method != method || *same <= most) continue;
    best = &route;
    most = *same;
    request.parameters = std::move(parameters);
  }
  if (best != nullptr) return *best;
  if (allowed.empty()) throw not_found();
  if (allowed.contains("GET")) allowed.insert("HEAD");
  throw Problem(405, request.method + " is not allowed here",
                {{"Allow", fmt::format("{}", fmt::join(allowed, ", "))}});
}

}  // namespace chaos::hub::http
