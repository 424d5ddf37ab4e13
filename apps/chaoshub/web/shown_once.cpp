#include "web/shown_once.h"

#include "chaos/json.h"
#include "http/cookie.h"

namespace chaos::hub::web {
namespace {

constexpr const char* kCookie = "chaoshub_once";
constexpr std::chrono::minutes kLifetime{2};

http::Response with_once(http::Response response, const http::Request& request,
                         const std::string& value, std::chrono::seconds lifetime) {
  return http::with_cookie(std::move(response), request,
                           {.name = kCookie, .value = value, .lifetime = lifetime});
}

}  // namespace

ShownOnce::ShownOnce(const std::string& key, Clock clock)
    : sealer_(key, "a secret that is shown once"), clock_(std::move(clock)) {}

http::Response ShownOnce::redirect(const http::Request& request, const http::Caller& caller,
                                   const std::string& location, const NewSecret& created) const {
  const Json kept = {{"title", created.title},
                     {"secret", created.secret},
                     {"use", created.use},
                     {"session", caller.principal.session},
                     {"expires", to_text(clock_() + kLifetime)}};
  return with_once(http::see_other(location), request,
                   sealer_.seal(kept.dump(-1, ' ', false, Json::error_handler_t::replace)),
                   kLifetime);
}

Html ShownOnce::box(const http::Request& request, const http::Caller& caller) const {
  const auto text = sealer_.open(request.cookie(kCookie));
  if (!text) return {};
  const Json kept = Json::parse(*text);  // we wrote it
  const auto expires = time_from(kept.at("expires").get<std::string>());
  if (kept.at("session") != caller.principal.session || !expires || clock_() >= *expires) return {};
  return html(
      "<section class=\"secret\" role=\"status\"><h2>{}</h2>\n<p>Copy it now: it won't be shown "
      "again.</p>\n<p><code id=\"secret\" data-copy=\"the secret\">{}</code></p>\n<p "
      "class=\"note\">{}</p></section>\n",
      kept.at("title").get<std::string>(), kept.at("secret").get<std::string>(),
      kept.at("use").get<std::string>());
}

http::Response ShownOnce::forget(const http::Request& request, http::Response response) {
  if (request.cookie(kCookie).empty()) return response;
  return with_once(std::move(response), request, "", std::chrono::seconds(0));
}

}  // namespace chaos::hub::web
