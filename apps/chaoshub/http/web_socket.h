#pragma once

#include <array>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "http/message.h"
#include "http/request_head.h"
#include "http/serving.h"
#include "http/unread_bytes.h"

namespace chaos::hub::http {

/// The maximum length of a client's message, across all its frames. Messages are ignored.
inline constexpr std::size_t kLongestMessage = 4 << 10;

/// A WebSocket that sends messages. From the client it only handles pings, pongs and the end. Keeps
/// itself alive until the client disconnects or the socket is closed.
template <typename Stream>
class WebSocket final : public LiveChannel,
                        public Closable,
                        public std::enable_shared_from_this<WebSocket<Stream>> {
 public:
  /// A client that does not answer a ping for this long has disconnected. beat() sends the pings.
  static constexpr std::chrono::seconds kSilence{60};
  /// How long a client may take to confirm the close.
  static constexpr std::chrono::seconds kGoodbye{1};

  using Opened = std::function<void(std::shared_ptr<LiveChannel>)>;

  WebSocket(Client<Stream> client, std::chrono::seconds patience)
      : socket_(std::move(client.stream)),
        executor_(socket_.get_executor()),
        slot_(std::move(client.slot)) {
    boost::beast::get_lowest_layer(socket_).expires_never();  // the WebSocket has its own timeouts
    socket_.set_option(Timeout{
        .handshake_timeout = patience, .idle_timeout = kSilence, .keep_alive_pings = false});
    socket_.read_message_max(kLongestMessage);
    socket_.auto_fragment(false);
    socket_.text(true);
  }

  /// Accepts the upgrade request, then calls `opened` on the strand.
  void accept(const boost::beast::http::request<boost::beast::http::empty_body>& request,
              Opened opened) {
    slot_->belongs_to(this->weak_from_this());
    socket_.async_accept(
        request, [self = this->shared_from_this(), opened = std::move(opened)](const auto& error) {
          if (error || self->is_shut_) return self->shut();
          self->read();
          opened(self);
        });
  }

  bool send(const LiveMessage& message) override {
    return write({.kind = Item::Kind::kText, .bytes = message.data});
  }

  bool beat() override { return write({.kind = Item::Kind::kPing, .bytes = {}}); }

  void close() override {
    if (!unread_.close()) return;
    on_strand([self = this->shared_from_this()] {
      self->push({.kind = Item::Kind::kClose, .bytes = {}});
    });
  }

  void finish() override { close(); }

  void abort() override {
    unread_.close();
    on_strand([self = this->shared_from_this()] { self->shut(); });
  }

 private:
  using Timeout = boost::beast::websocket::stream_base::timeout;

  struct Item {
    enum class Kind { kText, kPing, kClose };
    Kind kind;
    std::string bytes;
  };

  template <typename Work>
  void on_strand(Work work) {
    boost::asio::post(executor_, std::move(work));
  }

  bool write(Item item) {
    if (!unread_.add(item.bytes.size())) {
      abort();
      return false;
    }
    on_strand([self = this->shared_from_this(), item = std::move(item)]() mutable {
      self->push(std::move(item));
    });
    return true;
  }

  // The functions below run on the strand.

  void push(Item item) {
    if (is_shut_) return;
    outbox_.push_back(std::move(item));
    if (outbox_.size() == 1) write_next();
  }

  void write_next() {
    const auto written = [self = this->shared_from_this()](const auto& error,
                                                           std::size_t /*count*/ = 0) {
      self->on_written(static_cast<bool>(error));
    };
    const Item& item = outbox_.front();
    if (item.kind == Item::Kind::kText) {
      socket_.async_write(boost::asio::buffer(item.bytes), written);
    } else if (item.kind == Item::Kind::kPing) {
      socket_.async_ping("here", [written](const auto& error) { written(error); });
    } else {
      socket_.set_option(Timeout{.handshake_timeout = kGoodbye,
                                 .idle_timeout = boost::beast::websocket::stream_base::none(),
                                 .keep_alive_pings = false});
      socket_.async_close(boost::beast::websocket::close_code::going_away,
                          [self = this->shared_from_this()](const auto&) { self->shut(); });
    }
  }

  void on_written(bool failed) {
    if (failed || is_shut_) return shut();
    unread_.remove(outbox_.front().bytes.size());
    outbox_.pop_front();
    if (!outbox_.empty()) write_next();
  }

  void read() {
    socket_.async_read_some(
        boost::asio::buffer(ignored_),
        [self = this->shared_from_this()](const auto& error, std::size_t /*count*/) {
          if (error || self->is_shut_) return self->shut();
          self->read();
        });
  }

  /// Gives up the connection even if others still hold this channel.
  void shut() {
    unread_.close();
    if (std::exchange(is_shut_, true)) return;
    boost::beast::get_lowest_layer(socket_).close();
    slot_.reset();
  }

  boost::beast::websocket::stream<Stream, false> socket_;  // without compression
  const typename Stream::executor_type executor_;
  UnreadBytes unread_;
  // Used on the strand only.
  std::shared_ptr<ConnectionTable::Slot> slot_;
  std::deque<Item> outbox_;
  std::array<char, 256> ignored_{};
  bool is_shut_ = false;
};

}  // namespace chaos::hub::http
