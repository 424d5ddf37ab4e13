#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "storage/database.h"

namespace chaos::hub::storage {

/// A service's database, to be backed up or restored.
struct Part {
  std::string service;  ///< "auth"
  Location location;
  std::span<const Migration> migrations;
};

/// Writes everything in the parts, each as of one point in time, while they may be in use. The
/// format, one JSON object or array per line, is the same for all databases: a backup of SQLite can
/// be restored to PostgreSQL.
///
///   {"chaoshub-backup": 1, "versions": {"auth": 2, ...}}
///   {"table": "auth.account", "columns": ["id", ...]}
///   ["0190...", ...]                                     one line for each row of the table
///   {"end": ROWS}
///
/// Throws std::runtime_error, also if writing to `out` fails.
void write_backup(std::span<const Part> parts, std::ostream& out);

/// Fills the parts, which must be empty, from a backup, after checking all of it. `in` must be
/// seekable. Throws std::runtime_error if it is not a backup, is incomplete, was made by a newer
/// version, or a part is not empty.
void read_backup(std::span<const Part> parts, std::istream& in);

}  // namespace chaos::hub::storage
