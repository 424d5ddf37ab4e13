#pragma once

#include <list>

#include "support/environment_variable.h"

namespace chaos::testing {

/// Hides the user's own proxies, logins and certificates from a test.
class NetworkEnvironment {
 public:
  NetworkEnvironment() {
    for (const char* name :
         {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
          "no_proxy", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
      variables_.emplace_front(name, std::nullopt);
    }
    variables_.emplace_front("NETRC", "/dev/null");
  }

  /// Sets a variable until the end of the test.
  void set(const std::string& name, const std::string& value) {
    variables_.emplace_front(name, value);
  }

 private:
  std::list<EnvironmentVariable>
      variables_;  // the newest first, because they are undone in that order
};

}  // namespace chaos::testing
