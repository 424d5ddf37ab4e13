#include "dashboard/api/audit_format.h"

#include <array>

#include "dashboard/api/json.h"

namespace chaos::hub::dashboard {
namespace {

constexpr std::string_view kFormula = "=+-@\t\r\n";

std::string cell(const std::string& text) {
  std::string quoted = "\"";
  if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string line_of(const std::array<std::string, 6>& texts) {
  std::string line;
  for (const std::string& text : texts)
    line += (line.empty() ? "" : ",") + cell(text);
  return line + "\r\n";
}

}  // namespace

std::string audit_csv_head() {
  return line_of({"time", "person", "person_id", "action", "subject", "detail"});
}

std::string to_csv(const AuditEntry& entry) {
  const AuditRecord& record = entry.record;
  return line_of({to_text(record.time), entry.actor_name, record.actor, record.action,
                  record.subject, record.detail});
}

std::string to_json_line(const AuditEntry& entry) {
  return to_json(entry).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace chaos::hub::dashboard
