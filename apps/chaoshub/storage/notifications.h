#pragma once

#include <memory>
#include <string>

struct pg_conn;  // from libpq

namespace chaos::hub::storage {

/// A PostgreSQL connection that only listens on one notification channel. Not thread-safe.
class Notifications {
 public:
  /// listen() makes the connection. `url`: "postgresql://user@host/name".
  Notifications(std::string url, std::string channel);

  /// Connects, unless already connected. From now on, notifications make socket() readable. Gives
  /// up after a few seconds, or once the descriptor `stop` is readable. Throws std::runtime_error
  /// if it cannot connect.
  void listen(int stop);
  bool is_listening() const { return connection_ != nullptr; }
  /// The descriptor to wait for with poll(2); -1 if not connected.
  int socket() const;
  /// Discards pending notifications. Throws std::runtime_error if the connection is lost.
  void take();
  void close() { connection_.reset(); }

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  using Connection = std::unique_ptr<pg_conn, Close>;

  const std::string url_;
  const std::string channel_;
  Connection connection_;
};

}  // namespace chaos::hub::storage
