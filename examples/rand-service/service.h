#ifndef RAND_SERVICE_SERVICE_H_
#define RAND_SERVICE_SERVICE_H_

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "httplib.h"
#include "nlohmann/json.hpp"

/// What the three services have in common: how a bound is read, how an answer looks, and how a
/// service starts, says that it lives, and stops.
namespace rand_service {

constexpr std::int64_t kLargestBound = 2'147'483'647;

/// Says in one sentence, meant for whoever sent the value, why it cannot be used.
class BadValue final : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Reads a whole number from 0 to kLargestBound; white space around it is ignored.
/// Throws BadValue when the text is not a number, negative or out of range.
std::int64_t parse_bound(std::string_view text);

/// Reads a TCP port from 1 to 65535. Throws BadValue.
int parse_port(std::string_view text);

/// The port in the environment variable, or `fallback` when it is unset or empty. Throws BadValue.
int port_from_environment(const char* variable, int fallback);

/// A number from 0 to `bound`, both included, each equally likely. Safe to call from any thread.
std::int64_t random_up_to(std::int64_t bound);

/// The body of an answer: the number and the server that drew it.
nlohmann::ordered_json answer(std::int64_t value, std::string_view server);

/// The body of a refusal.
nlohmann::ordered_json refusal(std::string_view message);

/// Answers with a JSON body. Bytes in `body` that are not UTF-8 are replaced, never an error.
void reply(httplib::Response& response, int status, const nlohmann::ordered_json& body);

/// Prepares a server: answers `GET /health` with the service's name and process id, and whatever
/// else it does not know with 404; a handler that throws BadValue is answered with 400.
void add_common_routes(httplib::Server& server, const std::string& service);

/// Binds 127.0.0.1:port, adds the common routes and serves until SIGTERM or SIGINT; requests that
/// are being answered at that moment are finished. Returns the process' exit status: 0 after a
/// signal, 1 when the port cannot be had (said on stderr). Call it before any thread is started.
int serve(httplib::Server& server, const std::string& service, int port);

/// Whether the process `pid` answers as one of our services on the port.
bool answers(int port, std::int64_t pid);

/// Runs `program` and turns what it throws into a line on stderr and the exit status 2.
int run_program(const std::string& name, const std::function<int()>& program);

}  // namespace rand_service

#endif  // RAND_SERVICE_SERVICE_H_
