#include <fmt/format.h>

#include "dashboard/model/people.h"
#include "dashboard/pages/deletion.h"
#include "dashboard/pages/feed.h"
#include "dashboard/pages/people.h"
#include "dashboard/pages/routes.h"
#include "http/problem.h"
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

constexpr const char* kTeamForm = "team";
constexpr const char* kNameForm = "organization";
constexpr const char* kMemberForm = "member";

bool is_owner(const Caller& caller) {
  return caller.organization_role >= Role::kOwner;
}

Html team_section(Directory& directory, const Request& request, const Caller& caller,
                  const Submission& sent) {
  const auto teams = directory.teams_of(caller.principal, request.parameter("org"));
  const Html list = web::each(teams, [](const Team& team) {
    return html("<li><a href=\"{}\">{}</a></li>\n", web::team_path(team.organization, team.id),
                web::name(team.name));
  });
  Html section =
      list.empty()
          ? html("<p>You aren't in any team of this organization. Ask an owner to add you.</p>\n")
          : html("<ul class=\"tiles\">\n{}</ul>\n", list);
  if (is_owner(caller)) {
    Form form(kTeamForm, web::organization_path(request) + "/teams", caller, sent);
    form.input({.name = "name", .label = "New team"});
    section += form.done("Create team");
  }
  return html("<section><h2>Teams</h2>\n{}</section>\n", section);
}

Html feed_section(Directory& directory, const Request& request, const Caller& caller) {
  const auto range = http::list_range_of(request);
  const std::string& organization = request.parameter("org");
  const auto entries = directory.feed(caller.principal, organization, range.before, range.limit);
  std::vector<FeedItem> items;
  for (const FeedEntry& entry : entries)
    items.push_back({.organization = organization, .entry = entry});
  return html("<section><h2>Recent activity</h2>\n{}{}</section>\n", feed_list(items),
              web::older(request, range, entries));
}

Response organization_page(Directory& directory, const Request& request, const Caller& caller,
                           const Submission& sent = {}) {
  const Organization organization = directory.organization(request.parameter("org"));
  Html body;
  if (!organization.description.empty())
    body += html("<p class=\"description\" dir=\"auto\">{}</p>\n", organization.description);
  if (is_owner(caller))
    body += html(
        "<p><a href=\"{}/settings\">Settings and members</a> · <a href=\"{}/audit\">Audit "
        "log</a></p>\n",
        web::organization_path(organization.id), web::organization_path(organization.id));
  body += team_section(directory, request, caller, sent);
  body +=
      html("<section><h2>Members</h2>\n{}</section>\n",
           people_table("Members of " + organization.name, directory.members(organization.id), {}));
  body += feed_section(directory, request, caller);
  return web::page_response(caller, {.title = organization.name,
                                     .crumbs = {{organization.name, ""}},
                                     .body = body,
                                     .status = sent.status});
}

Response create_team(Directory& directory, const Request& request, const Caller& caller) {
  const std::string& organization = request.parameter("org");
  return web::submit(
      request, kTeamForm,
      [&](const auto& fields) {
        const Team team =
            directory.create_team(caller.principal, organization, web::field(fields, "name"));
        return http::see_other(web::team_path(organization, team.id));
      },
      [&](const Submission& sent) { return organization_page(directory, request, caller, sent); });
}

Html member_section(Directory& directory, const Organization& organization, const Caller& caller,
                    const Submission& sent) {
  const std::string members = web::organization_path(organization.id) + "/settings/members";
  const auto forms = [&](const Member& member) {
    return member_forms(members, member, {Role::kMember, Role::kOwner}, caller);
  };
  Html section =
      people_table("Members of " + organization.name, directory.members(organization.id),
                   organization.personal ? nullptr : std::function<Html(const Member&)>(forms));
  if (!organization.personal) {
    Form form(kMemberForm, members, caller, sent);
    form.input({.name = "account", .label = "Add a person: user name or e-mail address"})
        .select("role", "Role", role_choices({Role::kMember, Role::kOwner}), "member");
    section += form.done("Add");
  }
  return html("<section><h2>Members</h2>\n{}</section>\n", section);
}

Response settings_page(Directory& directory, const Request& request, const Caller& caller,
                       const Submission& sent = {}) {
  const Organization organization = directory.organization(request.parameter("org"));
  Form form(kNameForm, web::organization_path(organization.id) + "/settings", caller, sent);
  form.hidden("version", std::to_string(organization.version))
      .input({.name = "name", .label = "Name", .value = organization.name})
      .input({.name = "description",
              .label = "Description",
              .value = organization.description,
              .required = false});
  Html body = html("<section><h2>Name</h2>\n{}</section>\n", form.done("Save"));
  body += member_section(directory, organization, caller, sent);
  body += deletion_section({.kind = "organization",
                            .name = organization.name,
                            .version = organization.version,
                            .contents = "all of its teams, and everything that they have published",
                            .path = web::organization_path(organization.id) + "/delete"},
                           caller, sent);
  return web::page_response(
      caller,
      {.title = "Settings of " + organization.name,
       .crumbs = {{organization.name, web::organization_path(organization.id)}, {"Settings", ""}},
       .body = body,
       .status = sent.status});
}

/// Runs `work`, then shows the settings again.
template <typename Work>
Response change(Directory& directory, const char* form, const Request& request,
                const Caller& caller, const Work& work) {
  return web::submit(
      request, form,
      [&](const auto& fields) {
        work(fields);
        return http::see_other(web::organization_path(request) + "/settings");
      },
      [&](const Submission& sent) { return settings_page(directory, request, caller, sent); });
}

Response rename(Directory& directory, const Request& request, const Caller& caller) {
  return change(directory, kNameForm, request, caller, [&](const auto& fields) {
    directory.change_organization(
        caller.principal, request.parameter("org"), web::shown_version(fields),
        {.name = web::field(fields, "name"), .description = web::field(fields, "description")});
  });
}

Response set_member(Directory& directory, AuthService& auth, const Request& request,
                    const Caller& caller) {
  return change(directory, kMemberForm, request, caller, [&](const auto& fields) {
    const Person person =
        person_named(auth, caller.signed_principal, web::field(fields, "account"));
    directory.set_member(caller.principal, request.parameter("org"), person,
                         role_named(web::field(fields, "role")));
  });
}

Response remove_member(Directory& directory, const Request& request, const Caller& caller) {
  return change(directory, kMemberForm, request, caller, [&](const auto&) {
    directory.remove_member(caller.principal, request.parameter("org"),
                            request.parameter("account"));
  });
}

Response remove(Directory& directory, const Request& request, const Caller& caller) {
  return web::submit(
      request, kDeletionForm,
      [&](const auto& fields) {
        const Organization organization = directory.organization(request.parameter("org"));
        check_typed_name(fields, organization.name);
        directory.remove_organization(caller.principal, organization.id,
                                      web::shown_version(fields));
        return http::see_other("/");
      },
      [&](const Submission& sent) { return settings_page(directory, request, caller, sent); });
}

}  // namespace

void add_organization_pages(http::Router& router, Directory& directory, AuthService& auth) {
  const std::string one = "/organizations/{org}";
  const http::Access owners{Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin};
  router.add({"GET",
              one,
              {Callers::kPeople, Need::kOrganizationMember},
              [&directory](const Request& request, const Caller& caller) {
                return organization_page(directory, request, caller);
              }});
  router.add(
      {"POST", one + "/teams", owners, [&directory](const Request& request, const Caller& caller) {
         return create_team(directory, request, caller);
       }});
  router.add({"GET",
              one + "/settings",
              {Callers::kPeople, Need::kOrganizationOwner},
              [&directory](const Request& request, const Caller& caller) {
                return settings_page(directory, request, caller);
              }});
  router.add({"POST", one + "/settings", owners,
              [&directory](const Request& request, const Caller& caller) {
                return rename(directory, request, caller);
              }});
  router.add(
      {"POST", one + "/delete", owners, [&directory](const Request& request, const Caller& caller) {
         return remove(directory, request, caller);
       }});
  router.add({"POST", one + "/settings/members", owners,
              [&directory, &auth](const Request& request, const Caller& caller) {
                return set_member(directory, auth, request, caller);
              }});
  router.add({"POST", one + "/settings/members/{account}/remove", owners,
              [&directory](const Request& request, const Caller& caller) {
                return remove_member(directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
