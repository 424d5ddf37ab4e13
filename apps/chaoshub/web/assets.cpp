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

/// The pages look like the reports of `chaos`, whose style sheet comes first.
const std::array<Asset, 7>& assets() {
  static const std::array<Asset, 7> all = {
      make("hub.css", "text/css; charset=utf-8", std::string(report::style_sheet()) + kHubCss),
      make("hub.js", "text/javascript; charset=utf-8", kHubJs),
      make("live.js", "text/javascript; charset=utf-8", kLiveJs),
      make("editor.js", "text/javascript; charset=utf-8", kEditorJs),
      make("completion.js", "text/javascript; charset=utf-8", kCompletionJs),
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
