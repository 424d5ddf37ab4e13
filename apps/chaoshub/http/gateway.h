#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "http/message.h"
#include "http/metrics.h"
#include "http/problem.h"
#include "http/router.h"
#include "http/server.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"

namespace chaos::hub::http {

/// The name of the cookie that contains a session's secret.
inline constexpr const char* kSessionCookie = "chaoshub_session";

/// The value that a form must send in its field "csrf".
std::string csrf_token(const Principal& principal);

/// Handles every request before its handler: finds the route, identifies the caller and their
/// roles, turns refusals into responses, and applies browser security rules. All access checks are
/// here.
class Gateway {
 public:
  /// What a browser is shown instead of problem details. The caller is anonymous if they could not
  /// be identified.
  using ProblemPage = std::function<Response(const Problem&, const Request&, const Caller&)>;

  struct Dependencies {
    const Router& router;
    AuthService& auth;
    DashboardService& dashboard;
    const PrincipalSigner& signer;
    Metrics& metrics;
    ProblemPage problem_page;
    /// Called before the handler for people signed in with a browser: looks up what pages show.
    std::function<void(const Request&, Caller&)> before_page = {};
    /// Called with the handler's response to such a request.
    std::function<void(const Request&, Response&)> after_page = {};
    std::string public_url = {};  ///< as configured; "" for whatever address clients use
    bool tls = false;             ///< this server itself uses TLS
    bool behind_proxy = false;    ///< X-Forwarded-For contains the client's address
    std::size_t body_limit;       ///< in bytes, the maximum for any route
  };

  explicit Gateway(Dependencies dependencies) : dependencies_(std::move(dependencies)) {}

  /// Decides from a request's header who the caller is, whether they are allowed in, and how long
  /// the body may be. The result refers to this object. Never throws.
  std::variant<Admission, Response> admit(Request& request) const;

 private:
  struct Exchange;

  Admission find_admission(Request& request, const std::shared_ptr<Exchange>& exchange) const;
  std::size_t body_limit_of(const Route& route, const Caller& caller) const;
  template <typename Work>
  Response respond(const Request& request, Exchange& exchange, const Work& work) const;
  Admission admission_to_refuse(const Problem& problem,
                                const std::shared_ptr<Exchange>& exchange) const;
  Response answer(Request& request, Exchange& exchange) const;
  /// Does not look up the roles.
  Caller identify(const Request& request) const;
  Caller caller_of(Request& request, const Route& route) const;
  void look_up_roles(Caller& caller, const std::string& organization,
                     const std::string& team) const;
  void admit(const Route& route, const Caller& caller) const;
  Response refuse(const Problem& problem, const Request& request, const Caller& caller) const;
  std::string base_url_for(const Request& request) const;

  Dependencies dependencies_;
};

}  // namespace chaos::hub::http
