#include "auth/pages/token_forms.h"

#include <array>

#include "service/refusal.h"

namespace chaos::hub::auth {
namespace {

using http::Caller;
using http::Request;
using web::Form;
using web::Html;
using web::html;
using web::Submission;

constexpr std::array<Scope, 3> kScopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin};

std::string field_of(Scope scope) {
  return "scope-" + std::string(to_text(scope));
}

Form token_form(const char* id, const Caller& caller, const Submission& sent) {
  Form form(id, "/account/tokens", caller, sent);
  form.hidden("form", id)
      .input({.name = "name", .label = "Name", .hint = "For you to tell it from others."})
      .checks("Good for", {{field_of(Scope::kRead), "read: look at what you may look at", true},
                           {field_of(Scope::kWrite), "write: publish and run", true},
                           {field_of(Scope::kAdmin), "admin: change members, safeguards, tokens"}})
      .input(
          {.name = "expires", .label = "Expires at the end of", .type = "date", .required = false});
  return form;
}

}  // namespace

Html personal_token_section(const Caller& caller, const Submission& sent) {
  return html("<section><h2>New token</h2>\n{}</section>\n",
              token_form("token", caller, sent).done("Create the token"));
}

Html agent_token_section(DashboardService& dashboard, const Request& request, const Caller& caller,
                         const Submission& sent) {
  const auto& named = sent.form.empty() ? request.query : sent.fields;
  const std::string organization = web::field(named, "org");
  const std::string team = web::field(named, "team");
  if (organization.empty() || team.empty()) return {};
  const Place place = dashboard.place_of(caller.signed_principal, organization, team);
  if (place.team_role < Role::kOwner) return {};
  Form form = token_form("agent-token", caller, sent);
  form.hidden("org", organization).hidden("team", team);
  return html(
      "<section><h2>New token for agents</h2>\n<p>It is good for the team <b>{}</b> of <b>{}</b> "
      "only.</p>\n{}</section>\n",
      place.team_name, place.organization_name, form.done("Create the agents' token"));
}

NewToken token_wanted_by(const std::map<std::string, std::string>& fields) {
  NewToken wanted{.name = web::field(fields, "name"),
                  .scopes = {},
                  .organization = web::field(fields, "org"),
                  .team = web::field(fields, "team")};
  for (const Scope scope : kScopes)
    if (!web::field(fields, field_of(scope)).empty()) wanted.scopes.insert(scope);
  if (!wanted.team.empty()) wanted.kind = Token::Kind::kAgent;
  if (const std::string day = web::field(fields, "expires"); !day.empty()) {
    wanted.expires = time_from(day + "T23:59:59Z");
    if (!wanted.expires)
      throw Refusal(Refusal::Kind::kInvalid, "a token expires on a day such as 2027-01-31");
  }
  return wanted;
}

}  // namespace chaos::hub::auth
