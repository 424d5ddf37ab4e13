#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "chaos/json.h"
#include "http/message.h"
#include "service/refusal.h"

namespace chaos::hub::http {

/// Why a request is refused, as told to the client. The text must not contain secrets or anything
/// that the caller may not know.
class Problem : public std::runtime_error {
 public:
  Problem(int status, const std::string& detail, Headers headers = {})
      : std::runtime_error(detail), status_(status), headers_(std::move(headers)) {}

  int status() const { return status_; }
  /// Additional headers that the status requires.
  const Headers& headers() const { return headers_; }

 private:
  int status_;
  Headers headers_;
};

/// The form belongs to a different session: its sender has signed in again since they loaded the
/// page.
class FormExpired : public Problem {
 public:
  FormExpired() : Problem(403, "the form has expired; reload the page") {}
};

/// The HTTP status for a refusal.
int status_of(const Refusal& refusal);

/// The response for resources that don't exist, or that the caller may not know about.
Problem not_found();

/// The problem as a response: problem details (RFC 9457), plus the member `message` that clients of
/// the ChaosIQ API show. The content type is application/json for clients that accept that but not
/// application/problem+json, which they would read as text.
Response problem_response(const Problem& problem, const Request& request);

/// "Not Found" for 404.
std::string reason_of(int status);

}  // namespace chaos::hub::http
