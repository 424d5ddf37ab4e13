#include "web/theme.h"

#include <array>
#include <chrono>
#include <string>

#include "http/cookie.h"
#include "http/gateway.h"
#include "http/theme.h"
#include "web/assets.h"
#include "web/drafts.h"
#include "web/forms.h"

namespace chaos::hub::web {
namespace {

struct ThemeChoice {
  const char* theme;
  const char* label;
};

constexpr std::array<ThemeChoice, 3> kChoices = {
    {{"", "System"}, {"light", "Light"}, {"dark", "Dark"}}};

/// The maximum that browsers allow.
constexpr std::chrono::hours kLifetime{24 * 400};

const std::string& style_sheet_of(std::string_view theme) {
  return asset_path(theme.empty() ? "hub.css" : "hub-" + std::string(theme) + ".css");
}

http::Response choose(const http::Request& request, const http::Caller&) {
  const std::string page = Drafts::page_of(request);
  const std::string theme = http::theme_named(field(fields_of(request), "theme"));
  return http::with_cookie(http::see_other(page.empty() ? "/" : page), request,
                           {.name = http::kThemeCookie,
                            .value = theme,
                            .lifetime = theme.empty() ? std::chrono::hours(0) : kLifetime});
}

}  // namespace

Html theme_form(const http::Caller& caller) {
  const Html buttons = each(kChoices, [&](const ThemeChoice& choice) {
    return html(
        "<button class=\"link\" name=\"theme\" value=\"{}\" data-style=\"{}\" "
        "aria-pressed=\"{}\">{}</button>\n",
        choice.theme, style_sheet_of(choice.theme), caller.theme == choice.theme ? "true" : "false",
        choice.label);
  });
  const Html csrf = caller.principal.session.empty()
                        ? Html()
                        : html("<input type=\"hidden\" name=\"csrf\" value=\"{}\">",
                               http::csrf_token(caller.principal));
  return html(
      "<form id=\"theme\" method=\"post\" action=\"{}\"><fieldset><legend>Theme</legend>\n{}{}"
      "</fieldset></form>\n",
      kThemePath, csrf, buttons);
}

const std::string& style_sheet_path(const http::Caller& caller) {
  return style_sheet_of(caller.theme);
}

std::string_view color_scheme(const http::Caller& caller) {
  return caller.theme.empty() ? std::string_view("light dark") : std::string_view(caller.theme);
}

void add_theme_route(http::Router& router) {
  router.add({"POST", std::string(kThemePath), {http::Callers::kAnyone}, choose});
}

}  // namespace chaos::hub::web
