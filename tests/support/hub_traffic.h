#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "net/http_client.h"
#include "support/api_description.h"
#include "support/http_server.h"

namespace chaos::testing {

/// A request and its response, as far as the description covers them.
struct HubExchange {
  std::string method = "GET";
  std::string path;
  std::string request_type = {};  ///< of the request's body, as below for the response
  std::string request_body = {};
  int status = 200;
  std::string type;
  std::string body;
};

/// Checks the exchanges between clients and the hub against schemas/chaoshub-api.yaml. Thread-safe.
class HubTraffic {
 public:
  HubTraffic();

  /// Pages are not described, and therefore have no problems.
  std::vector<std::string> problems_of(const HubExchange& exchange);
  /// The problems of a value, according to one of the description's schemas.
  std::vector<std::string> problems_of(const std::string& schema, const Json& value);

 private:
  std::mutex mutex_;
  ApiDescription description_;  // guarded by mutex_
};

/// A proxy in front of a hub's services that reports whatever violates the description. It buffers
/// a complete response before passing it on: a client only gets the events of a stream once the hub
/// ends it.
class HubProxy {
 public:
  /// `url_of` returns the URL for a path; `report` gets a sentence. Both are called by several
  /// threads at once. With a certificate, clients connect with TLS.
  HubProxy(std::function<std::string(const std::string& path)> url_of, HubTraffic& traffic,
           std::function<void(const std::string& problem)> report,
           const TestCertificate* certificate = nullptr);
  /// Ends pending responses.
  ~HubProxy();
  HubProxy(const HubProxy&) = delete;
  HubProxy& operator=(const HubProxy&) = delete;

  std::string url() const { return server_.url(""); }

 private:
  ScriptedReply forward(const ReceivedRequest& request) const;

  std::function<std::string(const std::string&)> url_of_;
  HubTraffic& traffic_;
  std::function<void(const std::string&)> report_;
  std::stop_source leaving_;
  HttpServer server_;  // last, because it uses the others
};

/// Sends a request to a hub, whose certificate is trusted, and waits for its response: up to a
/// minute, or without a limit for a stream of events. Throws net::HttpError, or chaos::Stopped.
net::HttpResponse send_to_hub(const std::string& method, const std::string& url,
                              const net::Headers& headers, const std::optional<std::string>& body,
                              std::stop_token stop = {});

/// The value of a header, in any case; "" if there is none.
std::string value_of(const net::Headers& headers, const std::string& name);

}  // namespace chaos::testing
