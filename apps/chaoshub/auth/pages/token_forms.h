#pragma once

#include <map>
#include <string>

#include "auth/model/accounts.h"
#include "http/router.h"
#include "service/dashboard_service.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::auth {

web::Html personal_token_section(const http::Caller& caller, const web::Submission& sent);

/// For the agents of the team that the query, or the form that was sent, names. Empty when it names
/// none, or none that the caller owns.
web::Html agent_token_section(DashboardService& dashboard, const http::Request& request,
                              const http::Caller& caller, const web::Submission& sent);

/// What one of these forms asks for. Throws Refusal.
NewToken token_wanted_by(const std::map<std::string, std::string>& fields);

}  // namespace chaos::hub::auth
