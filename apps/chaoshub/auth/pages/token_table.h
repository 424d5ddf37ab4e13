#pragma once

#include <string>
#include <vector>

#include "auth/model/account.h"
#include "http/router.h"
#include "web/html.h"

namespace chaos::hub::auth {

/// The tokens, each with a button to revoke it that posts to `path`/ID/revoke.
web::Html token_table(const std::string& caption, const std::string& path,
                      const std::vector<Token>& tokens, const http::Caller& caller);

}  // namespace chaos::hub::auth
