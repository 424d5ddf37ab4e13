#pragma once

#include <string>
#include <variant>

#include "http/message.h"
#include "http/router.h"
#include "http/server.h"

namespace chaos::hub {

/// Lets through requests of the hub's other processes, on a listener of their own: a call from one
/// process to another never waits for a handler that works on somebody's request, which may be
/// waiting for a call itself. Callers know the password that is made of the key they all share.
class InternalGateway {
 public:
  InternalGateway(const http::Router& router, const std::string& key);

  /// What is returned refers to this object. Never throws.
  std::variant<http::Admission, http::Response> admit(http::Request& request) const;

 private:
  const http::Router& router_;
  const std::string password_;
};

/// What the header kServiceHeader of such a request contains.
std::string service_password(const std::string& key);

inline constexpr const char* kServiceHeader = "X-Chaoshub-Service";

}  // namespace chaos::hub
