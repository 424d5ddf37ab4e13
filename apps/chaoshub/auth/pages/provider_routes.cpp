#include "auth/pages/provider_routes.h"

#include <fmt/format.h>

#include "auth/pages/session_cookie.h"
#include "http/cookie.h"
#include "http/problem.h"
#include "log/log.h"
#include "service/refusal.h"
#include "web/layout.h"
#include "web/local_path.h"

namespace chaos::hub::auth {
namespace {

using http::Access;
using http::Caller;
using http::Callers;
using http::Request;
using http::Response;

/// The cookie while the browser is at the provider's.
constexpr const char* kCookie = "chaoshub_outside";
constexpr const char* kPath = "/sign-in/with";

Response with_secret(Response response, const Request& request, const std::string& secret,
                     std::chrono::seconds lifetime) {
  return http::with_cookie(std::move(response), request,
                           {.name = kCookie, .value = secret, .lifetime = lifetime, .path = kPath});
}

std::string in_query(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

/// Runs `work`; failures are shown to the person and logged.
template <typename Work>
auto watched(const ProviderSignIn& provider_sign_in, const std::string& provider,
             const Work& work) {
  const std::string& title = provider_sign_in.title_of(provider);  // throws if unknown
  try {
    return work();
  } catch (const ProviderFailed& failure) {
    log::error(fmt::format("Signing in with {}: {}", title, failure.what()));
    throw http::Problem(
        502, fmt::format("{} did not respond as expected: try again later. The hub's log has "
                         "details.",
                         title));
  } catch (const Refusal& refusal) {
    log::warning(fmt::format("Signing in with {} was refused: {}", title, refusal.what()));
    throw;
  }
}

ProviderSignIn::Begun begin(ProviderSignIn& provider_sign_in, const Request& request,
                            const std::string& next, const std::string& account) {
  const std::string& provider = request.parameter("provider");
  return watched(provider_sign_in, provider, [&] {
    return provider_sign_in.begin(
        {.provider = provider,
         .redirect_uri = fmt::format("{}{}/{}/callback", request.base_url, kPath, provider),
         .next = next,
         .account = account});
  });
}

Response sign_in(ProviderSignIn& provider_sign_in, const Request& request) {
  const auto begun =
      begin(provider_sign_in, request, web::local_path(in_query(request, "next")), "");
  return with_secret(http::see_other(begun.address), request, begun.secret,
                     ProviderSignIn::kPatience);
}

/// A token must not be usable to gain permanent access.
void check_browser(const Caller& caller) {
  if (caller.principal.session.empty())
    throw http::Problem(403, "sign in with a browser to connect an identity");
}

/// Must be a form of ours, which other sites cannot send; otherwise they could have their own
/// identity connected to the account of anyone who visits them. Responds with a page, because
/// browsers block redirects of forms to other sites.
Response connect(ProviderSignIn& provider_sign_in, const Request& request, const Caller& caller) {
  const std::string title = provider_sign_in.title_of(request.parameter("provider"));
  check_browser(caller);
  const auto begun = begin(provider_sign_in, request, "/account", caller.principal.account);
  Response page = web::page_response(
      caller, {.title = "Connect to " + title,
               .body = web::html("<p><a class=\"button\" href=\"{}\">Continue to {}</a></p>\n",
                                 begun.address, title)});
  page.with("Refresh", "0; url=" + begun.address);
  return with_secret(std::move(page), request, begun.secret, ProviderSignIn::kPatience);
}

Response disconnect(ProviderSignIn& provider_sign_in, const Request& request,
                    const Caller& caller) {
  const std::string& provider = request.parameter("provider");
  provider_sign_in.title_of(provider);  // throws if unknown
  check_browser(caller);
  provider_sign_in.disconnect(provider, caller.principal.account);
  return http::see_other("/account");
}

Response finish(ProviderSignIn& provider_sign_in, const Request& request, const Caller& caller) {
  const std::string& provider = request.parameter("provider");
  const Callback callback{.code = in_query(request, "code"),
                          .state = in_query(request, "state"),
                          .issuer = in_query(request, "iss"),
                          .error = in_query(request, "error")};
  const auto finished = watched(provider_sign_in, provider, [&] {
    return provider_sign_in.finish(provider, callback, request.cookie(kCookie), caller.principal);
  });
  Response response = http::see_other(finished.next);
  if (!finished.session.empty())
    response = with_session(std::move(response), request, finished.session);
  return with_secret(std::move(response), request, "", std::chrono::seconds(0));
}

}  // namespace

void add_provider_routes(http::Router& router, ProviderSignIn& provider_sign_in) {
  const std::string path = std::string(kPath) + "/{provider}";
  router.add(
      {"GET", path, {Callers::kAnyone}, [&provider_sign_in](const Request& request, const Caller&) {
         return sign_in(provider_sign_in, request);
       }});
  router.add({"POST",
              path,
              {Callers::kPeople, Access::Need::kAccount, Scope::kAdmin},
              [&provider_sign_in](const Request& request, const Caller& caller) {
                return connect(provider_sign_in, request, caller);
              }});
  router.add({"POST",
              path + "/disconnect",
              {Callers::kPeople, Access::Need::kAccount, Scope::kAdmin},
              [&provider_sign_in](const Request& request, const Caller& caller) {
                return disconnect(provider_sign_in, request, caller);
              }});
  router.add({"GET",
              path + "/callback",
              {Callers::kAnyone},
              [&provider_sign_in](const Request& request, const Caller& caller) {
                return finish(provider_sign_in, request, caller);
              }});
}

}  // namespace chaos::hub::auth
