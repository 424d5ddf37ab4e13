#include "web/assets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "http/problem.h"
#include "report/html.h"
#include "schema/schema.h"
#include "security/secret.h"
#include "web/asset_files.h"  // generated from assets/

namespace chaos::hub::web {
namespace {

struct Asset {
  std::string name;
  std::string type;
  std::string content;
  std::string path;
};

constexpr std::size_t kHashLength = 12;

Asset make(const std::string& name, const std::string& type, std::string content) {
  const auto dot = name.find('.');
  std::string path = fmt::format("/assets/{}-{}{}", name.substr(0, dot),
                                 digest_of(content).substr(0, kHashLength), name.substr(dot));
  return {name, type, std::move(content), std::move(path)};
}

constexpr const char* kCss = "text/css; charset=utf-8";
constexpr const char* kScript = "text/javascript; charset=utf-8";

/// Pages look like the reports of `chaos`, whose style sheet comes first.
std::string style_sheet() {
  return std::string(report::style_sheet()) + kHubCss;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The style sheet with a fixed theme, regardless of the system's.
std::string themed_style_sheet(bool dark) {
  std::string sheet = style_sheet();
  replace_all(sheet, "@media (prefers-color-scheme: dark)", dark ? "@media all" : "@media not all");
  replace_all(sheet, "color-scheme: light dark",
              dark ? "color-scheme: dark" : "color-scheme: light");
  return sheet;
}

const std::array<Asset, 10>& assets() {
  static const std::array<Asset, 10> all = {
      make("hub.css", kCss, style_sheet()),
      make("hub-light.css", kCss, themed_style_sheet(false)),
      make("hub-dark.css", kCss, themed_style_sheet(true)),
      make("hub.js", kScript, kHubJs),
      make("page.js", kScript, kPageJs),
      make("live.js", kScript, kLiveJs),
      make("editor.js", kScript, kEditorJs),
      make("completion.js", kScript, kCompletionJs),
      make("experiment.json", "application/schema+json", std::string(schema_text("experiment"))),
      make("icon.svg", "image/svg+xml", kIconSvg)};
  return all;
}

http::Response serve(const http::Request& request, const http::Caller&) {
  const auto found = std::ranges::find(assets(), request.path, &Asset::path);
  if (found == assets().end()) throw http::not_found();
  return http::Response{.status = 200,
                        .headers = {{"Content-Type", found->type},
                                    {"Cache-Control", "public, max-age=31536000, immutable"}},
                        .body = found->content};
}

}  // namespace

const std::string& asset_path(std::string_view name) {
  const auto found = std::ranges::find(assets(), name, &Asset::name);
  if (found == assets().end()) throw std::logic_error("there is no such asset");
  return found->path;
}

void add_asset_routes(http::Router& router) {
  router.add({"GET", "/assets/{file}", {http::Callers::kAnyone}, serve});
}

}  // namespace chaos::hub::web
