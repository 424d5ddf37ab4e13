#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "http/event_stream.h"
#include "http/lingering_close.h"
#include "http/request_head.h"
#include "http/response_head.h"
#include "http/response_writer.h"
#include "http/serving.h"
#include "http/web_socket.h"
#include "log/log.h"

namespace chaos::hub::http {

/// One client's connection: reads requests one at a time, has them admitted and answered, and
/// writes the responses. Stays alive while it waits for something. Callbacks run on the stream's
/// strand or in a handler, never in both at once.
template <typename Stream>
class Connection final : public Closable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Client<Stream> client, std::shared_ptr<Serving> serving)
      : client_(std::move(client)),
        executor_(client_.stream.get_executor()),
        serving_(std::move(serving)) {}

  void start() {
    client_.slot->belongs_to(this->weak_from_this());
    client_.slot->set_replaceable(true);
    on_strand([self = this->shared_from_this()] { self->begin(); });
  }

  void finish() override {
    on_strand([self = this->shared_from_this()] {
      if (self->is_reading_) self->shut();
    });
  }

  void abort() override {
    on_strand([self = this->shared_from_this()] { self->shut(); });
  }

 private:
  using Error = boost::beast::error_code;
  using HeadParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  using BodyParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Share = MemoryBudget::Share;

  template <typename Work>
  void on_strand(Work work) {
    boost::asio::post(executor_, std::move(work));
  }

  /// Calls `work` in a handler thread.
  template <typename Work>
  void on_handler(Work work) {
    boost::asio::post(serving_->handlers, [self = this->shared_from_this(), work] {
      try {
        work(*self);
      } catch (const std::exception& error) {
        log::error(fmt::format("A response was cut off: {}", error.what()));
        self->break_off();
      }
    });
  }

  /// Closes the connection in a way that tells the client that the response is incomplete.
  void break_off() {
    on_strand([self = this->shared_from_this()] {
      Error ignored;
      if (self->is_http_1_0_ && !self->is_shut_)
        self->socket().socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
      self->shut();
    });
  }

  boost::beast::tcp_stream& socket() { return boost::beast::get_lowest_layer(client_.stream); }

  void begin() {
    if constexpr (kIsTls<Stream>) {
      socket().expires_after(serving_->options.patience);
      client_.stream.async_handshake(boost::asio::ssl::stream_base::server,
                                     [self = this->shared_from_this()](const Error& error) {
                                       if (!error) return self->await_request();
                                       self->give_up(error, "start TLS");
                                     });
    } else {
      await_request();
    }
  }

  /// Holds almost no memory for a client until it sends something.
  void await_request() {
    is_reading_ = true;
    client_.slot->set_replaceable(true);
    if (serving_->is_ending || is_shut_) return shut();
    head_.emplace();
    head_->header_limit(kLongestHead);
    head_->body_limit(std::numeric_limits<std::uint64_t>::max());  // the limit is known once the
                                                                   // request has been admitted
    head_size_ = 0;
    if (buffer_.size() == 0) buffer_ = boost::beast::flat_buffer(kLongestHead + kReadSize);
    socket().expires_after(serving_->options.patience);
    buffer_.size() > 0 ? parse_head() : read_head();
  }

  void read_head() {
    if (is_shut_) return;
    const std::size_t most = std::max(kFirstRead, buffer_.capacity() - buffer_.size());
    client_.stream.async_read_some(
        buffer_.prepare(std::min(most, buffer_.max_size() - buffer_.size())),
        [self = this->shared_from_this()](const Error& error, std::size_t count) {
          if (error) return self->on_no_head(error);
          // The time limit for sending a request starts again with its first byte.
          if (std::exchange(self->head_size_, self->head_size_ + count) == 0)
            self->socket().expires_after(self->serving_->options.patience);
          self->buffer_.commit(count);
          self->parse_head();
        });
  }

  /// Clients that close the connection or time out between requests are not worth logging.
  void on_no_head(const Error& error) {
    head_size_ > 0 ? give_up(error, "send its request") : shut();
  }

  void parse_head() {
    Error error;
    buffer_.consume(head_->put(buffer_.data(), error));
    if (error && error != boost::beast::http::error::need_more) return refuse_malformed(error);
    if (head_->is_header_done()) return on_head();
    if (head_size_ > kUsualHead && !has_head_memory_) {
      auto share = serving_->visitor_memory.try_take(kLongestHead);
      if (!share) return refuse(503, "the server is busy: try again later");
      memory_ = *std::move(share);
      has_head_memory_ = true;
    }
    read_head();
  }

  void on_head() {
    is_reading_ = false;
    client_.slot->set_replaceable(false);
    const auto& head = head_->get();
    keep_alive_ = head.keep_alive();
    is_http_1_0_ = head.version() < 11;
    has_body_ = head_->chunked() || head_->content_length().value_or(0) > 0;
    request_ = request_from(head, client_.address);
    on_handler([](Connection& self) { self.admit(); });
  }

  // Runs in a handler thread.
  void admit() {
    auto decision = serving_->admit(request_);
    if (Response* refusal = std::get_if<Response>(&decision)) {
      keep_alive_ = keep_alive_ && !has_body_;
      return respond(std::move(*refusal));
    }
    admission_ = std::get<Admission>(std::move(decision));
    if (!has_body_) return answer();
    on_strand([self = this->shared_from_this()] { self->await_memory(); });
  }

  void answer() {
    Response response = admission_.answer(request_);
    admission_ = {};
    request_.body = {};
    memory_ = {};
    respond(std::move(response));
  }

  void refuse_body() {
    keep_alive_ = false;
    on_handler([](Connection& self) {
      self.memory_ = {};
      self.respond(self.admission_.refuse_body(self.request_));
    });
  }

  /// Reads on only when there is memory for the whole body.
  void await_memory() {
    if (serving_->is_ending || is_shut_) return shut();
    const auto length = head_->content_length();
    if (length && *length > admission_.body_limit) return refuse_body();
    memory_ = {};
    auto& budget = admission_.identified ? serving_->identified_memory : serving_->visitor_memory;
    budget.take(length ? static_cast<std::size_t>(*length) : admission_.body_limit,
                [self = this->shared_from_this()](Share share) {
                  auto held = std::make_shared<Share>(std::move(share));
                  self->on_strand([self, held] {
                    self->memory_ = std::move(*held);
                    self->begin_body();
                  });
                });
  }

  void begin_body() {
    if (serving_->is_ending || is_shut_) return shut();
    is_reading_ = true;
    client_.slot->set_replaceable(!admission_.identified);
    const bool waits =
        boost::beast::iequals(head_->get()[boost::beast::http::field::expect], "100-continue");
    const auto length = head_->content_length().value_or(kReadSize / 4);
    body_.emplace(std::move(*head_));
    body_->body_limit(admission_.body_limit);
    buffer_.reserve(std::min<std::size_t>(static_cast<std::size_t>(length), kReadSize));
    body_size_ = 0;
    next_pace_ = 0;
    if (!waits || is_http_1_0_ || buffer_.size() > 0) return read_body();
    socket().expires_after(serving_->options.patience);
    boost::asio::async_write(client_.stream, boost::asio::buffer(kContinue),
                             [self = this->shared_from_this()](const Error& error, std::size_t) {
                               if (error) return self->give_up(error, "send its request");
                               self->read_body();
                             });
  }

  void read_body() {
    if (body_->is_done()) return on_body();
    if (is_shut_) return;
    if (body_size_ >= next_pace_) {
      socket().expires_after(serving_->options.patience);
      next_pace_ += kPaceSize;
    }
    boost::beast::http::async_read_some(
        client_.stream, buffer_, *body_,
        [self = this->shared_from_this()](const Error& error, std::size_t count) {
          self->body_size_ += count;
          if (error == boost::beast::http::error::body_limit) {
            self->is_reading_ = false;
            return self->refuse_body();
          }
          if (error) return self->refuse_malformed(error);
          self->read_body();
        });
  }

  void on_body() {
    is_reading_ = false;
    client_.slot->set_replaceable(false);
    request_.body = std::move(body_->get().body());
    body_.reset();
    on_handler([](Connection& self) { self.answer(); });
  }

  /// Runs in a handler thread.
  void respond(Response response) {
    const bool head_only = request_.method == "HEAD";
    if (response.live && !head_only) return follow(std::move(response));
    const bool close = serving_->is_ending || (response.pieces && is_http_1_0_);
    keep_alive_ = keep_alive_ && !close;
    writer_.emplace(std::move(response), ResponseWriter::Rules{.keep_alive = keep_alive_,
                                                               .http_1_0 = is_http_1_0_,
                                                               .head_only = head_only});
    on_strand([self = this->shared_from_this()] { self->write(); });
  }

  /// Hands the client over to a channel.
  void follow(Response response) {
    on_strand([self = this->shared_from_this(), response = std::move(response)]() mutable {
      if (self->is_shut_) return;
      self->is_shut_ = true;  // this connection has nothing left to do
      const bool upgrade =
          !self->has_body_ && boost::beast::websocket::is_upgrade(self->head_->get());
      upgrade ? self->open_websocket(std::move(response)) : self->open_stream(std::move(response));
    });
  }

  void open_stream(Response response) {
    const bool chunked = !is_http_1_0_;
    auto channel = std::make_shared<EventStream<Stream>>(std::move(client_),
                                                         serving_->options.patience, chunked);
    channel->begin(response_head(response, {.chunked = chunked, .keep_alive = chunked}));
    on_handler([live = std::move(response.live), channel](Connection&) { live(channel); });
  }

  void open_websocket(Response response) {
    auto channel =
        std::make_shared<WebSocket<Stream>>(std::move(client_), serving_->options.patience);
    channel->accept(head_->get(), [self = this->shared_from_this(),
                                   live = std::move(response.live)](auto opened) {
      self->on_handler([live, opened](Connection&) { live(opened); });
    });
  }

  void write() {
    if (is_shut_) return;
    const auto bytes = writer_->next();
    if (!bytes) return on_all_written();
    socket().expires_after(serving_->options.patience);
    boost::asio::async_write(client_.stream, *bytes,
                             [self = this->shared_from_this()](const Error& error, std::size_t) {
                               if (error) return self->give_up(error, "read its response");
                               self->on_written();
                             });
  }

  void on_written() {
    if (!writer_->wants_piece()) return write();
    on_handler([](Connection& self) {
      self.writer_->get_piece();
      self.on_strand([me = self.shared_from_this()] { me->write(); });
    });
  }

  void on_all_written() {
    writer_.reset();
    request_ = {};
    body_.reset();
    memory_ = {};
    has_head_memory_ = false;
    if (keep_alive_) return await_request();
    say_goodbye();
  }

  /// Responds to a client whose request never reaches a handler.
  void refuse(int status, const std::string& text) {
    is_reading_ = false;
    keep_alive_ = false;
    goodbye_ = plain_response(status, text);
    socket().expires_after(serving_->options.patience);
    boost::asio::async_write(client_.stream, boost::asio::buffer(goodbye_),
                             [self = this->shared_from_this()](const Error& error, std::size_t) {
                               error ? self->shut() : self->say_goodbye();
                             });
  }

  void refuse_malformed(const Error& error) {
    if (error == boost::beast::http::error::end_of_stream) return shut();
    const auto& category = make_error_code(boost::beast::http::error::bad_method).category();
    if (error.category() != category || error == boost::beast::http::error::partial_message)
      return give_up(error, "send its request");
    log::warning(fmt::format("parser error: {}; gave up on {}", error.message(), client_.address));
    const bool long_head = error == boost::beast::http::error::header_limit ||
                           error == boost::beast::http::error::buffer_overflow;
    refuse(long_head ? 431 : 400,
           long_head ? "the header is too long" : "not a valid HTTP request");
  }

  void give_up(const Error& error, const char* what) {
    if (error == boost::beast::error::timeout)
      log::info(fmt::format("Gave up on {}, which took too long to {}", client_.address, what));
    shut();
  }

  /// Hands the client over to LingeringClose.
  void say_goodbye() {
    if (std::exchange(is_shut_, true)) return;
    std::make_shared<LingeringClose<Stream>>(std::move(client_))->start();
  }

  void shut() {
    if (std::exchange(is_shut_, true)) return;
    socket().close();
  }

  static constexpr std::size_t kFirstRead = 512;  // what an idle client costs
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

  Client<Stream> client_;
  const typename Stream::executor_type executor_;
  const std::shared_ptr<Serving> serving_;
  boost::beast::flat_buffer buffer_;
  std::optional<HeadParser> head_;
  std::optional<BodyParser> body_;
  std::size_t head_size_ = 0;
  std::size_t body_size_ = 0;
  std::size_t next_pace_ = 0;  // the body size at which the client's time limit starts again
  Share memory_;               // for the part of the request that has been read
  bool has_head_memory_ = false;
  bool has_body_ = false;
  bool keep_alive_ = true;
  bool is_http_1_0_ = false;
  bool is_reading_ = true;  // nothing would be lost by closing the connection now
  bool is_shut_ = false;
  Request request_;
  Admission admission_;
  std::optional<ResponseWriter> writer_;
  std::string goodbye_;
};

}  // namespace chaos::hub::http
