#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "chaos/json.h"
#include "http/message.h"
#include "service/refusal.h"

namespace chaos::hub::http {

/// Why a request is not done, thrown by whoever finds out; the client is told. Its text names no
/// secret and nothing that the caller may not know.
class Problem : public std::runtime_error {
 public:
  Problem(int status, const std::string& detail, Headers headers = {})
      : std::runtime_error(detail), status_(status), headers_(std::move(headers)) {}

  int status() const { return status_; }
  /// What the status asks for beside the text.
  const Headers& headers() const { return headers_; }

 private:
  int status_;
  Headers headers_;
};

/// The form belongs to another session than the one that sends it: its sender has signed in again
/// since they loaded the page.
class FormExpired : public Problem {
 public:
  FormExpired() : Problem(403, "the form has expired; reload the page") {}
};

/// The status that a refusal is answered with.
int status_of(const Refusal& refusal);

/// What an unknown resource is answered with, and one that the caller may not know of.
Problem not_found();

/// The problem as the answer to the request: problem details (RFC 9457), with the member `message`
/// that clients of the ChaosIQ API show. Its type is application/json for those that accept
/// application/json and not application/problem+json, which those clients read as text.
Response problem_response(const Problem& problem, const Request& request);

/// "Not Found" for 404.
std::string reason_of(int status);

}  // namespace chaos::hub::http
