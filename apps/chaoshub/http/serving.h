#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "http/connection_table.h"
#include "http/memory_budget.h"
#include "http/server.h"

namespace chaos::hub::http {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

template <typename Stream>
inline constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

/// Maximum length of the request line and headers together.
inline constexpr std::uint32_t kLongestHead = 32 << 10;
/// Longer headers need memory from the visitors' budget.
inline constexpr std::size_t kUsualHead = 2 << 10;
/// How much of a body is read at once.
inline constexpr std::size_t kReadSize = 64 << 10;
/// How much of a body must arrive before the client's time limit starts again.
inline constexpr std::size_t kPaceSize = 1 << 20;

/// State shared by all connections of a server.
struct Serving {
  Serving(const ServerOptions& given, Server::Admit admission)
      : options(given),
        admit(std::move(admission)),
        connections(given.connections, given.connections_per_address),
        identified_memory(given.body_memory),
        visitor_memory(given.visitor_memory),
        handlers(given.handlers) {}

  const ServerOptions options;
  const Server::Admit admit;
  ConnectionTable connections;
  MemoryBudget identified_memory;
  MemoryBudget visitor_memory;
  std::atomic<bool> is_ending = false;
  boost::asio::thread_pool handlers;  // last: its threads use the members above
};

/// A client, passed from one owner of its socket to the next. Everything is done on the stream's
/// executor, which is a strand.
template <typename Stream>
struct Client {
  Stream stream;
  std::string address;
  std::shared_ptr<ConnectionTable::Slot> slot;
};

}  // namespace chaos::hub::http
