#include "web/layout.h"

#include "service/site_map.h"
#include "version.h"
#include "web/assets.h"
#include "web/forms.h"
#include "web/parts.h"
#include "web/paths.h"
#include "web/theme.h"

namespace chaos::hub::web {
namespace {

using http::Caller;
using http::Request;

constexpr const char* kProduct = "chaoshub";

Html head(const Caller& caller, const std::string& title) {
  return html(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"{}\">\n<title>{}</title>\n"
      "<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">\n"
      "<link id=\"style\" rel=\"stylesheet\" href=\"{}\">\n<script src=\"{}\" defer></script>\n"
      "<script src=\"{}\" data-live=\"{}\" defer></script>\n</head>\n",
      color_scheme(caller), title, asset_path("icon.svg"), style_sheet_path(caller),
      asset_path("page.js"), asset_path("hub.js"), asset_path("live.js"));
}

Html account_links(const Caller& caller) {
  if (!caller.is_somebody()) return html("<a href=\"/sign-in\">Sign in</a>");
  return html("<a href=\"/account\">{}</a>\n{}", name(caller.principal.name),
              Form("sign-out", "/sign-out", caller).done("Sign out", Form::Look::kLink));
}

Html site_header(const Caller& caller) {
  return html(
      "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
      "<header class=\"site\"><div><a class=\"brand\" href=\"/\">"
      "<img src=\"{}\" alt=\"\" width=\"24\" height=\"24\"> chaoshub</a>\n"
      "<nav aria-label=\"Account\">{}</nav></div></header>\n",
      asset_path("icon.svg"), account_links(caller));
}

Html uncertain_banner(std::string_view headline, std::string_view unknown) {
  return html(
      "<div class=\"halted\" role=\"status\"><p><b>■ {}.</b> A part of the hub is not responding, "
      "so this page cannot tell {}.</p></div>\n",
      headline, unknown);
}

/// Every page says that executions are halted, and why, until they are resumed.
Html halt_banner(const Caller& caller) {
  return each(caller.halts, [&](const HaltNotice& notice) {
    using Certainty = HaltNotice::Certainty;
    if (notice.certainty == Certainty::kUnknown)
      return uncertain_banner("Executions may be halted", "whether they are");
    if (notice.certainty == Certainty::kSomeHalted)
      return uncertain_banner("Some executions are halted", "whose");
    const Halt& halt = notice.halt;
    const std::string path = team_path(halt.organization, halt.team);
    const std::string safeguards = path + "/safeguards";
    // The pages of a team show its own halt only.
    const Html team = caller.team_name.empty()
                          ? html("<a href=\"{}\">{}</a> ", path, name(notice.team_name))
                          : Html();
    const Html by = halt.by.empty() ? Html() : html("{}, ", name(halt.by));
    return html(
        "<div class=\"halted\" role=\"status\"><p>{}<b>■ All executions are halted{}</b> "
        "({}{})</p>{}</div>\n",
        team, halt.reason.empty() ? Html() : html(": {}", name(halt.reason)), by,
        time_ago(halt.since),
        notice.may_resume
            ? Form("resume-" + halt.team, safeguards + "/resume", caller).done("Resume executions")
            : html("<a href=\"{}#halt\">Safeguards</a>", safeguards));
  });
}

Html breadcrumb(const std::vector<Crumb>& crumbs) {
  if (crumbs.empty()) return {};
  return html("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol>{}</ol></nav>\n",
              each(crumbs, [](const Crumb& crumb) {
                return crumb.path.empty()
                           ? html("<li aria-current=\"page\">{}</li>\n", name(crumb.name))
                           : html("<li><a href=\"{}\">{}</a></li>\n", crumb.path, name(crumb.name));
              }));
}

/// The version is for the hub's own people only: visitors might look for its weaknesses.
Html site_footer(const Caller& caller) {
  const std::string version = caller.is_somebody() ? std::string(" ") + kVersion : "";
  return html(
      "<footer class=\"site\"><p>{}{} · <a href=\"/\" data-key=\"h\">Home</a> · "
      "<a href=\"/api\">API</a></p>\n{}</footer>\n",
      kProduct, version, theme_form(caller));
}

/// "Executions – Payments – chaoshub"
std::string title_of(const Page& page) {
  std::string title = page.title;
  if (!page.context.empty()) title += " – " + page.context;
  return page.title == kProduct ? title : title + " – " + kProduct;
}

}  // namespace

http::Response page_response(const Caller& caller, const Page& page) {
  Html all = head(caller, title_of(page));
  all += html("<body>\n{}{}{}{}<main id=\"main\">\n{}{}</main>\n", site_header(caller),
              halt_banner(caller), breadcrumb(page.crumbs), page.tabs,
              page.has_heading ? Html() : html("<h1>{}</h1>\n", name(page.title)), page.body);
  all += html("{}</body>\n</html>\n", site_footer(caller));
  return http::Response{.status = page.status,
                        .headers = {{"Content-Type", "text/html; charset=utf-8"}},
                        .body = all.markup()};
}

std::vector<Crumb> organization_crumbs(const Request& request, const Caller& caller) {
  return {{caller.organization_name, organization_path(request)}};
}

std::vector<Crumb> team_crumbs(const Request& request, const Caller& caller) {
  return {{caller.organization_name, organization_path(request)},
          {caller.team_name, team_path(request)}};
}

Html team_tabs(const Request& request, std::string_view current) {
  const std::string team = team_path(request);
  const Html tabs = each(site_map().team_tabs, [&](const TeamTab& tab) {
    return html("<li><a href=\"{}{}\"{}{}>{}</a></li>\n", team, tab.path,
                tab.key.empty() ? Html() : html(" data-key=\"{}\"", tab.key),
                tab.path == current ? html(" aria-current=\"page\"") : Html(), tab.name);
  });
  return html(
      "<nav class=\"tabs\" aria-label=\"Team\"><ul>{}<li class=\"halt\"><a "
      "href=\"{}/safeguards#halt\">■ Halt…</a></li></ul></nav>\n",
      tabs, team);
}

}  // namespace chaos::hub::web
