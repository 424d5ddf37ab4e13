#pragma once

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <restinio/all.hpp>
#include <restinio/websocket/websocket.hpp>
#include <string>
#include <utility>

#include "http/message.h"

namespace chaos::hub::http {

/// What a client that goes on listening may leave unread before it is given up.
inline constexpr std::size_t kMostUnread = 4 << 20;

using ChunkedBuilder = restinio::response_builder_t<restinio::chunked_output_t>;

/// Server-sent events, as chunks of the answer that the builder has begun.
class EventStreamChannel final : public Channel,
                                 public std::enable_shared_from_this<EventStreamChannel> {
 public:
  explicit EventStreamChannel(ChunkedBuilder builder) : builder_(std::move(builder)) {
    builder_.flush();  // the head
  }

  bool send(const LiveMessage& message) override {
    return write(
        fmt::format("id: {}\nevent: {}\ndata: {}\n\n", message.id, message.type, message.data));
  }

  bool beat() override { return write(": here\n\n"); }

  void close() override {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(closed_, true)) builder_.done();
  }

 private:
  bool write(std::string bytes) {
    if (gone_ || unread_ > kMostUnread) return false;
    const std::size_t size = bytes.size();
    unread_ += size;
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    builder_.append_chunk(restinio::writable_item_t(std::move(bytes)));
    builder_.flush([self = shared_from_this(), size](const auto& error) {
      self->unread_ -= size;
      if (error) self->gone_ = true;
    });
    return true;
  }

  std::mutex mutex_;
  ChunkedBuilder builder_;  // guarded by mutex_
  bool closed_ = false;     // guarded by mutex_
  std::atomic<bool> gone_ = false;
  std::atomic<std::size_t> unread_ = 0;
};

inline bool wants_websocket(const restinio::request_t& request) {
  return request.header().connection() == restinio::http_connection_header_t::upgrade &&
         request.header().has_field(restinio::http_field::sec_websocket_key);
}

/// A WebSocket, whose messages are the data of what is told. What the client says is not listened
/// to, but for its pings and its end.
template <typename Traits>
class WebSocketChannel final : public Channel,
                               public std::enable_shared_from_this<WebSocketChannel<Traits>> {
 public:
  static std::shared_ptr<WebSocketChannel> open(restinio::request_t& request) {
    namespace basic = restinio::websocket::basic;
    auto channel = std::make_shared<WebSocketChannel>();
    channel->socket_ = basic::upgrade<Traits>(
        request, basic::activation_t::immediate,
        [weak = std::weak_ptr<WebSocketChannel>(channel)](const auto& socket, const auto& message) {
          if (message->opcode() == basic::opcode_t::ping_frame) {
            auto pong = *message;
            pong.set_opcode(basic::opcode_t::pong_frame);
            socket->send_message(pong);
          } else if (message->opcode() == basic::opcode_t::connection_close_frame) {
            if (const auto self = weak.lock()) self->gone_ = true;
          }
        });
    return channel;
  }

  bool send(const LiveMessage& message) override {
    return write(restinio::websocket::basic::opcode_t::text_frame, message.data);
  }

  bool beat() override { return write(restinio::websocket::basic::opcode_t::ping_frame, "here"); }

  void close() override {
    if (!gone_.exchange(true)) socket_->shutdown();
  }

 private:
  bool write(restinio::websocket::basic::opcode_t opcode, std::string bytes) {
    namespace basic = restinio::websocket::basic;
    if (gone_ || unread_ > kMostUnread) return false;
    const std::size_t size = bytes.size();
    unread_ += size;
    socket_->send_message(basic::final_frame, opcode, restinio::writable_item_t(std::move(bytes)),
                          [self = this->shared_from_this(), size](const auto& error) {
                            self->unread_ -= size;
                            if (error) self->gone_ = true;
                          });
    return true;
  }

  restinio::websocket::basic::ws_handle_t socket_;
  std::atomic<bool> gone_ = false;
  std::atomic<std::size_t> unread_ = 0;
};

}  // namespace chaos::hub::http
