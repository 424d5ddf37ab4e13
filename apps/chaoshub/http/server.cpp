#include "http/server.h"

#include <asio/thread_pool.hpp>
#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "http/live_channels.h"
#include "http/problem.h"
#include "http/watched_socket.h"
#include "log/log.h"

namespace chaos::hub::http {
namespace {

constexpr std::size_t kNetworkThreads = 2;

/// What the library says of connections that it gives up: attacks and accidents.
struct Logger {
  template <typename Message>
  static void trace(const Message& /*message*/) {}
  template <typename Message>
  static void info(const Message& /*message*/) {}
  template <typename Message>
  static void warn(const Message& message) {
    if (log::enabled(log::Level::kDebug)) log::debug(message());
  }
  template <typename Message>
  static void error(const Message& message) {
    const std::string* client = client_of_this_thread;
    log::warning(client != nullptr ? fmt::format("{}; gave up on {}", message(), *client)
                                   : message());
  }
};

struct PlainTraits : restinio::default_traits_t {
  using logger_t = Logger;
  using stream_socket_t = WatchedPlainSocket;
};

struct TlsTraits : restinio::default_tls_traits_t {
  using logger_t = Logger;
  using stream_socket_t = WatchedTlsSocket;
};

Request to_request(const restinio::request_t& received) {
  const auto& head = received.header();
  Request request{.method = head.method().c_str(),
                  .path = {},
                  .query = parse_query(head.query()),
                  .headers = {},
                  .body = received.body(),
                  .peer = received.remote_endpoint().address().to_string()};
  for (const char c : percent_decode(head.path()))
    if (c != '/' || !request.path.ends_with('/')) request.path += c;
  head.for_each_field(
      [&request](const auto& field) { request.headers.emplace_back(field.name(), field.value()); });
  return request;
}

template <typename Builder>
void add_headers(Builder& builder, const Headers& headers) {
  for (const auto& [name, value] : headers)
    builder.append_header(name, value);
}

restinio::http_status_line_t status_line(int status) {
  return {restinio::http_status_code_t(static_cast<std::uint16_t>(status)), reason_of(status)};
}

/// Gives the pieces as the client takes them.
void send_pieces(ChunkedBuilder builder, const Response& response) {
  while (const auto piece = response.pieces()) {
    std::promise<bool> written;
    builder.append_chunk(restinio::writable_item_t(std::string(*piece)));
    builder.flush([&written](const auto& error) { written.set_value(!error); });
    if (!written.get_future().get()) return;
  }
  builder.done();
}

template <typename Traits>
void send(const restinio::request_handle_t& received, Response response) {
  if (response.live && wants_websocket(*received)) {
    response.live(WebSocketChannel<Traits>::open(*received));
    return;
  }
  const bool head_only = received->header().method() == restinio::http_method_head();
  if ((response.pieces || response.live) && !head_only) {
    auto builder = received->template create_response<restinio::chunked_output_t>(
        status_line(response.status));
    add_headers(builder, response.headers);
    if (response.pieces) return send_pieces(std::move(builder), response);
    response.live(std::make_shared<EventStreamChannel>(std::move(builder)));
    return;
  }
  auto builder = received->create_response(status_line(response.status));
  add_headers(builder, response.headers);
  if (!head_only) builder.set_body(std::move(response.body));
  builder.done();
}

}  // namespace

class Server::Engine {
 public:
  virtual ~Engine() = default;
  virtual std::uint16_t port() const = 0;
};

template <typename Traits>
class Server::EngineOf final : public Engine {
 public:
  template <typename Adjust>
  EngineOf(const ServerOptions& options, Answer answer, const Adjust& adjust)
      : answer_(std::move(answer)),
        handlers_(options.handlers),
        server_(restinio::external_io_context(network_), settings(options, adjust)) {
    std::promise<void> opened;
    server_.open_async([&opened] { opened.set_value(); },
                       [&opened](const std::exception_ptr& error) { opened.set_exception(error); });
    for (std::size_t i = 0; i < kNetworkThreads; ++i)
      threads_.emplace_back([this] { network_.run(); });
    try {
      opened.get_future().get();
    } catch (...) {
      network_.stop();
      throw;
    }
  }

  ~EngineOf() override {
    std::promise<void> closed;
    server_.close_async([&closed] { closed.set_value(); },
                        [&closed](const std::exception_ptr&) { closed.set_value(); });
    closed.get_future().wait();
    handlers_.join();
    network_.stop();
  }

  std::uint16_t port() const override { return port_; }

 private:
  template <typename Adjust>
  auto settings(const ServerOptions& options, const Adjust& adjust) {
    restinio::server_settings_t<Traits> settings;
    settings.address(options.address)
        .port(options.port)
        .acceptor_post_bind_hook(
            [this](auto& acceptor) { port_ = acceptor.local_endpoint().port(); })
        .read_next_http_message_timelimit(options.patience)
        .write_http_response_timelimit(options.patience)
        .handle_request_timeout(std::chrono::minutes(2))
        .max_pipelined_requests(1)
        .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                      .max_url_size(8 << 10)
                                      .max_field_name_size(1 << 10)
                                      .max_field_value_size(16 << 10)
                                      .max_field_count(100)
                                      .max_body_size(2 * options.body_limit))
        .request_handler([this](const restinio::request_handle_t& received) {
          asio::post(handlers_, [this, received] { handle_safely(received); });
          return restinio::request_accepted();
        });
    adjust(settings);
    return settings;
  }

  /// What is thrown here has nobody to tell: the answer has begun, or there is no memory for one.
  /// The connection ends when the client's patience does.
  void handle_safely(const restinio::request_handle_t& received) noexcept try {
    handle(received);
  } catch (const std::exception& error) {
    log::error(fmt::format("An answer broke off: {}", error.what()));
  }

  void handle(const restinio::request_handle_t& received) {
    Request request = to_request(*received);
    send<Traits>(received, answer_(request));
  }

  Answer answer_;
  asio::io_context network_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{network_.get_executor()};
  asio::thread_pool handlers_;
  std::uint16_t port_ = 0;
  restinio::http_server_t<Traits> server_;
  std::vector<std::jthread> threads_;  // last: they use the others
};

Server::Server(const ServerOptions& options, Answer answer) {
  if (options.certificate.empty()) {
    engine_ = std::make_unique<EngineOf<PlainTraits>>(options, std::move(answer), [](auto&) {});
    return;
  }
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
  context.use_certificate_chain_file(options.certificate);
  context.use_private_key_file(options.key, asio::ssl::context::pem);
  engine_ = std::make_unique<EngineOf<TlsTraits>>(
      options, std::move(answer),
      [&context](auto& settings) { settings.tls_context(std::move(context)); });
}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return engine_->port();
}

}  // namespace chaos::hub::http
