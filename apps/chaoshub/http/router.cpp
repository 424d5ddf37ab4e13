#include "http/router.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

bool is_name(std::string_view part) {
  return part.starts_with('{');
}

/// The parts of a path or pattern, which starts with a slash.
template <typename Text>
std::vector<Text> split(std::string_view path) {
  std::vector<Text> parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

/// How many parts match literally; nothing if the path does not match. Both have the same number of
/// parts.
std::optional<std::size_t> match(const std::vector<std::string>& pattern,
                                 const std::vector<std::string_view>& path) {
  std::size_t same = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_name(pattern[i])) {
      if (path[i].empty()) return std::nullopt;
    } else if (pattern[i] == path[i]) {
      ++same;
    } else {
      return std::nullopt;
    }
  }
  return same;
}

std::map<std::string, std::string> parameters_of(const std::vector<std::string>& pattern,
                                                 const std::vector<std::string_view>& path) {
  std::map<std::string, std::string> parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (is_name(pattern[i])) parameters[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
  return parameters;
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
  auto parts = split<std::string>(route.pattern);
  const std::size_t count = parts.size();
  patterns_[count].push_back({.parts = std::move(parts), .route = routes_.size()});
  routes_.push_back(std::move(route));
}

const Route& Router::find(Request& request) const {
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  // Each part starts with a slash.
  const auto length = static_cast<std::size_t>(std::ranges::count(request.path, '/'));
  const auto candidates = patterns_.find(length);
  if (!request.path.starts_with('/') || candidates == patterns_.end()) throw not_found();
  const auto path = split<std::string_view>(request.path);
  const Pattern* best = nullptr;
  std::size_t most = 0;
  std::set<std::string> allowed;
  for (const Pattern& pattern : candidates->second) {
    const auto same = match(pattern.parts, path);
    if (!same) continue;
    const std::string& its_method = routes_[pattern.route].method;
    allowed.insert(its_method);
    if (its_method != method || (best != nullptr && *same <= most)) continue;
    best = &pattern;
    most = *same;
  }
  if (best != nullptr) {
    request.parameters = parameters_of(best->parts, path);
    return routes_[best->route];
  }
  if (allowed.empty()) throw not_found();
  if (allowed.contains("GET")) allowed.insert("HEAD");
  throw Problem(405, request.method + " is not allowed here",
                {{"Allow", fmt::format("{}", fmt::join(allowed, ", "))}});
}

}  // namespace chaos::hub::http
