#ifndef RAND_SERVICE_SERVICE_H_
#define RAND_SERVICE_SERVICE_H_

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "httplib.h"
#include "nlohmann/json.hpp"

/// The code that the three services share: reading a bound, formatting a response, starting,
/// reporting health, and stopping.
namespace rand_service {

constexpr std::int64_t kLargestBound = 2'147'483'647;

/// Explains in one sentence, to the client that sent the value, why it is invalid.
class BadValue final : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Parses an integer from 0 to kLargestBound; surrounding white space is ignored. Throws BadValue
/// if the string is not a number, negative, or out of range.
std::int64_t parse_bound(std::string_view text);

/// Parses a TCP port from 1 to 65535. Throws BadValue.
int parse_port(std::string_view text);

/// The port in the environment variable, or `fallback` if it is unset or empty. Throws BadValue.
int port_from_environment(const char* variable, int fallback);

/// A uniformly distributed number from 0 to `bound`, inclusive. Thread-safe.
std::int64_t random_up_to(std::int64_t bound);

/// The body of a response: the number, and the server that generated it.
nlohmann::ordered_json answer(std::int64_t value, std::string_view server);

/// The body of an error response.
nlohmann::ordered_json refusal(std::string_view message);

/// Sends a JSON response. Bytes in `body` that are not valid UTF-8 are replaced.
void reply(httplib::Response& response, int status, const nlohmann::ordered_json& body);

/// Prepares a server: it answers `GET /health` with the service's name and PID, unknown paths with
/// 404, and requests whose handler throws BadValue with 400.
void add_common_routes(httplib::Server& server, const std::string& service);

/// Binds 127.0.0.1:port, adds the common routes and serves until SIGTERM or SIGINT; requests in
/// progress are completed. Returns the exit status: 0 after a signal, 1 if the port is not
/// available (reported on stderr). Must be called before any thread is started.
int serve(httplib::Server& server, const std::string& service, int port);

/// Whether the process `pid` answers as one of our services on the port.
bool answers(int port, std::int64_t pid);

/// Runs `program`; an exception becomes a message on stderr and the exit status 2.
int run_program(const std::string& name, const std::function<int()>& program);

}  // namespace rand_service

#endif  // RAND_SERVICE_SERVICE_H_
