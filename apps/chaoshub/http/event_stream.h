#pragma once

#include <fmt/format.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "http/message.h"
#include "http/serving.h"
#include "http/unread_bytes.h"

namespace chaos::hub::http {

/// Server-sent events. Keeps itself alive until the client disconnects or the stream is closed.
template <typename Stream>
class EventStream final : public LiveChannel,
                          public Closable,
                          public std::enable_shared_from_this<EventStream<Stream>> {
 public:
  /// `chunked`: whether the head announces chunked encoding; otherwise the stream ends with the
  /// connection.
  EventStream(Client<Stream> client, std::chrono::seconds patience, bool chunked)
      : client_(std::move(client)),
        executor_(client_.stream.get_executor()),
        patience_(patience),
        chunked_(chunked) {}

  /// Sends the head of the response. Call this first.
  void begin(std::string head) {
    client_.slot->belongs_to(this->weak_from_this());
    unread_.add(head.size());
    on_strand([self = this->shared_from_this(), head = std::move(head)]() mutable {
      self->read();
      self->push(std::move(head));
    });
  }

  bool send(const LiveMessage& message) override {
    return write(
        fmt::format("id: {}\nevent: {}\ndata: {}\n\n", message.id, message.type, message.data));
  }

  bool beat() override { return write(": here\n\n"); }

  void close() override {
    if (!unread_.close()) return;
    on_strand([self = this->shared_from_this()] {
      self->is_closing_ = true;
      if (self->chunked_)
        self->push("0\r\n\r\n");
      else if (self->outbox_.empty())
        self->shut();
    });
  }

  void finish() override { close(); }

  void abort() override {
    unread_.close();
    on_strand([self = this->shared_from_this()] { self->shut(); });
  }

 private:
  template <typename Work>
  void on_strand(Work work) {
    boost::asio::post(executor_, std::move(work));
  }

  bool write(const std::string& text) {
    std::string bytes = chunked_ ? fmt::format("{:x}\r\n{}\r\n", text.size(), text) : text;
    if (!unread_.add(bytes.size())) {
      abort();
      return false;
    }
    on_strand([self = this->shared_from_this(), bytes = std::move(bytes)]() mutable {
      self->push(std::move(bytes));
    });
    return true;
  }

  // The functions below run on the strand.

  void push(std::string bytes) {
    if (is_shut_) return;
    outbox_.push_back(std::move(bytes));
    if (outbox_.size() == 1) write_next();
  }

  void write_next() {
    boost::beast::get_lowest_layer(client_.stream).expires_after(patience_);
    boost::asio::async_write(
        client_.stream, boost::asio::buffer(outbox_.front()),
        [self = this->shared_from_this()](const auto& error, std::size_t /*count*/) {
          self->on_written(static_cast<bool>(error));
        });
  }

  void on_written(bool failed) {
    if (failed || is_shut_) return shut();
    unread_.remove(outbox_.front().size());
    outbox_.pop_front();
    if (!outbox_.empty()) return write_next();
    if (is_closing_) shut();
  }

  /// Ignores what the client sends, but notices when it disconnects.
  void read() {
    boost::beast::get_lowest_layer(client_.stream).expires_never();
    client_.stream.async_read_some(
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
    boost::beast::get_lowest_layer(client_.stream).close();
    client_.slot.reset();
  }

  Client<Stream> client_;
  const typename Stream::executor_type executor_;
  const std::chrono::seconds patience_;
  const bool chunked_;
  UnreadBytes unread_;
  // Used on the strand only.
  std::deque<std::string> outbox_;
  std::array<char, 256> ignored_{};
  bool is_closing_ = false;
  bool is_shut_ = false;
};

}  // namespace chaos::hub::http
