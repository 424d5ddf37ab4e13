#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dashboard/api/audit_format.h"
#include "dashboard/api/json.h"
#include "dashboard/api/routes.h"
#include "dashboard/audit_query.h"
#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

constexpr int kBatch = 500;

struct Kind {
  std::string_view name;
  const char* extension;
  const char* type;
  std::string (*line)(const AuditEntry&);
};

constexpr std::array<Kind, 2> kKinds = {
    {{"csv", "csv", "text/csv; charset=utf-8", to_csv},
     {"json-lines", "jsonl", "application/jsonl", to_json_line}}};

const Kind& kind_wanted(const Request& request) {
  const auto given = request.query.find("format");
  const std::string name = given == request.query.end() ? "csv" : given->second;
  const auto found = std::ranges::find(kKinds, name, &Kind::name);
  if (found == kKinds.end())
    throw http::Problem(422, fmt::format("'{}' is not a format: use csv or json-lines", name));
  return *found;
}

Response list(const AuditTrail& trail, const Request& request) {
  const auto range = http::list_range_of(request);
  AuditFilter filter = audit_filter_of(request);
  filter.query.limit = range.limit;
  filter.before = range.before;
  return http::list_response(request, range, trail.entries(filter));
}

/// Produces the export in batches, so that memory does not grow with the log.
class Export {
 public:
  Export(const AuditTrail& trail, AuditFilter filter, const Kind& kind)
      : trail_(trail), filter_(std::move(filter)), kind_(kind) {
    filter_.query.limit = kBatch;
    next_ = kind.name == "csv" ? audit_csv_head() : "";
    read();
  }

  std::optional<std::string> operator()() {
    if (!next_) return std::nullopt;
    auto part = std::exchange(next_, std::nullopt);
    if (!is_over_) {
      next_.emplace();
      read();
    }
    return part;
  }

 private:
  void read() {
    const auto entries = trail_.entries(filter_);
    for (const AuditEntry& entry : entries)
      *next_ += kind_.line(entry);
    is_over_ = entries.size() < kBatch;
    if (!is_over_) filter_.before = entries.back().id;
    if (next_->empty()) next_.reset();
  }

  const AuditTrail& trail_;
  AuditFilter filter_;
  const Kind& kind_;
  std::optional<std::string> next_;  // nothing at the end
  bool is_over_ = false;
};

Response download(const AuditTrail& trail, const Request& request) {
  const Kind& kind = kind_wanted(request);
  return {.status = 200,
          .headers = {{"Content-Type", kind.type},
                      {"Content-Disposition",
                       fmt::format("attachment; filename=\"audit.{}\"", kind.extension)}},
          .body = {},
          .pieces = Export(trail, audit_filter_of(request), kind),
          .live = {}};
}

}  // namespace

void add_audit_routes(http::Router& router, const AuditTrail& trail) {
  const std::string all = "/api/v1/organizations/{org}/audit";
  const http::Access owners{Callers::kPeople, Need::kOrganizationOwner};
  router.add({"GET", all, owners,
              [&trail](const Request& request, const Caller&) { return list(trail, request); }});
  router.add({"GET", all + "/export", owners, [&trail](const Request& request, const Caller&) {
                return download(trail, request);
              }});
}

}  // namespace chaos::hub::dashboard
