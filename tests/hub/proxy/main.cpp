// A proxy in front of a hub, for tests that are not written in C++:
//
//   hub_proxy http://127.0.0.1:8080
//
// Prints its URL, then one line for each request or response that contradicts the hub's API
// description. Ends when its standard input does.

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <mutex>
#include <string>

#include "support/hub_traffic.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: hub_proxy URL\n");
    return 2;
  }
  const std::string hub = argv[1];
  std::mutex mutex;
  const auto say = [&mutex](const std::string& line) {
    const std::lock_guard lock(mutex);
    std::cout << line << std::endl;
  };
  chaos::testing::HubTraffic traffic;
  const chaos::testing::HubProxy proxy([&hub](const std::string& path) { return hub + path; },
                                       traffic, say);
  say(proxy.url());
  for (std::string line; std::getline(std::cin, line);) {
  }
}
