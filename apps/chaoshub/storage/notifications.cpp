#include "storage/notifications.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <new>
#include <stdexcept>
#include <utility>

namespace chaos::hub::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5};

[[noreturn]] void give_up(PGconn* connection) {
  std::string why = PQerrorMessage(connection);
  while (!why.empty() && why.back() == '\n')
    why.pop_back();
  throw std::runtime_error(why.empty() ? "the connection was closed" : why);
}

/// Returns once the connection is readable or writable. Throws when told to stop, and after the
/// deadline.
void wait_for(PGconn* connection, short events, int stop, SteadyClock::time_point deadline) {
  while (true) {
    std::array<pollfd, 2> descriptors{{{PQsocket(connection), events, 0}, {stop, POLLIN, 0}}};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    const int count = left > 0 ? ::poll(descriptors.data(), descriptors.size(), int(left)) : 0;
    if (count < 0 && errno == EINTR) continue;
    if (descriptors[1].revents != 0) throw std::runtime_error("the hub is stopping");
    if (count <= 0) throw std::runtime_error("timed out");
    return;
  }
}

void connect(PGconn* connection, int stop, SteadyClock::time_point deadline) {
  if (connection == nullptr) throw std::bad_alloc();
  if (PQstatus(connection) == CONNECTION_BAD) give_up(connection);
  short events = POLLOUT;
  while (true) {
    wait_for(connection, events, stop, deadline);
    switch (PQconnectPoll(connection)) {
      case PGRES_POLLING_OK:
        return;
      case PGRES_POLLING_READING:
        events = POLLIN;
        break;
      case PGRES_POLLING_WRITING:
        events = POLLOUT;
        break;
      default:
        give_up(connection);
    }
  }
}

void execute(PGconn* connection, const std::string& sql, int stop,
             SteadyClock::time_point deadline) {
  if (PQsendQuery(connection, sql.c_str()) == 0) give_up(connection);
  while (true) {
    while (PQisBusy(connection) != 0) {
      wait_for(connection, POLLIN, stop, deadline);
      if (PQconsumeInput(connection) == 0) give_up(connection);
    }
    PGresult* const result = PQgetResult(connection);
    if (result == nullptr) return;
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!done) give_up(connection);
  }
}

}  // namespace

void Notifications::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Notifications::Notifications(std::string url, std::string channel)
    : url_(std::move(url)), channel_(std::move(channel)) {}

void Notifications::listen(int stop) {
  if (connection_) return;
  const auto deadline = SteadyClock::now() + kPatience;
  Connection connection(PQconnectStart(url_.c_str()));
  connect(connection.get(), stop, deadline);
  execute(connection.get(), fmt::format("LISTEN {}", channel_), stop, deadline);
  connection_ = std::move(connection);
}

int Notifications::socket() const {
  return connection_ ? PQsocket(connection_.get()) : -1;
}

void Notifications::take() {
  if (PQconsumeInput(connection_.get()) == 0) give_up(connection_.get());
  while (PGnotify* const notification = PQnotifies(connection_.get()))
    PQfreemem(notification);
}

}  // namespace chaos::hub::storage
