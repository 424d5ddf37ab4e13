#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dashboard/model/organization.h"
#include "http/router.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::dashboard {

/// Members and their roles. `forms` renders the forms that change a member; nothing for callers who
/// may not.
web::Html people_table(const std::string& caption, const std::vector<Member>& members,
                       const std::function<web::Html(const Member&)>& forms);

/// Change a member's role, or remove them. The forms post to `path` and `path`/ID/remove.
web::Html member_forms(const std::string& path, const Member& member,
                       const std::vector<Role>& roles, const http::Caller& caller);

std::vector<web::Choice> role_choices(const std::vector<Role>& roles);

}  // namespace chaos::hub::dashboard
