#pragma once

#include <map>
#include <string>

#include "auth/model/accounts.h"
#include "http/router.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::auth {

/// The forms' ids.
inline constexpr const char* kTokenForm = "token";
inline constexpr const char* kAgentTokenForm = "agent-token";

web::Html personal_token_section(const http::Caller& caller, const web::Submission& sent);

/// For the agents of the team that the caller owns; sent to `path`.
web::Html agent_token_section(const std::string& path, const http::Caller& caller,
                              const web::Submission& sent);

/// What one of these forms asks for. Throws Refusal.
NewToken token_wanted_by(const std::map<std::string, std::string>& fields);

}  // namespace chaos::hub::auth
