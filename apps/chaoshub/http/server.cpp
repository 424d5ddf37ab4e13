#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <future>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "http/response_head.h"
#include "http/serving.h"
#include "http/start_connection.h"
#include "log/log.h"

namespace chaos::hub::http {
namespace {

namespace net = boost::asio;
using Tcp = net::ip::tcp;
using Error = boost::system::error_code;

constexpr int kNetworkThreads = 2;
/// Wait after accept() fails: descriptors may be closed in the meantime.
constexpr std::chrono::milliseconds kPause{50};

/// The unit by which connections are counted. The owner of an IPv6 network can use any address in
/// it.
std::string network_of(const net::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return net::ip::address_v6(bytes).to_string();
}

net::ip::address peer_of(const Tcp::socket& socket) {
  Error gone;
  const auto address = socket.remote_endpoint(gone).address();
  const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()) : address;
}

Tcp::endpoint endpoint_of(const ServerOptions& options) {
  std::string address = options.address;
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  return {net::ip::make_address(address), options.port};
}

std::unique_ptr<net::ssl::context> tls_of(const ServerOptions& options) {
  if (options.certificate.empty()) return nullptr;
  auto tls = std::make_unique<net::ssl::context>(net::ssl::context::tls_server);
  tls->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_tlsv1 |
                   net::ssl::context::no_tlsv1_1);
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  tls->use_certificate_chain_file(options.certificate);
  tls->use_private_key_file(options.key, net::ssl::context::pem);
  return tls;
}

}  // namespace

class Server::Engine {
 public:
  Engine(const ServerOptions& options, Admit admit)
      : serving_(std::make_shared<Serving>(options, std::move(admit))),
        tls_(tls_of(options)),
        acceptor_(net::make_strand(network_)),
        pause_(acceptor_.get_executor()) {
    const Tcp::endpoint endpoint = endpoint_of(options);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(net::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(net::socket_base::max_listen_connections);
    port_ = acceptor_.local_endpoint().port();
    accept();
    for (int i = 0; i < kNetworkThreads; ++i)
      threads_.emplace_back([this] { run(); });
  }

  ~Engine() {
    serving_->is_ending = true;
    std::promise<void> closed;
    net::post(acceptor_.get_executor(), [this, &closed] {
      acceptor_.close();
      pause_.cancel();
      closed.set_value();
    });
    closed.get_future().wait();
    serving_->connections.finish_all(serving_->options.patience);
    serving_->handlers.join();
    network_.stop();
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return serving_->connections.size(); }

 private:
  /// Exceptions here end one connection at most.
  void run() {
    while (!network_.stopped()) {
      try {
        network_.run();
      } catch (const std::exception& error) {
        log::error(fmt::format("A connection failed: {}", error.what()));
      }
    }
  }

  void accept() {
    acceptor_.async_accept(
        net::make_strand(network_), [this](const Error& error, Tcp::socket socket) {
          if (!acceptor_.is_open()) return;
          if (!error || error == net::error::connection_aborted) {
            accept();
            if (!error) welcome(std::move(socket));
            return;
          }
          log::warning(fmt::format("Cannot accept a connection: {}", error.message()));
          serving_->connections.close_one();
          pause_.expires_after(kPause);
          pause_.async_wait([this](const Error& cancelled) {
            if (!cancelled && acceptor_.is_open()) accept();
          });
        });
  }

  void welcome(Tcp::socket socket) {
    const auto address = peer_of(socket);
    auto slot = serving_->connections.add(network_of(address));
    if (slot == nullptr) return turn_away(socket);
    Error ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    PlainStream stream(std::move(socket));
    if (tls_ == nullptr)
      start_connection(Client<PlainStream>{std::move(stream), address.to_string(), std::move(slot)},
                       serving_);
    else
      start_connection(Client<TlsStream>{TlsStream(std::move(stream), *tls_), address.to_string(),
                                         std::move(slot)},
                       serving_);
  }

  /// Does not wait: whatever exceeds the socket's buffer is not sent.
  void turn_away(Tcp::socket& socket) {
    Error ignored;
    socket.non_blocking(true, ignored);
    if (tls_ == nullptr)
      socket.write_some(net::buffer(plain_response(503, "too many connections")), ignored);
    socket.shutdown(Tcp::socket::shutdown_send, ignored);
  }

  const std::shared_ptr<Serving> serving_;
  const std::unique_ptr<net::ssl::context> tls_;
  net::io_context network_;
  Tcp::acceptor acceptor_;
  net::steady_timer pause_;
  std::uint16_t port_ = 0;
  net::executor_work_guard<net::io_context::executor_type> work_ = net::make_work_guard(network_);
  std::vector<std::jthread> threads_;  // last: they use the members above
};

Server::Server(const ServerOptions& options, Admit admit)
    : engine_(std::make_unique<Engine>(options, std::move(admit))) {}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return engine_->port();
}

std::size_t Server::connections() const {
  return engine_->connections();
}

}  // namespace chaos::hub::http
