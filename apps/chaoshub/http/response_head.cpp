#include "http/response_head.h"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

void add(std::string& head, const std::string& name, const std::string& value) {
  if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    throw std::logic_error("the header '" + name + "' contains a line break");
  fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
}

}  // namespace

std::string response_head(const Response& response, const Framing& framing) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const auto& [name, value] : response.headers)
    add(head, name, value);
  if (framing.length) add(head, "Content-Length", std::to_string(*framing.length));
  if (framing.chunked) add(head, "Transfer-Encoding", "chunked");
  if (!framing.keep_alive) add(head, "Connection", "close");
  if (framing.keep_alive && framing.http_1_0) add(head, "Connection", "keep-alive");
  return head + "\r\n";
}

std::string plain_response(int status, const std::string& text) {
  const Response response{.status = status,
                          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                          .body = text + "\n"};
  return response_head(response, {.length = response.body.size(), .keep_alive = false}) +
         response.body;
}

}  // namespace chaos::hub::http
