#include <algorithm>

#include "dashboard/audit_query.h"
#include "dashboard/pages/routes.h"
#include "http/pagination.h"
#include "http/problem.h"
#include "net/http_client.h"
#include "web/filter_form.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Html;
using web::html;
using Need = http::Access::Need;

std::string path_of(const Request& request) {
  return web::organization_path(request) + "/audit";
}

std::vector<web::Choice> actors(Directory& directory, const Request& request) {
  std::vector<web::Choice> people = {{"", "Anyone"}};
  for (const Member& member : directory.members(request.parameter("org")))
    people.push_back({member.account, member.name});
  people.push_back({kCommandLine, "Command line"});
  const std::string chosen = web::field(request.query, "actor");
  if (std::ranges::find(people, chosen, &web::Choice::value) == people.end())
    people.push_back({chosen, "Someone else"});
  return people;
}

web::FilterForm filter_form(Directory& directory, const Request& request) {
  web::FilterForm form(request, path_of(request));
  form.select("actor", "Person", actors(directory, request))
      .text("action", "Action", "safeguard")
      .text("subject", "Subject", "Name or ID")
      .date("from", "From")
      .date("to", "To");
  return form;
}

Html export_links(const Request& request) {
  // The same filter, without the position in the list.
  const std::string here =
      http::address_with(request, {{"before", ""}, {"limit", ""}, {"format", ""}});
  const auto query = here.find('?');
  const std::string address = "/api/v1" + path_of(request) + "/export?" +
                              (query == std::string::npos ? "" : here.substr(query + 1) + "&") +
                              "format=";
  return html(
      "<p>Export: <a href=\"{}csv\" download>CSV</a>, <a href=\"{}json-lines\" download>JSON "
      "lines</a></p>\n",
      address, address);
}

Html person(const Request& request, const AuditEntry& entry) {
  if (entry.record.actor.empty()) return html("<i>Command line</i>");
  return html("<a href=\"{}?actor={}\">{}</a>", path_of(request),
              net::form_encode(entry.record.actor),
              entry.actor_name.empty() ? html("Deleted account") : web::name(entry.actor_name));
}

web::Row row(const Request& request, const AuditEntry& entry) {
  const AuditRecord& record = entry.record;
  return {web::time_of(record.time), person(request, entry), html("<code>{}</code>", record.action),
          html("<div>{}{}<small>{}</small></div>", web::name(record.detail),
               record.detail.empty() ? Html() : html("<br>"), record.subject)};
}

Html entry_table(const Request& request, const std::vector<AuditEntry>& entries, bool is_filtered) {
  if (entries.empty())
    return html("<p>{}</p>\n", is_filtered ? "No changes match this filter." : "No changes yet.");
  return web::table({.caption = "Changes, newest first",
                     .columns = {"Time", "Person", "Action", "Subject"},
                     .heading = 2,
                     .rows = web::rows_of(
                         entries, [&](const AuditEntry& entry) { return row(request, entry); })});
}

Response show(const AuditTrail& trail, Directory& directory, const Request& request,
              const Caller& caller) {
  const auto range = http::list_range_of(request);
  const web::FilterForm form = filter_form(directory, request);
  int status = 200;
  Html content;
  try {
    AuditFilter filter = audit_filter_of(request);
    filter.query.limit = range.limit;
    filter.before = range.before;
    const auto entries = trail.entries(filter);
    content = entry_table(request, entries, form.is_used());
    content += web::older(request, range, entries);
    content += export_links(request);
  } catch (const http::Problem& problem) {
    status = problem.status();
    content = web::error_note(problem.what());
  }
  auto crumbs = web::organization_crumbs(request, caller);
  crumbs.push_back({"Audit log", ""});
  return web::page_response(
      caller,
      {.title = "Audit log",
       .context = caller.organization_name,
       .crumbs = std::move(crumbs),
       .body =
           html("<section><p>Every change in the organization: who made it, and when. Dates are in "
                "UTC.</p>\n{}{}</section>\n",
                form.done(), content),
       .status = status});
}

}  // namespace

void add_audit_page(http::Router& router, const AuditTrail& trail, Directory& directory) {
  router.add({"GET",
              "/organizations/{org}/audit",
              {Callers::kPeople, Need::kOrganizationOwner},
              [&trail, &directory](const Request& request, const Caller& caller) {
                return show(trail, directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
