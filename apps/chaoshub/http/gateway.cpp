#include "http/gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "http/forwarded_address.h"
#include "http/theme.h"
#include "log/log.h"
#include "os/clock.h"
#include "security/secret.h"
#include "service/unreachable.h"

namespace chaos::hub::http {
namespace {

using Need = Access::Need;

/// Visitors send only a name and a password.
constexpr std::size_t kVisitorBody = 64 << 10;
/// The limit for routes that don't take documents.
constexpr std::size_t kUsualBody = 1 << 20;

/// The token in "Bearer TOKEN", with the scheme in any case; also in "token TOKEN", which the
/// original client can be configured to send. "" if there is none.
std::string token_in(const std::string& authorization) {
  const auto blank = authorization.find(' ');
  if (blank == std::string::npos) return {};
  std::string scheme = authorization.substr(0, blank);
  std::ranges::transform(scheme, scheme.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (scheme != "bearer" && scheme != "token") return {};
  return authorization.substr(authorization.find_last_of(' ') + 1);
}

bool changes_something(const Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

bool opens_websocket(const Request& request) {
  return !request.header("Upgrade").empty();
}

bool is_from_elsewhere(const Request& request) {
  const std::string& origin = request.header("Origin");
  if (origin.empty()) return request.header("Sec-Fetch-Site") == "cross-site";
  const auto host = origin.find("://");
  return host == std::string::npos || origin.substr(host + 3) != request.header("Host");
}

bool is_form_of_page(const Request& request) {
  return request.method == "POST" && !request.path.starts_with("/api/") &&
         request.header("Content-Type").starts_with("application/x-www-form-urlencoded");
}

/// Any site's pages may open a WebSocket, and browsers send our cookies along.
void check_origin(const Request& request, const Caller& caller) {
  if (!request.header("Authorization").empty()) return;
  const bool unknown = caller.is_somebody() && request.header("Origin").empty();
  if (unknown || is_from_elsewhere(request))
    throw Problem(403, "a WebSocket must be opened from a page of this hub");
}

/// Browsers send cookies with any site's forms, so forms must contain a value that only our pages
/// know.
void check_form(const Request& request, const Caller& caller) {
  if (is_from_elsewhere(request)) throw Problem(403, "the form is not from this hub");
  if (caller.principal.session.empty()) return;
  std::string given = request.header("X-CSRF-Token");
  if (given.empty()) {
    const auto fields = form_fields(request);
    if (const auto field = fields.find("csrf"); field != fields.end()) given = field->second;
  }
  if (!equal_in_constant_time(given, csrf_token(caller.principal))) throw FormExpired();
}

bool is_control(unsigned char c) {
  return c < ' ' || c == 0x7F;
}

/// Paths that no legitimate client requests.
bool is_no_address(const std::string& path) {
  return (path + "/").find("/../") != std::string::npos || std::ranges::any_of(path, is_control);
}

/// The path in a form that is safe to log: on one line, and without secrets.
std::string path_to_log(const Request& request) {
  std::string path = request.path;
  const auto secret = request.parameters.find("secret");
  if (secret != request.parameters.end())
    if (const auto at = path.find(secret->second); at != std::string::npos)
      path.replace(at, secret->second.size(), "...");
  std::ranges::replace_if(path, is_control, '?');
  return path;
}

/// Whether a refusal is worth logging. Visitors who must sign in and pages that don't exist are
/// routine.
bool is_worth_a_line(int status, const Request& request) {
  const bool tried = !request.header("Authorization").empty() || changes_something(request);
  return status == 400 || (status == 401 && tried) || status == 403 || status == 413 ||
         status == 429;
}

bool is_of_team(Need need) {
  return need == Need::kTeamViewer || need == Need::kTeamMember || need == Need::kTeamOwner;
}

bool has_role(Need need, const Caller& caller) {
  switch (need) {
    case Need::kNobody:
    case Need::kAccount:
      return true;
    case Need::kOrganizationMember:
      return caller.organization_role >= Role::kMember;
    case Need::kOrganizationOwner:
      return caller.organization_role >= Role::kOwner;
    case Need::kTeamViewer:
      return caller.team_role >= Role::kViewer;
    case Need::kTeamMember:
      return caller.team_role >= Role::kMember;
    case Need::kTeamOwner:
      return caller.team_role >= Role::kOwner;
    case Need::kAdministrator:
      break;
  }
  return caller.principal.administrator;
}

/// Whether the caller may know that what the path names exists.
bool may_know(Need need, const Caller& caller) {
  if (need == Need::kAdministrator || need == Need::kNobody || need == Need::kAccount) return true;
  return is_of_team(need) ? caller.team_role != Role::kNone
                          : caller.organization_role != Role::kNone;
}

void add_security_headers(Response& response, bool secure) {
  response.with("X-Content-Type-Options", "nosniff")
      .with("Referrer-Policy", "same-origin")
      .with("X-Frame-Options", "DENY")
      .with("Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  if (secure) response.with("Strict-Transport-Security", "max-age=31536000");
  if (find_header(response.headers, "Cache-Control") == nullptr)
    response.with("Cache-Control", "no-store");
}

}  // namespace

std::string csrf_token(const Principal& principal) {
  return digest_of("form of " + principal.session);
}

/// A request and its progress from header to response.
struct Gateway::Exchange {
  const Route* route = nullptr;
  Caller caller = {};
  double seconds = 0;  ///< spent working on it
};

std::variant<Admission, Response> Gateway::admit(Request& request) const {
  const auto exchange = std::make_shared<Exchange>();
  request.base_url = base_url_for(request);
  if (dependencies_.behind_proxy) request.peer = forwarded_address(request.headers, request.peer);
  std::optional<Admission> admission;
  const os::Stopwatch stopwatch;
  Response refusal = respond(request, *exchange, [&] {
    admission = find_admission(request, exchange);
    return Response{.status = 0};
  });
  if (!admission) return refusal;
  exchange->seconds = stopwatch.seconds();
  return *std::move(admission);
}

/// Throws if the request is refused.
Admission Gateway::find_admission(Request& request,
                                  const std::shared_ptr<Exchange>& exchange) const {
  if (is_no_address(request.path)) throw Problem(400, "invalid path");
  try {
    exchange->route = &dependencies_.router.find(request);
  } catch (const Problem&) {
    // The error page is shown to the person who is signed in.
    if (request.header("Authorization").empty()) exchange->caller = identify(request);
    throw;
  }
  exchange->caller = caller_of(request, *exchange->route);
  try {
    admit(*exchange->route, exchange->caller);
  } catch (const Problem& problem) {
    if (problem.status() == 401 && is_form_of_page(request))
      return admission_to_refuse(problem, exchange);
    throw;
  }
  if (opens_websocket(request)) check_origin(request, exchange->caller);
  const std::size_t limit = body_limit_of(*exchange->route, exchange->caller);
  return {.body_limit = limit,
          .identified = exchange->caller.is_somebody(),
          .answer =
              [this, exchange](Request& whole) {
                return respond(whole, *exchange, [&] { return answer(whole, *exchange); });
              },
          .refuse_body =
              [this, exchange, limit](Request& begun) {
                return respond(begun, *exchange, [limit]() -> Response {
                  throw Problem(413, fmt::format("the body must not exceed {} bytes", limit));
                });
              }};
}

/// The session of someone who sends a form may have ended. The form is then read with a visitor's
/// limits, so that the refusal can preserve what was typed.
Admission Gateway::admission_to_refuse(const Problem& problem,
                                       const std::shared_ptr<Exchange>& exchange) const {
  const auto refuse_it = [this, exchange, problem](Request& request) {
    return respond(request, *exchange, [&problem]() -> Response { throw problem; });
  };
  return {.body_limit = std::min(kVisitorBody, dependencies_.body_limit),
          .identified = false,
          .answer = refuse_it,
          .refuse_body = refuse_it};
}

std::size_t Gateway::body_limit_of(const Route& route, const Caller& caller) const {
  if (!caller.is_somebody()) return std::min(kVisitorBody, dependencies_.body_limit);
  return route.body == BodySize::kDocument ? dependencies_.body_limit
                                           : std::min(kUsualBody, dependencies_.body_limit);
}

/// The response of `work`, or the one for the exception it throws, counted and logged. Work done
/// during admission counts once the request is answered.
template <typename Work>
Response Gateway::respond(const Request& request, Exchange& exchange, const Work& work) const {
  const os::Stopwatch stopwatch;
  Response response;
  try {
    response = work();
    if (response.status == 0) return response;
  } catch (const Problem& problem) {
    response = refuse(problem, request, exchange.caller);
  } catch (const Refusal& refusal) {
    response = refuse(Problem(status_of(refusal), refusal.what()), request, exchange.caller);
  } catch (const Unreachable& error) {
    log::error(fmt::format("{} {}: {}", request.method, path_to_log(request), error.what()));
    response = refuse(Problem(503, "part of the hub is not responding; try again later"), request,
                      exchange.caller);
  } catch (const std::exception& error) {
    log::error(fmt::format("{} {}: {}", request.method, path_to_log(request), error.what()));
    response = refuse(Problem(500, "internal error; see the hub's log"), request, exchange.caller);
  }
  add_security_headers(response, request.base_url.starts_with("https:"));
  const double seconds = exchange.seconds + stopwatch.seconds();
  const std::string route = exchange.route == nullptr ? "" : exchange.route->pattern;
  dependencies_.metrics.count_request(request.method, route, response.status, seconds);
  if (log::enabled(log::Level::kDebug))
    log::debug(fmt::format("{} {} {} {} {:.1f} ms", request.peer, request.method,
                           path_to_log(request), response.status, seconds * 1e3));
  return response;
}

Response Gateway::answer(Request& request, Exchange& exchange) const {
  Caller& caller = exchange.caller;
  if (request.header("Authorization").empty() && changes_something(request))
    check_form(request, caller);
  const bool for_page = !caller.principal.session.empty() && !request.path.starts_with("/api/");
  if (for_page && dependencies_.before_page) dependencies_.before_page(request, caller);
  Response response = exchange.route->handler(request, caller);
  // Browsers send no Origin when a page requests a stream from its own site.
  if (response.live && !caller.principal.session.empty() && is_from_elsewhere(request))
    throw Problem(403, "the request is not from a page of this hub");
  if (for_page && dependencies_.after_page) dependencies_.after_page(request, response);
  return response;
}

std::string Gateway::base_url_for(const Request& request) const {
  if (!dependencies_.public_url.empty()) return dependencies_.public_url;
  return fmt::format("{}://{}", dependencies_.tls ? "https" : "http", request.header("Host"));
}

void Gateway::look_up_roles(Caller& caller, const std::string& organization,
                            const std::string& team) const {
  Membership membership =
      dependencies_.dashboard.membership_of(caller.signed_principal, organization, team);
  caller.organization_role = membership.organization_role;
  caller.team_role = membership.team_role;
  caller.organization_name = std::move(membership.organization_name);
  caller.team_name = std::move(membership.team_name);
}

Caller Gateway::identify(const Request& request) const {
  Caller caller;
  caller.theme = theme_of(request);
  const std::string& authorization = request.header("Authorization");
  const Credentials credentials{
      .token = token_in(authorization),
      .session = authorization.empty() ? request.cookie(kSessionCookie) : ""};
  if (credentials.token.empty() && credentials.session.empty()) {
    if (!authorization.empty()) throw Problem(401, "the token is invalid or has expired");
    return caller;
  }
  if (auto principal = dependencies_.auth.identify(credentials)) {
    caller.principal = dependencies_.signer.read(*principal).value_or(Principal{});
    caller.signed_principal = *std::move(principal);
  }
  if (caller.is_somebody()) return caller;
  // Someone whose session has ended becomes a visitor, but a token must always be valid.
  if (!credentials.token.empty()) throw Problem(401, "the token is invalid or has expired");
  return Caller{.principal = {}, .signed_principal = {}, .theme = theme_of(request)};
}

Caller Gateway::caller_of(Request& request, const Route& route) const {
  Caller caller = identify(request);
  if (!caller.is_somebody()) return caller;
  const auto organization = request.parameters.find("org");
  if (organization != request.parameters.end()) {
    const auto team = request.parameters.find("team");
    const bool of_team = is_of_team(route.access.need) && team != request.parameters.end();
    look_up_roles(caller, organization->second, of_team ? team->second : "");
  } else if (route.locate) {
    for (const TeamPath& path : route.locate(request)) {
      look_up_roles(caller, path.organization, path.team);
      request.parameters["org"] = path.organization;
      request.parameters["team"] = path.team;
      if (caller.team_role != Role::kNone) break;
    }
  }
  return caller;
}

void Gateway::admit(const Route& route, const Caller& caller) const {
  const Access& access = route.access;
  if (access.callers == Callers::kAnyone) return;
  if (!caller.is_somebody()) throw Problem(401, "sign in, or send a token");
  if (!may_know(access.need, caller)) throw not_found();
  if (!admits(access.callers, caller.principal.kind))
    throw Problem(403, "agents cannot do this: sign in, or use a personal token");
  if (!caller.principal.may(access.scope))
    throw Problem(
        403, fmt::format("the token does not have the '{}' permission", to_text(access.scope)));
  if (!has_role(access.need, caller)) throw Problem(403, "your role does not allow this");
}

Response Gateway::refuse(const Problem& problem, const Request& request,
                         const Caller& caller) const {
  if (is_worth_a_line(problem.status(), request))
    log::info(fmt::format(
        "Refused {} {} from {}{}: {}", request.method, path_to_log(request), request.peer,
        caller.is_somebody() ? " (" + caller.principal.display_name() + ")" : "", problem.what()));
  const bool page = dependencies_.problem_page && !request.path.starts_with("/api/") &&
                    request.header("Accept").find("text/html") != std::string::npos;
  return page ? dependencies_.problem_page(problem, request, caller)
              : problem_response(problem, request);
}

}  // namespace chaos::hub::http
