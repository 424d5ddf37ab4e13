#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>

#include "http/server.h"
#include "support/event_stream.h"

namespace chaos::testing {

inline constexpr std::size_t kOpenLimit = 1000;  // bytes

/// Admits every request, with a body of at most kOpenLimit.
inline hub::http::Server::Admit admitting(
    std::function<hub::http::Response(const hub::http::Request&)> answer) {
  return [answer = std::move(answer)](hub::http::Request&) {
    return hub::http::Admission{
        .body_limit = kOpenLimit, .answer = answer, .refuse_body = [](const hub::http::Request&) {
          return hub::http::Response{.status = 413, .body = "too long\n"};
        }};
  };
}

inline std::string url(const hub::http::Server& server, const std::string& path) {
  return fmt::format("http://127.0.0.1:{}{}", server.port(), path);
}

inline std::string status_line(PatientConnection& connection) {
  std::string line;
  connection.read_line(line);
  return line;
}

/// Everything the server sends until it closes the connection.
inline std::string rest_of(PatientConnection& connection) {
  return connection.read_bytes(64 << 20);
}

}  // namespace chaos::testing
