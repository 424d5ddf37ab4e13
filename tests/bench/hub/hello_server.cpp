// What a request costs at the least with the hub's HTTP library: an answer of one word. Prints its
// port and serves until its standard input ends.
#include <cstdio>
#include <restinio/all.hpp>
#include <thread>
#include <vector>

int main() {
  restinio::asio_ns::io_context context;
  unsigned short port = 0;
  restinio::http_server_t<> server(restinio::external_io_context(context), [&port](auto& settings) {
    settings.address("127.0.0.1")
        .port(0)
        .acceptor_post_bind_hook(
            [&port](auto& acceptor) { port = acceptor.local_endpoint().port(); })
        .request_handler([](const auto& request) {
          return request->create_response().set_body("hello").done();
        });
  });
  server.open_sync();
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&context] { context.run(); });
  std::printf("%d\n", port);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  context.stop();
  for (auto& thread : threads)
    thread.join();
}
