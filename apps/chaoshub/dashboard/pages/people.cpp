#include "dashboard/pages/people.h"

#include <fmt/format.h>

#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::dashboard {

using web::Form;
using web::Html;
using web::html;

Html people_table(const std::string& caption, const std::vector<Member>& members,
                  const std::function<Html(const Member&)>& forms) {
  std::vector<std::string> columns = {"Name", "Role", "Since"};
  if (forms) columns.emplace_back("Change");
  return web::table({.caption = caption,
                     .columns = columns,
                     .rows = web::rows_of(members, [&](const Member& member) {
                       web::Row row = {web::name(member.name), html("{}", to_text(member.role)),
                                       web::time_of(member.since)};
                       if (forms) row.push_back(forms(member));
                       return row;
                     })});
}

Html member_forms(const std::string& path, const Member& member, const std::vector<Role>& roles,
                  const http::Caller& caller) {
  const std::string id = "member-" + member.account;
  Html forms;
  for (const Role role : roles) {
    if (role == member.role) continue;
    // Names are resolved by the organization; here the identifiers are known.
    forms += Form(fmt::format("{}-{}", id, to_text(role)), path, caller)
                 .hidden("account", member.name)
                 .hidden("id", member.account)
                 .hidden("role", std::string(to_text(role)))
                 .describe(member.name)
                 .done(fmt::format("Change to {}", to_text(role)), Form::Look::kLink);
  }
  forms += Form(id + "-remove", fmt::format("{}/{}/remove", path, web::path_part(member.account)),
                caller)
               .describe(member.name)
               .confirm(fmt::format("{} will lose access.", member.name))
               .done("Remove", Form::Look::kLink);
  return html("<div class=\"actions\">{}</div>", forms);
}

std::vector<web::Choice> role_choices(const std::vector<Role>& roles) {
  std::vector<web::Choice> choices;
  for (const Role role : roles)
    choices.push_back({std::string(to_text(role)), std::string(to_text(role))});
  return choices;
}

}  // namespace chaos::hub::dashboard
