#include <fmt/format.h>

#include "auth/pages/routes.h"
#include "auth/pages/session_cookie.h"
#include "http/gateway.h"
#include "http/problem.h"
#include "net/http_client.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/local_path.h"
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

Response sign_up_page(Accounts& accounts, const Request& request, const Caller& caller,
                      const Submission& sent = {}) {
  const std::string& link = request.parameter("secret");
  if (!accounts.is_valid_link(link))
    throw http::Problem(404,
                        "this invitation link has been used or has expired; ask for a new one");
  Form form("sign-up", "/sign-up/" + web::path_part(link), caller, sent);
  form.input({.name = "name",
              .label = "Name",
              .hint = "Letters, digits and -._ We also create a personal workspace with this name.",
              .autocomplete = "username"})
      .input({.name = "email",
              .label = "E-mail address",
              .type = "email",
              .autocomplete = "email",
              .required = false})
      .input({.name = "password",
              .label = "Password",
              .type = "password",
              .hint = fmt::format("At least {} characters.", Accounts::kShortestPassword),
              .autocomplete = "new-password"});
  return web::page_response(caller, {.title = "Sign up",
                                     .body = html("<section class=\"narrow\">{}</section>\n",
                                                  form.done("Create account")),
                                     .status = sent.status});
}

Response sign_up(Accounts& accounts, const Request& request, const Caller& caller) {
  return web::submit(
      request, "sign-up",
      [&](const auto& fields) {
        const Account account = accounts.sign_up(request.parameter("secret"),
                                                 {.name = web::field(fields, "name"),
                                                  .email = web::field(fields, "email"),
                                                  .password = web::field(fields, "password")});
        return with_session(http::see_other("/"), request, accounts.open_session(account));
      },
      [&](const Submission& sent) { return sign_up_page(accounts, request, caller, sent); });
}

/// Links to the other ways to sign in.
Html provider_links(const ProviderSignIn& provider_sign_in, const std::string& next) {
  return web::each(provider_sign_in.buttons(), [&](const ProviderButton& button) {
    return html(
        "<p><a class=\"button\" href=\"/sign-in/with/{}?next={}\">Sign in with {}</a></p>\n",
        web::path_part(button.name), net::form_encode(next), button.title);
  });
}

/// Explains why the sign-in page appears after the session has ended.
Html expired_note(const Request& request) {
  const std::string expired = web::field(request.query, "expired");
  if (expired.empty()) return {};
  return html(
      "<p class=\"hint\" role=\"status\">Your session has expired. Sign in to continue.{}</p>\n",
      expired == "form" ? " What you entered is kept." : "");
}

Response sign_in_page(const ProviderSignIn& provider_sign_in, const Caller& caller,
                      const std::string& next, const Submission& sent = {}, const Html& note = {}) {
  Form form("sign-in", "/sign-in", caller, sent);
  form.input({.name = "name", .label = "Name or e-mail address", .autocomplete = "username"})
      .input({.name = "password",
              .label = "Password",
              .type = "password",
              .autocomplete = "current-password"})
      .hidden("next", next);
  return web::page_response(
      caller, {.title = "Sign in",
               .body = html("<section class=\"narrow\">{}{}{}<p class=\"note\">No account yet? Ask "
                            "your administrator for an "
                            "invitation.</p></section>\n",
                            note, form.done("Sign in"), provider_links(provider_sign_in, next)),
               .status = sent.status});
}

Response ask_to_sign_in(const ProviderSignIn& provider_sign_in, const Request& request,
                        const Caller& caller) {
  const std::string next = web::local_path(web::field(request.query, "next"));
  return caller.is_somebody()
             ? http::see_other(next)
             : sign_in_page(provider_sign_in, caller, next, {}, expired_note(request));
}

Response sign_in(Accounts& accounts, const ProviderSignIn& provider_sign_in, const Request& request,
                 const Caller& caller) {
  const std::string next = web::local_path(web::field(web::fields_of(request), "next"));
  return web::submit(
      request, "sign-in",
      [&](const auto& fields) {
        return with_session(http::see_other(next), request,
                            accounts.sign_in(web::field(fields, "name"),
                                             web::field(fields, "password"), request.peer));
      },
      [&](const Submission& sent) { return sign_in_page(provider_sign_in, caller, next, sent); });
}

Response sign_out(Accounts& accounts, const Request& request) {
  accounts.sign_out(request.cookie(http::kSessionCookie));
  return without_session(http::see_other("/"), request);
}

}  // namespace

void add_entry_pages(http::Router& router, Accounts& accounts, ProviderSignIn& provider_sign_in) {
  router.add({"GET",
              "/sign-up/{secret}",
              {Callers::kAnyone},
              [&accounts](const Request& request, const Caller& caller) {
                return sign_up_page(accounts, request, caller);
              }});
  router.add({"POST",
              "/sign-up/{secret}",
              {Callers::kAnyone},
              [&accounts](const Request& request, const Caller& caller) {
                return sign_up(accounts, request, caller);
              }});
  router.add({"GET",
              "/sign-in",
              {Callers::kAnyone},
              [&provider_sign_in](const Request& request, const Caller& caller) {
                return ask_to_sign_in(provider_sign_in, request, caller);
              }});
  router.add({"POST",
              "/sign-in",
              {Callers::kAnyone},
              [&accounts, &provider_sign_in](const Request& request, const Caller& caller) {
                return sign_in(accounts, provider_sign_in, request, caller);
              }});
  router.add(
      {"POST", "/sign-out", {Callers::kAnyone}, [&accounts](const Request& request, const Caller&) {
         return sign_out(accounts, request);
       }});
}

}  // namespace chaos::hub::auth
