#include <fmt/format.h>

#include "auth/pages/routes.h"
#include "auth/pages/token_forms.h"
#include "auth/pages/token_table.h"
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

/// What the account pages need.
struct AccountSections {
  Accounts& accounts;
  ProviderSignIn& provider_sign_in;
  const web::ShownOnce& once;
};

Html token_section(const AccountSections& sections, const Caller& caller) {
  const auto tokens = sections.accounts.tokens_of(caller.principal);
  if (tokens.empty())
    return html(
        "<section><h2>Tokens</h2><p>No tokens yet. <code>chaos signin</code> asks for one."
        "</p></section>\n");
  return html("<section><h2>Tokens</h2>\n{}</section>\n",
              token_table("Your tokens, newest first", "/account/tokens", tokens, caller));
}

Html password_section(const Caller& caller, const Submission& sent) {
  Form form(kPasswordForm, "/account/password", caller, sent);
  // The browser needs the name to store the password with it.
  form.input({.name = "name",
              .label = "Name",
              .value = caller.principal.name,
              .autocomplete = "username",
              .fixed = true})
      .input({.name = "old",
              .label = "Current password",
              .type = "password",
              .autocomplete = "current-password"})
      .input({.name = "new",
              .label = "New password",
              .type = "password",
              .hint = fmt::format("At least {} characters.", Accounts::kShortestPassword),
              .autocomplete = "new-password"});
  return html("<section><h2>Password</h2>\n{}</section>\n", form.done("Change password"));
}

/// The providers that they sign in with, or could.
Html provider_section(ProviderSignIn& provider_sign_in, const Caller& caller) {
  const auto connections = provider_sign_in.connections_of(caller.principal.account);
  if (connections.empty()) return {};
  const Html forms = web::each(connections, [&](const ProviderSignIn::Connection& connection) {
    const auto& [name, title] = connection.provider;
    const std::string path = "/sign-in/with/" + web::path_part(name);
    return connection.connected ? Form("disconnect-" + name, path + "/disconnect", caller)
                                      .done("Disconnect from " + title, Form::Look::kDanger)
                                : Form("connect-" + name, path, caller).done("Connect to " + title);
  });
  return html("<section><h2>Other ways to sign in</h2>\n{}</section>\n", forms);
}

Html link_table(const std::vector<SignUpLink>& links, const Caller& caller) {
  if (links.empty()) return {};
  return web::table(
      {.caption = "Links that nobody has used yet",
       .columns = {"Created", "Expires", "For", "Change"},
       .rows = web::rows_of(links, [&](const SignUpLink& link) {
         const std::string path = fmt::format("/account/sign-up-links/{}/revoke", link.id);
         return web::Row{web::time_of(link.created), web::time_of(link.expires),
                         html("{}", link.administrator ? "An administrator" : "Anyone"),
                         Form("revoke-link-" + link.id, path, caller)
                             .confirm("The link stops working. This cannot be undone.")
                             .done("Revoke this link", Form::Look::kLink)};
       })});
}

Html invitation_section(Accounts& accounts, const Caller& caller) {
  if (!caller.principal.administrator) return {};
  return html(
      "<section><h2>Invite people</h2>\n<p>As an administrator, you can invite people. Each link "
      "creates one account.</p>\n{}{}</section>\n",
      Form("invite", "/account/sign-up-links", caller).done("Create invitation link"),
      link_table(accounts.sign_up_links(), caller));
}

Html password_news(const Request& request) {
  if (web::field(request.query, "changed") != kPasswordForm) return {};
  return html("<p class=\"done\" role=\"status\">✓ Password changed.</p>");
}

Response account_page(const AccountSections& sections, const Caller& caller,
                      const Submission& sent = {}, const Html& news = {}) {
  Html body = news;
  body += token_section(sections, caller);
  body += personal_token_section(caller, sent);
  body += password_section(caller, sent);
  body += provider_section(sections.provider_sign_in, caller);
  body += invitation_section(sections.accounts, caller);
  return web::page_response(
      caller,
      {.title = "Account of " + caller.principal.name, .body = body, .status = sent.status});
}

Response show(const AccountSections& sections, const Request& request, const Caller& caller) {
  return sections.once.show(request, caller, [&](Html news) {
    news += password_news(request);
    return account_page(sections, caller, {}, news);
  });
}

Response create_token(const AccountSections& sections, const Request& request,
                      const Caller& caller) {
  return web::submit(
      request, kTokenForm,
      [&](const auto& fields) {
        const auto [token, secret] =
            sections.accounts.create_token(caller.principal, token_wanted_by(fields));
        return sections.once.redirect(
            request, caller, "/account",
            {.title = fmt::format("The token '{}'", token.name),
             .secret = secret,
             .use = "Sign in with: chaos signin --url " + request.base_url});
      },
      [&](const Submission& sent) { return account_page(sections, caller, sent); });
}

Response change_password(const AccountSections& sections, const Request& request,
                         const Caller& caller) {
  return web::submit(
      request, kPasswordForm,
      [&](const auto& fields) {
        sections.accounts.change_password(caller.principal, web::field(fields, "old"),
                                          web::field(fields, "new"));
        return http::see_other(std::string("/account?changed=") + kPasswordForm);
      },
      [&](const Submission& sent) { return account_page(sections, caller, sent); });
}

Response make_link(const AccountSections& sections, const Request& request, const Caller& caller) {
  const auto [link, secret] = sections.accounts.make_sign_up_link(false, caller.principal.account);
  return sections.once.redirect(request, caller, "/account",
                                {.title = "Invitation link",
                                 .secret = request.base_url + "/sign-up/" + secret,
                                 .use = "Works once, expires in 7 days."});
}

}  // namespace

void add_account_pages(http::Router& router, Accounts& accounts, ProviderSignIn& provider_sign_in,
                       const web::ShownOnce& once) {
  const AccountSections sections{
      .accounts = accounts, .provider_sign_in = provider_sign_in, .once = once};
  router.add({"GET",
              "/account",
              {Callers::kPeople, Need::kAccount},
              [sections](const Request& request, const Caller& caller) {
                return show(sections, request, caller);
              }});
  router.add({"POST",
              "/account/tokens",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [sections](const Request& request, const Caller& caller) {
                return create_token(sections, request, caller);
              }});
  router.add({"POST",
              "/account/tokens/{token}/revoke",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [sections](const Request& request, const Caller& caller) {
                sections.accounts.revoke_token(caller.principal, request.parameter("token"));
                return http::see_other("/account");
              }});
  router.add({"POST",
              "/account/password",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [sections](const Request& request, const Caller& caller) {
                return change_password(sections, request, caller);
              }});
  router.add({"POST",
              "/account/sign-up-links",
              {Callers::kPeople, Need::kAdministrator, Scope::kAdmin},
              [sections](const Request& request, const Caller& caller) {
                return make_link(sections, request, caller);
              }});
  router.add({"POST",
              "/account/sign-up-links/{link}/revoke",
              {Callers::kPeople, Need::kAdministrator, Scope::kAdmin},
              [sections](const Request& request, const Caller& caller) {
                sections.accounts.revoke_sign_up_link(request.parameter("link"),
                                                      caller.principal.account);
                return http::see_other("/account");
              }});
}

}  // namespace chaos::hub::auth
