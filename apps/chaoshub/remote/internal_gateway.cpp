#include "remote/internal_gateway.h"

#include <fmt/format.h>

#include "http/problem.h"
#include "log/log.h"
#include "security/secret.h"
#include "service/refusal.h"
#include "service/unreachable.h"

namespace chaos::hub {
namespace {

using http::Admission;
using http::Problem;
using http::Request;
using http::Response;

/// Enough for a signed principal, a secret or a feed entry.
constexpr std::size_t kLongestBody = 1 << 20;

Response refusal(const Request& request, const Problem& problem) {
  return http::problem_response(problem, request);
}

Response failure(const Request& request, int status, const std::exception& error) {
  log::error(fmt::format("{} {}: {}", request.method, request.path, error.what()));
  return refusal(request, {status, "internal error; see the service's log"});
}

/// The response of `work`, or the one for the exception it throws.
template <typename Work>
Response respond(const Request& request, const Work& work) {
  try {
    return work();
  } catch (const Problem& problem) {
    return refusal(request, problem);
  } catch (const Refusal& refused) {
    return refusal(request, {http::status_of(refused), refused.what()});
  } catch (const Unreachable& error) {
    return failure(request, 503, error);
  } catch (const std::exception& error) {
    return failure(request, 500, error);
  }
}

http::Caller service() {
  http::Caller caller;
  caller.principal.kind = PrincipalKind::kService;
  return caller;
}

}  // namespace

std::string service_password(const std::string& key) {
  return digest_of("service " + key);
}

InternalGateway::InternalGateway(const http::Router& router, const std::string& key)
    : router_(router), password_(service_password(key)) {}

std::variant<Admission, Response> InternalGateway::admit(Request& request) const {
  const http::Route* route = nullptr;
  Response refused = respond(request, [&] {
    if (!equal_in_constant_time(request.header(kServiceHeader), password_)) throw http::not_found();
    const http::Route& found = router_.find(request);
    if (!admits(found.access.callers, PrincipalKind::kService)) throw http::not_found();
    route = &found;
    return Response{};
  });
  if (route == nullptr) return refused;
  return Admission{.body_limit = kLongestBody,
                   .identified = true,
                   .answer =
                       [route](Request& whole) {
                         return respond(whole, [&] { return route->handler(whole, service()); });
                       },
                   .refuse_body =
                       [](Request& begun) {
                         return refusal(
                             begun,
                             {413, fmt::format("the body must not exceed {} bytes", kLongestBody)});
                       }};
}

}  // namespace chaos::hub
