#include "auth/pages/token_forms.h"

#include <array>

#include "service/refusal.h"
#include "web/parts.h"

namespace chaos::hub::auth {
namespace {

using http::Caller;
using web::Form;
using web::Html;
using web::html;
using web::Submission;

constexpr std::array<Scope, 3> kScopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin};

std::string field_of(Scope scope) {
  return "scope-" + std::string(to_text(scope));
}

Form token_form(const char* id, const std::string& path, const Caller& caller,
                const Submission& sent) {
  Form form(id, path, caller, sent);
  form.input(
          {.name = "name", .label = "Name", .hint = "A label, for example \"laptop\" or \"CI\"."})
      .checks("Permissions",
              {{field_of(Scope::kRead), "Read: view everything you have access to", true},
               {field_of(Scope::kWrite), "Write: publish and run", true},
               {field_of(Scope::kAdmin), "Admin: change members, safeguards, tokens"}},
              "scopes")
      .input({.name = "expires",
              .label = "Expires on (end of day, UTC)",
              .type = "date",
              .required = false});
  return form;
}

}  // namespace

Html personal_token_section(const Caller& caller, const Submission& sent) {
  return html("<section><h2>New token</h2>\n{}</section>\n",
              token_form(kTokenForm, "/account/tokens", caller, sent).done("Create token"));
}

Html agent_token_section(const std::string& path, const Caller& caller, const Submission& sent) {
  return html(
      "<section><h2>New agent token</h2>\n<p>Agents run experiments for the team. The token works "
      "only for the team <b>{}</b> of <b>{}</b>.</p>\n{}</section>\n",
      web::name(caller.team_name), web::name(caller.organization_name),
      token_form(kAgentTokenForm, path, caller, sent).done("Create agent token"));
}

NewToken token_wanted_by(const std::map<std::string, std::string>& fields) {
  NewToken wanted{.name = web::field(fields, "name"), .scopes = {}};
  for (const Scope scope : kScopes)
    if (!web::field(fields, field_of(scope)).empty()) wanted.scopes.insert(scope);
  if (const std::string day = web::field(fields, "expires"); !day.empty()) {
    wanted.expires = time_from(day + "T23:59:59Z");
    if (!wanted.expires)
      throw Refusal(Refusal::Kind::kInvalid, "'Expires on' must be a date such as 2027-01-31");
  }
  return wanted;
}

}  // namespace chaos::hub::auth
