#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "http/serving.h"

namespace chaos::hub::http {

/// Closes a connection after its last response such that a client that is still sending can read
/// that response: if the socket were closed at once, the client's system would discard it. Use on
/// the stream's strand.
template <typename Stream>
class LingeringClose final : public Closable,
                             public std::enable_shared_from_this<LingeringClose<Stream>> {
 public:
  /// How long the client may continue to send.
  static constexpr std::chrono::seconds kPatience{2};

  explicit LingeringClose(Client<Stream> client)
      : client_(std::move(client)), executor_(client_.stream.get_executor()) {}

  void start() {
    client_.slot->belongs_to(this->weak_from_this());
    client_.slot->set_replaceable(true);
    socket().expires_after(kPatience);
    if constexpr (kIsTls<Stream>) {
      client_.stream.async_shutdown(
          [self = this->shared_from_this()](const auto&) { self->half_close(); });
    } else {
      half_close();
    }
  }

  void finish() override { abort(); }

  void abort() override {
    boost::asio::post(executor_, [self = this->shared_from_this()] { self->socket().close(); });
  }

 private:
  boost::beast::tcp_stream& socket() { return boost::beast::get_lowest_layer(client_.stream); }

  void half_close() {
    boost::system::error_code failed;
    socket().socket().shutdown(boost::asio::socket_base::shutdown_send, failed);
    if (!failed) discard();
  }

  void discard() {
    socket().async_read_some(boost::asio::buffer(discarded_),
                             [self = this->shared_from_this()](const auto& error, std::size_t) {
                               if (!error) self->discard();
                             });
  }

  Client<Stream> client_;
  const typename Stream::executor_type executor_;
  std::array<char, 4096> discarded_{};
};

}  // namespace chaos::hub::http
