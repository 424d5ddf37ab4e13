#include "dashboard/audit_query.h"

#include <string>

#include "http/query_time.h"

namespace chaos::hub::dashboard {
namespace {

std::string value_of(const http::Request& request, const char* name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

}  // namespace

AuditFilter audit_filter_of(const http::Request& request) {
  AuditFilter filter{.query = {.organization = request.parameter("org")}};
  if (const std::string actor = value_of(request, "actor"); !actor.empty())
    filter.query.actor = actor == kCommandLine ? "" : actor;
  filter.query.action = value_of(request, "action");
  filter.query.subject = value_of(request, "subject");
  filter.query.since = http::time_in_query(request, "from", http::Edge::kBegin);
  filter.query.until = http::time_in_query(request, "to", http::Edge::kEnd);
  return filter;
}

}  // namespace chaos::hub::dashboard
