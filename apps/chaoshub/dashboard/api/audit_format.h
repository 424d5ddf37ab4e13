#pragma once

#include <string>

#include "dashboard/model/audit_trail.h"

namespace chaos::hub::dashboard {

/// The header line of a CSV file of entries (RFC 4180).
std::string audit_csv_head();
/// A line of that file. Spreadsheets treat cells that start with one of "=+-@", a tab or a line
/// break as formulas; a leading apostrophe makes them text.
std::string to_csv(const AuditEntry& entry);

/// A line of JSON.
std::string to_json_line(const AuditEntry& entry);

}  // namespace chaos::hub::dashboard
