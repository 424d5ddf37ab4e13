#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "storage/database.h"

namespace chaos::hub::storage {

/// A service's database, to be backed up or filled.
struct Part {
  std::string service;  ///< "auth"
  Location location;
  std::span<const Migration> migrations;
};

/// Writes everything that the parts hold, each as it is at one moment, while they are used. One
/// JSON object a line, whichever database they are in: a backup of SQLite can be restored to
/// PostgreSQL.
///
///   {"chaoshub-backup": 1, "versions": {"auth": 2, ...}}
///   {"table": "auth.account", "columns": ["id", ...]}
///   ["0190...", ...]                                     a row, and the others of the table
///   {"end": ROWS}
///
/// Throws std::runtime_error, also when `out` cannot be written to.
void write_backup(std::span<const Part> parts, std::ostream& out);

/// Fills the parts, which must be empty, with a backup's content, after all of it was looked
/// through. `in` must be able to go back to its beginning. Throws std::runtime_error when it is no
/// backup, was cut off, is of a newer program, or a part is not empty.
void read_backup(std::span<const Part> parts, std::istream& in);

}  // namespace chaos::hub::storage
