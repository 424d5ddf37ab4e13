#include <algorithm>

#include "dashboard/pages/feed.h"
#include "dashboard/pages/routes.h"
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
using web::Form;
using web::Html;
using web::html;
using web::Submission;
using Need = http::Access::Need;

constexpr int kHappenings = 15;

Response landing(const Caller& caller) {
  return web::page_response(
      caller,
      {.title = "chaoshub",
       .body = html("<section>\n<p>Where your team keeps its chaos experiments, follows executions "
                    "live, and "
                    "stops them when it has to.</p>\n<ul>\n"
                    "<li><b>Publish</b> experiments, with every version.</li>\n"
                    "<li><b>Follow</b> executions step by step, and read the results.</li>\n"
                    "<li><b>Protect</b> your systems with time windows, freezes, approvals, and a "
                    "button that "
                    "halts all executions.</li>\n</ul>\n<p><a class=\"button\" "
                    "href=\"/sign-in\">Sign in</a></p>"
                    "\n</section>\n")});
}

Html organization_item(Directory& directory, const Principal& principal,
                       const Organization& organization) {
  const auto teams = directory.teams_of(principal, organization.id);
  const Html list = web::each(teams, [](const Team& team) {
    return html("<li><a href=\"{}\">{}</a></li>\n", web::team_path(team.organization, team.id),
                team.name);
  });
  return html("<section><h2><a href=\"{}\">{}</a> <small>{}</small></h2>\n{}</section>\n",
              web::organization_path(organization.id), organization.name,
              organization.personal ? "Personal" : "",
              list.empty()
                  ? html("<p class=\"note\">You aren't in any team of this organization.</p>\n")
                  : html("<ul class=\"tiles\" aria-label=\"Teams\">\n{}</ul>\n", list));
}

std::vector<Happening> latest_of(Directory& directory, const Principal& principal,
                                 const std::vector<Organization>& organizations) {
  std::vector<Happening> all;
  for (const Organization& organization : organizations)
    for (FeedEntry& entry : directory.feed(principal, organization.id, "", kHappenings))
      all.push_back({.organization = organization.id, .entry = std::move(entry)});
  // Identifiers sort as the times of what they name.
  std::ranges::sort(all, std::ranges::greater{}, [](const Happening& one) { return one.entry.id; });
  if (all.size() > kHappenings) all.resize(kHappenings);
  return all;
}

Response home(Directory& directory, const Caller& caller) {
  if (!caller.is_somebody()) return landing(caller);
  const auto organizations = directory.organizations_of(caller.principal);
  Html body = web::each(organizations, [&](const Organization& organization) {
    return organization_item(directory, caller.principal, organization);
  });
  body += html("<p><a href=\"/organizations/new\">New organization</a></p>\n");
  body += html("<section><h2>Recent activity</h2>\n{}</section>\n",
               feed_list(latest_of(directory, caller.principal, organizations)));
  return web::page_response(caller, {.title = "Your organizations", .body = body});
}

Response new_organization_page(const Caller& caller, const Submission& sent = {}) {
  Form form("organization", "/organizations/new", caller, sent);
  form.input({.name = "name", .label = "Name", .autocomplete = "organization"});
  return web::page_response(
      caller, {.title = "New organization",
               .body = html("<section class=\"narrow\"><p>An organization has members and teams. "
                            "Experiments belong to teams.</p>\n{}</section>\n",
                            form.done("Create organization")),
               .status = sent.status});
}

Response create_organization(Directory& directory, const Request& request, const Caller& caller) {
  return web::submit(
      request, "organization",
      [&](const auto& fields) {
        const auto made =
            directory.create_organization(caller.principal, web::field(fields, "name"));
        return http::see_other(web::organization_path(made.id));
      },
      [&](const Submission& sent) { return new_organization_page(caller, sent); });
}

}  // namespace

void add_home_pages(http::Router& router, Directory& directory) {
  // Also where `chaos signin` tries its token.
  router.add({"GET", "/", {Callers::kAnyone}, [&directory](const Request&, const Caller& caller) {
                return home(directory, caller);
              }});
  router.add({"GET",
              "/organizations/new",
              {Callers::kPeople, Need::kAccount},
              [](const Request&, const Caller& caller) { return new_organization_page(caller); }});
  router.add({"POST",
              "/organizations/new",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                return create_organization(directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
