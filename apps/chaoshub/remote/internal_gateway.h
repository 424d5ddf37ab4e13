#pragma once

#include <string>
#include <variant>

#include "http/message.h"
#include "http/router.h"
#include "http/server.h"

namespace chaos::hub {

/// Admits requests from the hub's other processes, on a separate listener: a call between processes
/// never waits for a handler that is busy with a public request, which may itself be waiting for
/// such a call. Callers prove themselves with a password derived from the shared key.
class InternalGateway {
 public:
  InternalGateway(const http::Router& router, const std::string& key);

  /// The result refers to this object. Never throws.
  std::variant<http::Admission, http::Response> admit(http::Request& request) const;

 private:
  const http::Router& router_;
  const std::string password_;
};

/// The value of the header kServiceHeader.
std::string service_password(const std::string& key);

inline constexpr const char* kServiceHeader = "X-Chaoshub-Service";

}  // namespace chaos::hub
