#include "http/problem.h"

#include <map>

namespace chaos::hub::http {

int status_of(const Refusal& refusal) {
  switch (refusal.kind()) {
    case Refusal::Kind::kUnknown:
      return 404;
    case Refusal::Kind::kForbidden:
      return 403;
    case Refusal::Kind::kInvalid:
      return 422;
    case Refusal::Kind::kConflict:
      return 409;
    case Refusal::Kind::kNobody:
      return 401;
    case Refusal::Kind::kStale:
      return 412;
    case Refusal::Kind::kTooOften:
      break;
  }
  return 429;
}

Problem not_found() {
  return {404, "not found, or you don't have access"};
}

std::string reason_of(int status) {
  static const std::map<int, std::string> reasons = {
      {200, "OK"},
      {201, "Created"},
      {204, "No Content"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {500, "Internal Server Error"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
  };
  const auto found = reasons.find(status);
  return found == reasons.end() ? "Unknown" : found->second;
}

Response problem_response(const Problem& problem, const Request& request) {
  const std::string& accept = request.header("Accept");
  const bool plain = accept.find("application/json") != std::string::npos &&
                     accept.find("application/problem+json") == std::string::npos;
  Response response = json_response({{"type", "about:blank"},
                                     {"title", reason_of(problem.status())},
                                     {"status", problem.status()},
                                     {"detail", problem.what()},
                                     {"message", problem.what()}},
                                    problem.status());
  if (!plain) response.headers = {{"Content-Type", "application/problem+json"}};
  for (const auto& [name, value] : problem.headers())
    response.with(name, value);
  if (problem.status() == 401) response.with("WWW-Authenticate", "Bearer realm=\"chaoshub\"");
  return response;
}

}  // namespace chaos::hub::http
