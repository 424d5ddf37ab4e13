#include <fmt/format.h>

#include "auth/pages/routes.h"
#include "auth/pages/token_forms.h"
#include "http/problem.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::auth {
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

constexpr const char* kPasswordForm = "password";

/// What the account's pages work with.
struct Parts {
  Accounts& accounts;
  OutsideSignIn& outside;
  DashboardService& dashboard;
};

/// Shown once, on the answer to the form that made it.
Html secret_box(const std::string& title, const std::string& secret, const std::string& use) {
  if (secret.empty()) return {};
  return html(
      "<section class=\"secret\" role=\"status\"><h2>{}</h2>\n<p>Copy it now: it is not shown "
      "again.</p>\n<p><code id=\"secret\">{}</code></p>\n<p class=\"note\">{}</p></section>\n",
      title, secret, use);
}

Html state_of(const Token& token, Time now) {
  if (token.revoked) return web::pill("none", "– revoked");
  if (!token.is_good_at(now)) return web::pill("warn", "! expired");
  return web::pill("ok", "✓ good");
}

web::Row token_row(const Token& token, const Caller& caller) {
  std::string scopes;
  for (const Scope scope : token.scopes)
    scopes += (scopes.empty() ? "" : ", ") + std::string(to_text(scope));
  const Html revoke =
      token.revoked
          ? Html()
          : Form("revoke-" + token.id, fmt::format("/account/tokens/{}/revoke", token.id), caller)
                .done("Revoke " + token.name, Form::Look::kLink);
  return {html("{} <small>…{}</small>", token.name, token.hint),
          html("{}", token.kind == Token::Kind::kAgent ? "agents" : "personal"),
          html("{}", scopes),
          state_of(token, std::chrono::system_clock::now()),
          web::time_of(token.last_used),
          web::time_of(token.expires),
          revoke};
}

Html token_section(const Parts& parts, const Caller& caller) {
  const auto tokens = parts.accounts.tokens_of(caller.principal);
  if (tokens.empty())
    return html(
        "<section><h2>Tokens</h2><p>None yet. <code>chaos signin</code> asks for one."
        "</p></section>\n");
  return html("<section><h2>Tokens</h2>\n{}</section>\n",
              web::table({.caption = "Your tokens, the latest first",
                          .columns = {"Name", "Kind", "Good for", "State", "Last used", "Expires",
                                      "Change"},
                          .rows = web::rows_of(tokens, [&](const Token& token) {
                            return token_row(token, caller);
                          })}));
}

Html password_section(const Caller& caller, const Submission& sent) {
  Form form(kPasswordForm, "/account/password", caller, sent);
  // Without the name a browser does not know whose password it keeps.
  form.input({.name = "name",
              .label = "Name",
              .value = caller.principal.name,
              .autocomplete = "username",
              .fixed = true})
      .input({.name = "old",
              .label = "Present password",
              .type = "password",
              .autocomplete = "current-password"})
      .input({.name = "new",
              .label = "New password",
              .type = "password",
              .hint = fmt::format("At least {} characters.", Accounts::kShortestPassword),
              .autocomplete = "new-password"});
  return html("<section><h2>Password</h2>\n{}</section>\n", form.done("Change the password"));
}

/// The providers that he signs in with, or may from now on.
Html provider_section(OutsideSignIn& outside, const Caller& caller) {
  const auto connections = outside.connections_of(caller.principal.account);
  if (connections.empty()) return {};
  const Html forms = web::each(connections, [&](const OutsideSignIn::Connection& connection) {
    const auto& [name, title] = connection.provider;
    const std::string path = "/sign-in/with/" + web::path_part(name);
    return connection.connected
               ? Form("disconnect-" + name, path + "/disconnect", caller)
                     .done("Disconnect from " + title, Form::Look::kDanger)
               : Form("connect-" + name, path, caller).done("Connect with " + title);
  });
  return html("<section><h2>Other ways to sign in</h2>\n{}</section>\n", forms);
}

Html invitation_section(const Caller& caller) {
  if (!caller.principal.administrator) return {};
  return html(
      "<section><h2>Invite somebody</h2>\n<p>You administer this hub: whoever opens a link to sign "
      "up gets an account, once.</p>\n{}</section>\n",
      Form("invite", "/account/sign-up-links", caller).done("Make a link to sign up"));
}

Response account_page(const Parts& parts, const Request& request, const Caller& caller,
                      const Submission& sent = {}, const Html& news = {}) {
  Html body = news;
  body += agent_token_section(parts.dashboard, request, caller, sent);
  body += token_section(parts, caller);
  body += personal_token_section(caller, sent);
  body += password_section(caller, sent);
  body += provider_section(parts.outside, caller);
  body += invitation_section(caller);
  return web::page_response(
      caller,
      {.title = "Account of " + caller.principal.name, .body = body, .status = sent.status});
}

Response create_token(const Parts& parts, const Request& request, const Caller& caller) {
  return web::submit(
      request, web::field(web::fields_of(request), "form"),
      [&](const auto& fields) {
        const auto [token, secret] =
            parts.accounts.create_token(caller.principal, token_wanted_by(fields));
        const bool agent = token.kind == Token::Kind::kAgent;
        return account_page(
            parts, request, caller, {},
            secret_box(fmt::format("The token '{}'", token.name), secret,
                       agent ? "Give it to the agent of the team."
                             : "chaos signin --url " + request.base_url + " asks for it."));
      },
      [&](const Submission& sent) { return account_page(parts, request, caller, sent); });
}

Response change_password(const Parts& parts, const Request& request, const Caller& caller) {
  return web::submit(
      request, kPasswordForm,
      [&](const auto& fields) {
        parts.accounts.change_password(caller.principal, web::field(fields, "old"),
                                       web::field(fields, "new"));
        return account_page(
            parts, request, caller, {},
            html("<p class=\"done\" role=\"status\">✓ The password is changed.</p>"));
      },
      [&](const Submission& sent) { return account_page(parts, request, caller, sent); });
}

Response make_link(const Parts& parts, const Request& request, const Caller& caller) {
  const std::string link = request.base_url + "/sign-up/" +
                           parts.accounts.make_sign_up_link(false, caller.principal.account);
  return account_page(parts, request, caller, {},
                      secret_box("A link to sign up", link, "It is good once, for a week."));
}

}  // namespace

void add_account_pages(http::Router& router, Accounts& accounts, OutsideSignIn& outside,
                       DashboardService& dashboard) {
  const Parts parts{.accounts = accounts, .outside = outside, .dashboard = dashboard};
  router.add({"GET",
              "/account",
              {Callers::kPeople, Need::kAccount},
              [parts](const Request& request, const Caller& caller) {
                return account_page(parts, request, caller);
              }});
  router.add({"POST",
              "/account/tokens",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return create_token(parts, request, caller);
              }});
  router.add({"POST",
              "/account/tokens/{token}/revoke",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                parts.accounts.revoke_token(caller.principal, request.parameter("token"));
                return http::see_other("/account");
              }});
  router.add({"POST",
              "/account/password",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return change_password(parts, request, caller);
              }});
  router.add({"POST",
              "/account/sign-up-links",
              {Callers::kPeople, Need::kAdministrator, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return make_link(parts, request, caller);
              }});
}

}  // namespace chaos::hub::auth
