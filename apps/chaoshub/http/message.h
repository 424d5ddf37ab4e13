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

/// The value of the header of that name, in any case; nullptr when there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// A request as it arrived, whole.
struct Request {
  std::string method;                        ///< "GET"; a HEAD is answered as a GET
  std::string path;                          ///< decoded, slashes that follow each other made one
  std::map<std::string, std::string> query;  ///< decoded; of a name given twice the last value
  Headers headers;                           ///< in the order of their arrival
  std::string body;                          ///< at most what the server's limit allows
  std::string peer;                          ///< the client's address: "192.0.2.1"
  std::map<std::string, std::string> parameters = {};  ///< of the path, as its route names them
  std::string base_url = {};  ///< of the hub, as the client finds it, without a slash at its end

  /// "" when there is none.
  const std::string& header(std::string_view name) const;
  /// "" when there is none.
  std::string cookie(std::string_view name) const;
  /// A parameter of the path. Throws std::out_of_range for one that the route does not have.
  const std::string& parameter(const std::string& name) const { return parameters.at(name); }
};

/// What a client that goes on listening is told.
struct LiveMessage {
  std::string id;
  std::string type;
  std::string data;  ///< JSON on one line
};

/// The way to such a client: server-sent events, or a WebSocket whose messages are the data. Safe
/// to use from any thread. Functions that return false do so once the client is gone, or is too
/// slow to be waited for; nothing is sent then any more.
class LiveChannel {
 public:
  virtual ~LiveChannel() = default;
  virtual bool send(const LiveMessage& message) = 0;
  /// Sends something that means nothing, so that all between here and there keep the connection.
  virtual bool beat() = 0;
  /// Ends the answer.
  virtual void close() = 0;
};

/// What is answered.
struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  /// Gives the body piece by piece instead, nothing at its end; called in one of the handlers'
  /// threads. When it throws, the answer breaks off.
  std::function<std::optional<std::string>()> pieces = {};
  /// Takes over the connection once the head of the answer is sent, in one of the handlers'
  /// threads.
  std::function<void(std::shared_ptr<LiveChannel>)> live = {};

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// An answer in JSON.
Response json_response(const Json& body, int status = 200);
/// An answer without a body: 204.
Response no_content();
/// Sends the client to `location` with a GET.
Response see_other(std::string location);

/// The body as a JSON object. Text that is no UTF-8 is taken for ISO-8859-1, which the original
/// client of the API sends. Throws Problem (400, 422).
Json json_object(const Request& request);

/// The fields of a form's body (application/x-www-form-urlencoded).
std::map<std::string, std::string> form_fields(const Request& request);

/// "a=1&b=x%20y" as pairs, decoded; of a name given twice the last value.
std::map<std::string, std::string> parse_query(std::string_view text);

/// The text with "%41" and, where `plus` is set, "+" decoded. What is no escape stays.
std::string percent_decode(std::string_view text, bool plus = false);

}  // namespace chaos::hub::http
