#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::hub {

/// Calls a service in another process of the hub through its internal listener: see
/// internal_routes.h. Safe to use from any thread.
class RemoteService {
 public:
  /// `name`: the service's. `url`: the listener's, without a trailing slash.
  RemoteService(const std::string& name, const std::string& url, const std::string& key);

  /// `question`: such as "identify", a POST to /internal/<name>/identify. Throws Unreachable, or
  /// the Refusal that the service answered with.
  Json ask(const std::string& question, const Json& body) const;

 private:
  std::string base_;  // "http://auth:8081/internal/auth/"
  std::string password_;
};

}  // namespace chaos::hub
