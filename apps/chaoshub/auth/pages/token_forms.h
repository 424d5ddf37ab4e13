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

/// For agents of a team that the caller owns; sent to `path`.
web::Html agent_token_section(const std::string& path, const http::Caller& caller,
                              const web::Submission& sent);

/// The token that one of these forms requests. Throws Refusal.
NewToken token_wanted_by(const std::map<std::string, std::string>& fields);

}  // namespace chaos::hub::auth
