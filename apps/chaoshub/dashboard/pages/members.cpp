#include <algorithm>

#include "dashboard/pages/deletion.h"
#include "dashboard/pages/people.h"
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

constexpr const char* kMemberForm = "member";
constexpr const char* kNameForm = "team";
constexpr const char* kGuardedForm = "guarded";

const std::vector<Role>& team_roles() {
  static const std::vector<Role> roles = {Role::kViewer, Role::kMember, Role::kOwner};
  return roles;
}

Team team_of(Directory& directory, const Request& request) {
  return directory.team(request.parameter("org"), request.parameter("team"));
}

/// Members of the organization who are not in the team yet.
std::vector<web::Choice> candidates(Directory& directory, const Team& team,
                                    const std::vector<Member>& members) {
  std::vector<web::Choice> choices;
  for (const Member& person : directory.members(team.organization))
    if (std::ranges::find(members, person.account, &Member::account) == members.end())
      choices.push_back({person.account, person.name});
  return choices;
}

Html add_form(const std::string& path, const std::vector<web::Choice>& people, const Caller& caller,
              const Submission& sent) {
  if (people.empty())
    return html("<p class=\"note\">Everyone in the organization is already in this team.</p>\n");
  Form form(kMemberForm, path, caller, sent);
  form.select("id", "Add a person from the organization", people, "")
      .select("role", "Role", role_choices(team_roles()), "member");
  return form.done("Add");
}

Html owner_sections(const Request& request, const Caller& caller, const Team& team,
                    const Submission& sent) {
  Form form(kNameForm, web::team_path(request) + "/name", caller, sent);
  form.hidden("version", std::to_string(team.version))
      .input({.name = "name", .label = "Name", .value = team.name});
  Form guarded(kGuardedForm, web::team_path(request) + "/guarded-runs", caller, sent);
  guarded.hidden("version", std::to_string(team.version))
      .select("required", "Require guarded runs", web::yes_or_no(),
              team.requires_guarded_runs ? "yes" : "no");
  return html(
      "<section><h2>Team name</h2>\n{}</section>\n<section><h2>Guarded runs</h2>\n<p>With \"Yes\", "
      "<code>chaos</code> does not run experiments if the hub rejects the token or the role, "
      "because no safeguard could stop such a run. A change takes effect with the next "
      "<code>chaos signin</code>.</p>\n{}</section>\n<section><h2>Agents</h2>\n<p>Agents run "
      "experiments for the team, with a token that works for this team only.</p>\n"
      "<p><a href=\"{}/tokens\">Agent tokens</a></p></section>\n<section><h2>Notifications</h2>\n"
      "<p>A webhook notifies a chat or a program when executions start, end, or are halted."
      "</p>\n<p><a href=\"{}/webhook\">Webhook</a></p></section>\n",
      form.done("Rename"), guarded.done("Save"), web::team_path(request), web::team_path(request));
}

Response members_page(Directory& directory, const Request& request, const Caller& caller,
                      const Submission& sent = {}) {
  const Team team = team_of(directory, request);
  const auto members = directory.team_members(team.id);
  const std::string path = web::team_path(request) + "/members";
  const bool owner = caller.team_role >= Role::kOwner;
  const auto forms = [&](const Member& member) {
    return member_forms(path, member, team_roles(), caller);
  };
  Html people = people_table("Members of " + team.name, members,
                             owner ? std::function<Html(const Member&)>(forms) : nullptr);
  if (owner) people += add_form(path, candidates(directory, team, members), caller, sent);
  Html body = html(
      "<section><h2>People</h2>\n{}<p class=\"note\">Viewers can read. Members can also publish, "
      "run and halt. Owners can also manage safeguards and members. Owners of the organization own "
      "all its teams.</p></section>\n",
      people);
  if (owner) body += owner_sections(request, caller, team, sent);
  if (owner)
    body += deletion_section(
        {.kind = "team",
         .name = team.name,
         .version = team.version,
         .contents = "its experiments, executions, safeguards and verifications, and revokes the "
                     "tokens of its agents",
         .path = web::team_path(request) + "/delete"},
        caller, sent);
  return web::page_response(caller, {.title = "Members of " + team.name,
                                     .context = caller.organization_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/members"),
                                     .body = body,
                                     .status = sent.status});
}

/// Runs `work`, then shows the members again.
template <typename Work>
Response change(Directory& directory, const char* form, const Request& request,
                const Caller& caller, const Work& work) {
  return web::submit(
      request, form,
      [&](const auto& fields) {
        work(team_of(directory, request), fields);
        return http::see_other(web::team_path(request) + "/members");
      },
      [&](const Submission& sent) { return members_page(directory, request, caller, sent); });
}

Response remove(Directory& directory, const Request& request, const Caller& caller) {
  return web::submit(
      request, kDeletionForm,
      [&](const auto& fields) {
        const Team team = team_of(directory, request);
        check_typed_name(fields, team.name);
        directory.remove_team(caller.principal, team.organization, team.id,
                              web::shown_version(fields));
        return http::see_other(web::organization_path(request));
      },
      [&](const Submission& sent) { return members_page(directory, request, caller, sent); });
}

}  // namespace

void add_member_pages(http::Router& router, Directory& directory) {
  const std::string team = "/organizations/{org}/teams/{team}";
  const http::Access owners{Callers::kPeople, Need::kTeamOwner, Scope::kAdmin};
  router.add({"GET",
              team + "/members",
              {Callers::kPeople, Need::kTeamViewer},
              [&directory](const Request& request, const Caller& caller) {
                return members_page(directory, request, caller);
              }});
  router.add({"POST", team + "/members", owners,
              [&directory](const Request& request, const Caller& caller) {
                return change(directory, kMemberForm, request, caller,
                              [&](const Team& changed, const auto& fields) {
                                directory.set_team_member(caller.principal, changed,
                                                          web::field(fields, "id"),
                                                          role_named(web::field(fields, "role")));
                              });
              }});
  router.add({"POST", team + "/members/{account}/remove", owners,
              [&directory](const Request& request, const Caller& caller) {
                return change(directory, kMemberForm, request, caller,
                              [&](const Team& changed, const auto&) {
                                directory.remove_team_member(caller.principal, changed,
                                                             request.parameter("account"));
                              });
              }});
  router.add(
      {"POST", team + "/name", owners, [&directory](const Request& request, const Caller& caller) {
         return change(directory, kNameForm, request, caller,
                       [&](const Team& changed, const auto& fields) {
                         directory.change_team(caller.principal, changed.organization, changed.id,
                                               web::shown_version(fields),
                                               {.name = web::field(fields, "name")});
                       });
       }});
  router.add({"POST", team + "/delete", owners,
              [&directory](const Request& request, const Caller& caller) {
                return remove(directory, request, caller);
              }});
  router.add({"POST", team + "/guarded-runs", owners,
              [&directory](const Request& request, const Caller& caller) {
                return change(directory, kGuardedForm, request, caller,
                              [&](const Team& changed, const auto& fields) {
                                const bool required = web::is_yes(web::field(fields, "required"));
                                directory.change_team(
                                    caller.principal, changed.organization, changed.id,
                                    web::shown_version(fields),
                                    {.name = {}, .requires_guarded_runs = required});
                              });
              }});
}

}  // namespace chaos::hub::dashboard
