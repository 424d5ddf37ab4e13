#pragma once

#include <string>

#include "support/temporary_directory.h"

namespace chaos::testing {

/// A PostgreSQL server of the tests' own, on a socket in a directory of its own. Started when it is
/// first asked for, stopped at the end of the test program.
class Postgresql {
 public:
  /// Whether its programs are installed.
  static bool is_there();
  static Postgresql& shared();

  /// The address of a new, empty database.
  std::string new_database();
  /// As an administrator does it: whoever is connected loses the connection.
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
