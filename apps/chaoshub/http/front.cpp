#include "http/front.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "http/forwarded_address.h"
#include "log/log.h"
#include "os/clock.h"
#include "security/secret.h"
#include "service/unreachable.h"

namespace chaos::hub::http {
namespace {

using Need = Access::Need;

/// The token of "Bearer TOKEN", the word in any case; "token" as well, which the original client
/// can be made to send. "" when there is none.
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

/// A WebSocket is not kept to its origin by browsers, so cookies alone must not open one.
bool opens_websocket(const Request& request) {
  return !request.header("Upgrade").empty();
}

bool is_from_elsewhere(const Request& request) {
  const std::string& origin = request.header("Origin");
  if (origin.empty()) return request.header("Sec-Fetch-Site") == "cross-site";
  const auto host = origin.find("://");
  return host == std::string::npos || origin.substr(host + 3) != request.header("Host");
}

/// A browser sends its cookies whoever wrote the form: it must hold what only our pages know.
void check_form(const Request& request, const Caller& caller) {
  if (is_from_elsewhere(request)) throw Problem(403, "that form is not of this hub");
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

/// What no client of good will asks for.
bool is_no_address(const std::string& path) {
  return (path + "/").find("/../") != std::string::npos || std::ranges::any_of(path, is_control);
}

/// The path as it may be logged: on one line, and without what lets somebody in.
std::string path_to_log(const Request& request) {
  std::string path = request.path;
  const auto secret = request.parameters.find("secret");
  if (secret != request.parameters.end())
    if (const auto at = path.find(secret->second); at != std::string::npos)
      path.replace(at, secret->second.size(), "...");
  std::ranges::replace_if(path, is_control, '?');
  return path;
}

/// Whether those who watch over the hub want to know of a refusal. That a visitor has to sign in,
/// or that something is not there, happens all the time.
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

/// Whether he may know that what the path names exists.
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

Response Front::answer(Request& request) const {
  const os::Stopwatch stopwatch;
  const Route* route = nullptr;
  Caller caller;
  request.base_url = base_url_for(request);
  if (parts_.behind_proxy) request.peer = forwarded_address(request.headers, request.peer);
  Response response;
  try {
    response = handle(request, route, caller);
  } catch (const Problem& problem) {
    response = refuse(problem, request, caller);
  } catch (const Refusal& refusal) {
    response = refuse(Problem(status_of(refusal), refusal.what()), request, caller);
  } catch (const Unreachable& error) {
    log::error(fmt::format("{} {}: {}", request.method, path_to_log(request), error.what()));
    response = refuse(Problem(503, "a part of the hub is not responding; try again later"), request,
                      caller);
  } catch (const std::exception& error) {
    log::error(fmt::format("{} {}: {}", request.method, path_to_log(request), error.what()));
    response = refuse(Problem(500, "the hub failed; its log says why"), request, caller);
  }
  add_security_headers(response, request.base_url.starts_with("https:"));
  parts_.metrics.count_request(request.method, route == nullptr ? "" : route->pattern,
                               response.status, stopwatch.seconds());
  if (log::enabled(log::Level::kDebug))
    log::debug(fmt::format("{} {} {} {} {:.1f} ms", request.peer, request.method,
                           path_to_log(request), response.status, stopwatch.seconds() * 1e3));
  return response;
}

std::string Front::base_url_for(const Request& request) const {
  if (!parts_.public_url.empty()) return parts_.public_url;
  return fmt::format("{}://{}", parts_.tls ? "https" : "http", request.header("Host"));
}

Response Front::handle(Request& request, const Route*& route, Caller& caller) const {
  if (is_no_address(request.path)) throw Problem(400, "that is no address of a hub");
  if (request.body.size() > parts_.body_limit)
    throw Problem(413, fmt::format("a body may have {} bytes", parts_.body_limit));
  try {
    route = &parts_.router.find(request);
  } catch (const Problem&) {
    // The page that says so is for whoever is signed in.
    if (request.header("Authorization").empty()) caller = identify(request);
    throw;
  }
  caller = caller_of(request, *route);
  admit(*route, caller);
  if (request.header("Authorization").empty()) {
    if (changes_something(request)) check_form(request, caller);
    if (opens_websocket(request) && is_from_elsewhere(request))
      throw Problem(403, "that is not a page of this hub");
  }
  const bool for_page = !caller.principal.session.empty() && !request.path.starts_with("/api/");
  if (for_page && parts_.before_page) parts_.before_page(request, caller);
  Response response = route->handler(request, caller);
  if (for_page && parts_.after_page) parts_.after_page(request, response);
  return response;
}

void Front::look_up_roles(Caller& caller, const std::string& organization,
                          const std::string& team) const {
  Place place = parts_.dashboard.place_of(caller.signed_principal, organization, team);
  caller.organization_role = place.organization_role;
  caller.team_role = place.team_role;
  caller.organization_name = std::move(place.organization_name);
  caller.team_name = std::move(place.team_name);
}

Caller Front::identify(const Request& request) const {
  Caller caller;
  if (parts_.is_service(request)) {
    caller.principal.kind = PrincipalKind::kService;
    return caller;
  }
  const std::string& authorization = request.header("Authorization");
  const Credentials credentials{
      .token = token_in(authorization),
      .session = authorization.empty() ? request.cookie(kSessionCookie) : ""};
  if (credentials.token.empty() && credentials.session.empty()) {
    if (!authorization.empty()) throw Problem(401, "the token is not accepted");
    return caller;
  }
  if (auto principal = parts_.auth.identify(credentials)) {
    caller.principal = parts_.signer.read(*principal).value_or(Principal{});
    caller.signed_principal = *std::move(principal);
  }
  if (caller.is_somebody()) return caller;
  // A session that has ended makes a visitor of a person; a token must be valid wherever it is
  // shown.
  if (!credentials.token.empty()) throw Problem(401, "the token is not accepted");
  return {};
}

Caller Front::caller_of(Request& request, const Route& route) const {
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

void Front::admit(const Route& route, const Caller& caller) const {
  const Access& access = route.access;
  if (access.callers == Callers::kServices && !caller.is_service()) throw not_found();
  if (access.callers == Callers::kServices || access.callers == Callers::kAnyone) return;
  if (!caller.is_somebody()) throw Problem(401, "sign in, or send a token");
  if (!may_know(access.need, caller)) throw not_found();
  if (!admits(access.callers, caller.principal.kind))
    throw Problem(403,
                  "an agent cannot do this: it needs somebody who is signed in, or a personal "
                  "token");
  if (!caller.principal.may(access.scope))
    throw Problem(
        403, fmt::format("the token does not have the '{}' permission", to_text(access.scope)));
  if (!has_role(access.need, caller)) throw Problem(403, "your role does not allow this");
}

Response Front::refuse(const Problem& problem, const Request& request, const Caller& caller) const {
  if (is_worth_a_line(problem.status(), request))
    log::info(fmt::format(
        "Refused {} {} from {}{}: {}", request.method, path_to_log(request), request.peer,
        caller.is_somebody() ? " (" + caller.principal.name + ")" : "", problem.what()));
  const bool page = parts_.problem_page && !request.path.starts_with("/api/") &&
                    request.header("Accept").find("text/html") != std::string::npos;
  return page ? parts_.problem_page(problem, request, caller) : problem_response(problem, request);
}

}  // namespace chaos::hub::http
