#include "auth/pages/token_table.h"

#include <fmt/format.h>

#include "web/forms.h"
#include "web/parts.h"

namespace chaos::hub::auth {
namespace {

using web::Form;
using web::Html;
using web::html;

Html state_of(const Token& token, Time now) {
  if (token.revoked) return web::pill("none", "– Revoked");
  if (!token.is_good_at(now)) return web::pill("warn", "! Expired");
  return web::pill("ok", "✓ Active");
}

web::Row row_of(const Token& token, const std::string& path, const http::Caller& caller) {
  std::string scopes;
  for (const Scope scope : token.scopes)
    scopes += (scopes.empty() ? "" : ", ") + std::string(to_text(scope));
  const Html revoke = token.revoked ? Html()
                                    : Form("revoke-" + token.id,
                                           fmt::format("{}/{}/revoke", path, token.id), caller)
                                          .describe(token.name)
                                          .confirm(
                                              "Anything that uses this token stops working. This "
                                              "cannot be undone.")
                                          .done("Revoke", Form::Look::kLink);
  return {html("{} <small>…{}</small>", web::name(token.name), token.hint),
          html("{}", token.kind == Token::Kind::kAgent ? "Agent" : "Personal"),
          html("{}", scopes),
          state_of(token, std::chrono::system_clock::now()),
          web::time_of(token.last_used),
          web::time_of(token.expires),
          revoke};
}

}  // namespace

Html token_table(const std::string& caption, const std::string& path,
                 const std::vector<Token>& tokens, const http::Caller& caller) {
  return web::table(
      {.caption = caption,
       .columns = {"Name", "Kind", "Permissions", "State", "Last used", "Expires", "Change"},
       .rows =
           web::rows_of(tokens, [&](const Token& token) { return row_of(token, path, caller); })});
}

}  // namespace chaos::hub::auth
