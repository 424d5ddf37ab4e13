// What a request costs at the least with the hub's HTTP library: an answer of one word. GET /live
// follows instead: each POST's body is sent to all who follow. Prints its port and serves until its
// standard input ends.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;

class Connection;

class Followers {
 public:
  void add(std::shared_ptr<Connection> follower) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(follower));
  }
  void send(const std::string& text);

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Connection>> all_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Followers& followers)
      : stream_(std::move(socket)), followers_(followers) {}

  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](auto error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

  /// One text at a time is under way.
  void send(std::shared_ptr<const std::string> text) {
    net::post(stream_.get_executor(), [self = shared_from_this(), text = std::move(text)] {
      net::async_write(self->stream_, net::buffer(*text), [self, text](auto, std::size_t) {});
    });
  }

 private:
  void answer() {
    if (request_.target() == "/live") {
      followers_.add(shared_from_this());
      send(std::make_shared<const std::string>(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: here\n\n"));
      return;
    }
    if (request_.method() == http::verb::post) followers_.send("data: " + request_.body() + "\n\n");
    response_ = {http::status::ok, 11, "hello"};
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](auto error, std::size_t) {
      if (!error) self->read();
    });
  }

  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  Followers& followers_;
};

void Followers::send(const std::string& text) {
  const auto shared = std::make_shared<const std::string>(text);
  const std::lock_guard lock(mutex_);
  for (const auto& follower : all_)
    follower->send(shared);
}

class Server {
 public:
  explicit Server(net::io_context& context)
      : context_(context), acceptor_(context, {net::ip::make_address("127.0.0.1"), 0}) {
    accept();
  }

  unsigned port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept(net::make_strand(context_), [this](auto error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket), followers_)->read();
      accept();
    });
  }

  net::io_context& context_;
  Followers followers_;
  tcp::acceptor acceptor_;
};

int main() {
  net::io_context context;
  Server server(context);
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&context] { context.run(); });
  std::printf("%u\n", server.port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  context.stop();
  for (auto& thread : threads)
    thread.join();
}
