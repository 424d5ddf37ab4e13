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

/// The name of the cookie that holds the secret of a session.
inline constexpr const char* kSessionCookie = "chaoshub_session";

/// What a form of somebody's session must send as its field "csrf".
std::string csrf_token(const Principal& principal);

/// What stands before every handler: finds the route, finds out who calls and what he may there,
/// turns refusals into answers, and keeps browsers within bounds. The one place where requests are
/// let through.
class Gateway {
 public:
  /// What a browser is shown instead of problem details. The caller is nobody when it was not found
  /// out who he is.
  using ProblemPage = std::function<Response(const Problem&, const Request&, const Caller&)>;

  struct Dependencies {
    const Router& router;
    AuthService& auth;
    DashboardService& dashboard;
    const PrincipalSigner& signer;
    Metrics& metrics;
    ProblemPage problem_page;
    /// Called before the handler for who has signed in with a browser: what pages have to know.
    std::function<void(const Request&, Caller&)> before_page = {};
    /// Called with the handler's answer to such a request.
    std::function<void(const Request&, Response&)> after_page = {};
    std::string public_url = {};  ///< as configured; "" for whatever address clients use
    bool tls = false;             ///< the server itself speaks TLS
    bool behind_proxy = false;    ///< whose X-Forwarded-For has the client's address
    std::size_t body_limit;       ///< in bytes, of the largest body that any route takes
  };

  explicit Gateway(Dependencies dependencies) : dependencies_(std::move(dependencies)) {}

  /// Decides by a request's header who calls, whether they may, and how long the body may be. What
  /// is returned refers to this object. Never throws.
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
  /// Without the roles.
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
