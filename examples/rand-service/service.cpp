#include "service.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <latch>
#include <random>
#include <system_error>
#include <thread>

namespace rand_service {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr std::size_t kLongestRequestBody = 1024;
constexpr std::size_t kLongestQuote = 40;
constexpr std::size_t kThreads = 8;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string quoted(std::string_view text) {
  if (text.size() <= kLongestQuote) return "'" + std::string(text) + "'";
  return "'" + std::string(text.substr(0, kLongestQuote)) + "...'";
}

std::string expected_range(std::int64_t low, std::int64_t high) {
  return "send a whole number from " + std::to_string(low) + " to " + std::to_string(high);
}

std::int64_t parse_whole_number(std::string_view raw, std::int64_t low, std::int64_t high) {
  const std::string_view text = trimmed(raw);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    throw BadValue(quoted(text) + " is not a number; " + expected_range(low, high));
  }
  const bool too_long = error == std::errc::result_out_of_range;
  if (text.front() == '-' && (too_long || value < 0)) {
    throw BadValue(quoted(text) + " is negative; " + expected_range(low, high));
  }
  if (too_long || value < low || value > high) {
    throw BadValue(quoted(text) + " is out of range; " + expected_range(low, high));
  }
  return value;
}

// The library's default would share the port with any other process that requests it, which would
// hide that the port is in use.
void reuse_address_only(int socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void serve_until_signal(httplib::Server& server, const sigset_t& signals) {
  // stop() has no effect before the server is running; the task queue is created once it is.
  std::latch running(1);
  server.new_task_queue = [&running]() -> httplib::TaskQueue* {
    running.count_down();
    return new httplib::ThreadPool(kThreads);
  };
  std::thread listener([&server] {
    server.listen_after_bind();
    ::kill(::getpid(), SIGTERM);  // ends the wait below if the listener fails
  });
  int signal = 0;
  sigwait(&signals, &signal);
  running.wait();
  server.stop();
  listener.join();
}

std::string why_refused(int status, const httplib::Request& request) {
  if (status == 404) return "nothing is served at " + request.method + " " + request.path;
  if (status == 413)
    return "the body is longer than " + std::to_string(kLongestRequestBody) + " bytes";
  return "the request cannot be read";
}

void refuse_with_exception(httplib::Response& response, std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const BadValue& bad) {
    reply(response, 400, refusal(bad.what()));
  } catch (const std::exception& other) {
    reply(response, 500, refusal(other.what()));
  }
}

}  // namespace

std::int64_t parse_bound(std::string_view text) {
  return parse_whole_number(text, 0, kLargestBound);
}

int parse_port(std::string_view text) {
  return static_cast<int>(parse_whole_number(text, 1, 65535));
}

int port_from_environment(const char* variable, int fallback) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return fallback;
  try {
    return parse_port(text);
  } catch (const BadValue& bad) {
    throw BadValue(std::string(variable) + ": " + bad.what());
  }
}

std::int64_t random_up_to(std::int64_t bound) {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_int_distribution<std::int64_t>(0, bound)(engine);
}

nlohmann::ordered_json answer(std::int64_t value, std::string_view server) {
  return {{"value", value}, {"server", server}};
}

nlohmann::ordered_json refusal(std::string_view message) {
  return {{"error", message}};
}

void reply(httplib::Response& response, int status, const nlohmann::ordered_json& body) {
  using nlohmann::ordered_json;
  response.status = status;
  response.set_content(body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n",
                       "application/json");
}

void add_common_routes(httplib::Server& server, const std::string& service) {
  server.Get("/health", [service](const httplib::Request&, httplib::Response& response) {
    reply(response, 200, {{"service", service}, {"pid", ::getpid()}});
  });
  server.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (response.body.empty()) {
      reply(response, response.status, refusal(why_refused(response.status, request)));
    }
  });
  server.set_exception_handler(
      [](const httplib::Request&, httplib::Response& response, std::exception_ptr error) {
        refuse_with_exception(response, std::move(error));
      });
}

int serve(httplib::Server& server, const std::string& service, int port) {
  const sigset_t signals = block_stop_signals();
  add_common_routes(server, service);
  server.set_socket_options(reuse_address_only);
  server.set_payload_max_length(kLongestRequestBody);
  server.set_keep_alive_timeout(1);  // an idle client delays a stop by no more than this
  server.set_tcp_nodelay(true);

  const std::string address = std::string(kHost) + ":" + std::to_string(port);
  errno = 0;
  if (!server.bind_to_port(kHost, port)) {
    const std::string why = errno == 0 ? "it is taken or not allowed" : std::strerror(errno);
    std::cerr << service << ": cannot listen on " << address << ": " << why << '\n';
    return 1;
  }
  std::cout << service << " listens on " << address << std::endl;
  serve_until_signal(server, signals);
  std::cout << service << " stopped" << std::endl;
  return 0;
}

bool answers(int port, std::int64_t pid) {
  httplib::Client client(kHost, port);
  client.set_connection_timeout(std::chrono::seconds(1));
  client.set_read_timeout(std::chrono::seconds(1));
  const auto response = client.Get("/health");
  if (!response || response->status != 200) return false;
  const auto body = nlohmann::json::parse(response->body, nullptr, false);
  return body.is_object() && body.value("pid", nlohmann::json()) == pid;
}

int run_program(const std::string& name, const std::function<int()>& program) {
  try {
    return program();
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 2;
  }
}

}  // namespace rand_service
