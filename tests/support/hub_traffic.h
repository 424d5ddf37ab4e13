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

/// What went over the wire, as far as the description has something to say about it.
struct HubExchange {
  std::string method = "GET";
  std::string path;
  std::string request_type = {};  ///< of the request's body, as the answer's below
  std::string request_body = {};
  int status = 200;
  std::string type;
  std::string body;
};

/// Holds what clients and the hub say to each other against schemas/chaoshub-api.yaml. Safe to use
/// from several threads.
class HubTraffic {
 public:
  HubTraffic();

  /// Pages are not described, and so have no problems.
  std::vector<std::string> problems_of(const HubExchange& exchange);
  /// Of a value, by one of the description's schemas.
  std::vector<std::string> problems_of(const std::string& schema, const Json& value);

 private:
  std::mutex mutex_;
  ApiDescription description_;  // guarded by mutex_
};

/// A proxy in front of a hub's services that tells of whatever goes through it and is not as
/// described. It holds a whole answer before it passes it on: a client sees the events of a stream
/// once the hub ends it.
class HubProxy {
 public:
  /// `url_of` gives the address for a path; `report` takes a sentence. Both are called by several
  /// threads at once. With a certificate, clients come to it over TLS.
  HubProxy(std::function<std::string(const std::string& path)> url_of, HubTraffic& traffic,
           std::function<void(const std::string& problem)> report,
           const TestCertificate* certificate = nullptr);
  /// Ends the answers that are still awaited.
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
  HttpServer server_;  // last: it uses the others
};

/// Sends a request to a hub, whose certificate is believed, and waits for its answer: a minute, or
/// for a stream of events as long as it takes. Throws net::HttpError, or chaos::Stopped.
net::HttpResponse send_to_hub(const std::string& method, const std::string& url,
                              const net::Headers& headers, const std::optional<std::string>& body,
                              std::stop_token stop = {});

/// The value of a header by its name, in any case; "" without it.
std::string value_of(const net::Headers& headers, const std::string& name);

}  // namespace chaos::testing
