#pragma once

#include <memory>
#include <string>

struct pg_conn;  // of libpq

namespace chaos::hub::storage {

/// A connection to PostgreSQL that waits for notifications on one channel, and does nothing else.
/// For one thread.
class Notifications {
 public:
  /// Connects when listen() is called. `url`: "postgresql://user@host/name".
  Notifications(std::string url, std::string channel);

  /// Connects, unless it is connected. What is notified from now on makes socket() readable. Gives
  /// up after a few seconds, and as soon as `stop`, a descriptor, is readable. Throws
  /// std::runtime_error if it cannot connect.
  void listen(int stop);
  bool is_listening() const { return connection_ != nullptr; }
  /// What poll(2) is to wait for; -1 without a connection.
  int socket() const;
  /// Takes what has come. Throws std::runtime_error when the connection is lost.
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
