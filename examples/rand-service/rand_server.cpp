// Generates the numbers. The demo runs it twice, as `primary` and as `secondary`.
#include <iostream>
#include <string>

#include "service.h"

namespace {

constexpr const char* kUsage =
    "usage: rand_server PORT NAME\n"
    "         serve on 127.0.0.1:PORT; POST / with a number N answers a number from 0 to N\n"
    "       rand_server --answers PORT PID\n"
    "         succeed when the process PID answers on the port\n";

int serve(const std::string& port, const std::string& name) {
  httplib::Server server;
  server.Post("/", [name](const httplib::Request& request, httplib::Response& response) {
    const std::int64_t bound = rand_service::parse_bound(request.body);
    rand_service::reply(response, 200,
                        rand_service::answer(rand_service::random_up_to(bound), name));
  });
  return rand_service::serve(server, name, rand_service::parse_port(port));
}

}  // namespace

int main(int argc, char** argv) {
  return rand_service::run_program("rand_server", [argc, argv] {
    if (argc == 4 && argv[1] == std::string("--answers")) {
      const int port = rand_service::parse_port(argv[2]);
      return rand_service::answers(port, rand_service::parse_bound(argv[3])) ? 0 : 1;
    }
    if (argc == 3) return serve(argv[1], argv[2]);
    std::cerr << kUsage;
    return 2;
  });
}
