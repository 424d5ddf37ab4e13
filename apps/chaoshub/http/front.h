#pragma once

#include <functional>
#include <string>

#include "http/message.h"
#include "http/metrics.h"
#include "http/problem.h"
#include "http/router.h"
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
class Front {
 public:
  /// What a browser is shown instead of problem details. The caller is nobody when it was not found
  /// out who he is.
  using ProblemPage = std::function<Response(const Problem&, const Request&, const Caller&)>;

  struct Parts {
    const Router& router;
    AuthService& auth;
    DashboardService& dashboard;
    const PrincipalSigner& signer;
    Metrics& metrics;
    ProblemPage problem_page;
    /// Whether another process of this hub sends the request.
    std::function<bool(const Request&)> is_service;
    /// Called before the handler for who has signed in with a browser: what pages have to know.
    std::function<void(const Request&, Caller&)> before_page = {};
    /// Called with the handler's answer to such a request.
    std::function<void(const Request&, Response&)> after_page = {};
    std::string public_url = {};  ///< as configured; "" for whatever address clients use
    bool tls = false;             ///< the server itself speaks TLS
    bool behind_proxy = false;    ///< whose X-Forwarded-For has the client's address
    std::size_t body_limit;       ///< in bytes
  };

  explicit Front(Parts parts) : parts_(std::move(parts)) {}

  /// Never throws.
  Response answer(Request& request) const;

 private:
  Response handle(Request& request, const Route*& route, Caller& caller) const;
  /// Without the roles.
  Caller identify(const Request& request) const;
  Caller caller_of(Request& request, const Route& route) const;
  void look_up_roles(Caller& caller, const std::string& organization,
                     const std::string& team) const;
  void admit(const Route& route, const Caller& caller) const;
  Response refuse(const Problem& problem, const Request& request, const Caller& caller) const;
  std::string base_url_for(const Request& request) const;

  Parts parts_;
};

}  // namespace chaos::hub::http
