#pragma once

#include <string>

#include "support/temporary_directory.h"

namespace chaos::testing {

/// A PostgreSQL server for the tests, on a socket in a separate directory. It is started on first
/// use, and stopped at the end of the test program.
class Postgresql {
 public:
  /// Whether its programs are installed.
  static bool is_there();
  static Postgresql& shared();

  /// The URL of a new, empty database.
  std::string new_database();
  /// Closes all connections to the database, as an administrator might.
  void stop();
  void start();

  ~Postgresql();
  Postgresql(const Postgresql&) = delete;
  Postgresql& operator=(const Postgresql&) = delete;

 private:
  Postgresql();
  void execute(const std::string& command) const;

  TemporaryDirectory directory_;
  int databases_ = 0;
};

}  // namespace chaos::testing
