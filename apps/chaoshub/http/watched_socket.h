#pragma once

#include <fmt/format.h>

#include <asio/associated_executor.hpp>
#include <asio/bind_executor.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <chrono>
#include <memory>
#include <restinio/all.hpp>
#include <restinio/tls.hpp>
#include <string>
#include <utility>
#include <vector>

#include "log/log.h"

namespace chaos::hub::http {

/// The client whose bytes this thread handles just now; nullptr when there is none.
inline thread_local const std::string* client_of_this_thread = nullptr;

/// A socket of RESTinio that logs it when the server closes it on somebody it still waits for: the
/// library ends such connections without a word that could be told from its other ones.
template <typename Base>
class WatchedSocket : public Base {
 public:
  using Base::Base;

  template <typename Buffers, typename Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    const auto wait = waiting();
    wait->reading = true;
    return Base::async_read_some(
        buffers, then(std::forward<Handler>(handler), wait, [](Wait& done, std::size_t count) {
          done.reading = false;
          done.request_begun = done.request_begun || count > 0;
        }));
  }

  template <typename Buffers, typename Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    const auto wait = waiting();
    wait->writing = true;
    wait->request_begun = false;  // there is its answer
    return Base::async_write_some(
        buffers, then(std::forward<Handler>(handler), wait,
                      [](Wait& done, std::size_t /*count*/) { done.writing = false; }));
  }

  template <typename... Args>
  void close(Args&&... args) {
    if (wait_ != nullptr && wait_->reading && wait_->request_begun) log_slow("send its request");
    if (wait_ != nullptr && wait_->writing) log_slow("take its answer");
    Base::close(std::forward<Args>(args)...);
  }

  /// `what`: what the client did not do in time.
  void log_slow(const char* what) {
    log::info(fmt::format("Gave up on {}, which took too long to {}", waiting()->peer, what));
  }

 private:
  /// On its own, as the socket moves when it becomes a WebSocket's.
  struct Wait {
    std::string peer;
    bool reading = false;
    bool writing = false;
    bool request_begun = false;
  };

  const std::shared_ptr<Wait>& waiting() {
    if (wait_ == nullptr) {
      wait_ = std::make_shared<Wait>();
      std::error_code gone;
      wait_->peer = this->lowest_layer().remote_endpoint(gone).address().to_string();
    }
    return wait_;
  }

  /// Calls `note` before the handler, where that would be called.
  template <typename Handler, typename Note>
  static auto then(Handler&& handler, std::shared_ptr<Wait> wait, Note note) {
    auto executor = asio::get_associated_executor(handler);
    return asio::bind_executor(
        executor, [handler = std::forward<Handler>(handler), wait = std::move(wait), note](
                      const std::error_code& error, std::size_t count) mutable {
          note(*wait, count);
          client_of_this_thread = &wait->peer;
          handler(error, count);
          client_of_this_thread = nullptr;
        });
  }

  std::shared_ptr<Wait> wait_;
};

using WatchedPlainSocket = WatchedSocket<asio::ip::tcp::socket>;

class WatchedTlsSocket : public WatchedSocket<restinio::tls_socket_t> {
 public:
  WatchedTlsSocket(asio::io_context& network, std::shared_ptr<asio::ssl::context> tls,
                   std::chrono::steady_clock::duration patience)
      : WatchedSocket(network, std::move(tls)), patience_(patience) {}

  /// How long the client may take over the beginning of TLS, for which the library waits for ever.
  std::chrono::steady_clock::duration patience() const { return patience_; }

 private:
  std::chrono::steady_clock::duration patience_;
};

/// What RESTinio calls before it reads from a new connection.
template <typename Connection, typename Ready, typename Failed>
void prepare_connection_and_start_read(WatchedTlsSocket& socket, Connection& connection,
                                       Ready ready, Failed failed) {
  const auto strand = asio::make_strand(socket.get_executor());
  const auto patience = std::make_shared<asio::steady_timer>(strand, socket.patience());
  const auto alive = connection.shared_from_this();
  patience->async_wait([&socket, alive, patience](const std::error_code& done) {
    // The wait may have been over just before the handshake was, and then cannot be cancelled.
    if (done || patience->expiry() > std::chrono::steady_clock::now()) return;
    socket.log_slow("begin TLS");
    socket.cancel();
  });
  socket.async_handshake(
      asio::ssl::stream_base::server,
      asio::bind_executor(strand, [alive, patience, ready, failed](const std::error_code& error) {
        patience->expires_at(asio::steady_timer::time_point::max());
        error ? failed(error) : ready();
      }));
}

}  // namespace chaos::hub::http

// RESTinio asks these by the socket's type.
namespace restinio {

template <typename Settings>
class socket_type_dependent_settings_t<Settings, chaos::hub::http::WatchedTlsSocket>
    : public socket_type_dependent_settings_t<Settings, tls_socket_t> {
 public:
  socket_type_dependent_settings_t() = default;
  socket_type_dependent_settings_t(socket_type_dependent_settings_t&&) noexcept = default;

 protected:
  ~socket_type_dependent_settings_t() = default;
};

namespace impl {

template <>
class socket_supplier_t<chaos::hub::http::WatchedTlsSocket> {
 protected:
  using Socket = chaos::hub::http::WatchedTlsSocket;

  template <typename Settings>
  socket_supplier_t(Settings& settings, asio::io_context& network)
      : network_(network),
        tls_(settings.giveaway_tls_context()),
        patience_(settings.read_next_http_message_timelimit()) {
    while (sockets_.size() < settings.concurrent_accepts_count())
      sockets_.push_back(fresh());
  }

  Socket& socket(std::size_t index) { return sockets_.at(index); }
  Socket move_socket(std::size_t index) { return std::exchange(sockets_.at(index), fresh()); }
  std::size_t concurrent_accept_sockets_count() const { return sockets_.size(); }

 private:
  Socket fresh() const { return {network_, tls_, patience_}; }

  asio::io_context& network_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::chrono::steady_clock::duration patience_;
  std::vector<Socket> sockets_;
};

}  // namespace impl
}  // namespace restinio
