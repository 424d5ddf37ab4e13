#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the header with that name, ignoring case; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// A complete request.
struct Request {
  std::string method;                        ///< "GET"; HEAD is treated as GET
  std::string path;                          ///< decoded, with repeated slashes merged
  std::map<std::string, std::string> query;  ///< decoded; the last value if a name is repeated
  Headers headers;                           ///< in order of arrival
  std::string body;                          ///< no longer than the server's limit
  std::string peer;                          ///< the client's address: "192.0.2.1"
  std::map<std::string, std::string> parameters = {};  ///< of the path, by the names in its route
  std::string base_url = {};  ///< of the hub as the client sees it, without a trailing slash

  /// "" if there is none.
  const std::string& header(std::string_view name) const;
  /// "" if there is none.
  std::string cookie(std::string_view name) const;
  /// A path parameter. Throws std::out_of_range if the route does not have it.
  const std::string& parameter(const std::string& name) const { return parameters.at(name); }
};

/// A message to a client with an open event stream.
struct LiveMessage {
  std::string id;
  std::string type;
  std::string data;  ///< JSON on one line
};

/// Sends messages to such a client: as server-sent events, or over a WebSocket. Safe to use from
/// any thread. Functions return false once the client has disconnected or fallen too far behind;
/// nothing more is sent then.
class LiveChannel {
 public:
  virtual ~LiveChannel() = default;
  virtual bool send(const LiveMessage& message) = 0;
  /// Sends a keep-alive message, so that proxies do not close the connection.
  virtual bool beat() = 0;
  /// Ends the response.
  virtual void close() = 0;
};

/// An HTTP response.
struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  /// Provides the body piece by piece instead, and nothing at its end. Called in a handler thread.
  /// If it throws, the response is cut off.
  std::function<std::optional<std::string>()> pieces = {};
  /// Takes over the connection once the head has been sent, in a handler thread.
  std::function<void(std::shared_ptr<LiveChannel>)> live = {};

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// A JSON response.
Response json_response(const Json& body, int status = 200);
/// A response without a body: 204.
Response no_content();
/// Redirects the client to `location` with a GET.
Response see_other(std::string location);

/// The body as a JSON object. Bodies that are not valid UTF-8 are read as ISO-8859-1, which the
/// original client of the API sends. Throws Problem (400, 422).
Json json_object(const Request& request);

/// The fields of a form's body (application/x-www-form-urlencoded).
std::map<std::string, std::string> form_fields(const Request& request);

/// "a=1&b=x%20y" as decoded pairs; the last value if a name is repeated.
std::map<std::string, std::string> parse_query(std::string_view text);

/// The text with "%41" and, if `plus` is set, "+" decoded. Invalid escapes are left alone.
std::string percent_decode(std::string_view text, bool plus = false);

}  // namespace chaos::hub::http
