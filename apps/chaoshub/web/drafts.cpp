#include "web/drafts.h"

#include <chrono>

#include "chaos/json.h"
#include "http/cookie.h"
#include "http/problem.h"
#include "web/forms.h"
#include "web/local_path.h"

namespace chaos::hub::web {
namespace {

constexpr const char* kCookie = "chaoshub_draft";
constexpr std::chrono::minutes kLifetime{15};
constexpr std::size_t kLongest = 2600;  // bytes; sealed, it still fits into a cookie

std::int64_t now_in_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The part after "https://hub.example" of a URL of this hub; "" for other hosts.
std::string behind_host(const std::string& address, const http::Request& request) {
  const auto host = address.find("://");
  if (host == std::string::npos) return {};
  const std::string rest = address.substr(host + 3);
  const std::string& own = request.header("Host");
  return !own.empty() && rest.starts_with(own) ? rest.substr(own.size()) : "";
}

/// Browsers say where a form comes from. A form that another site wrote must not wait, filled in,
/// for someone to press its button.
bool is_of_this_hub(const http::Request& request) {
  const std::string& origin = request.header("Origin");
  const auto host = origin.find("://");
  return host != std::string::npos && origin.substr(host + 3) == request.header("Host");
}

}  // namespace

std::string Drafts::page_of(const http::Request& request) {
  if (request.method != "POST" || !is_of_this_hub(request)) return {};
  std::string page = behind_host(request.header("Referer"), request);
  return page.starts_with('/') && local_path(page) == page ? page : "";
}

std::optional<http::Draft> Drafts::draft_in(const http::Request& request) const try {
  const std::string page = page_of(request);
  if (page.empty()) return std::nullopt;
  http::Draft draft{.form = {}, .action = request.path, .page = page, .fields = fields_of(request)};
  draft.form = field(draft.fields, "form");
  draft.fields.erase("csrf");
  if (draft.form.empty()) return std::nullopt;
  return draft;
} catch (const http::Problem&) {
  return std::nullopt;  // not a form
}

bool Drafts::keep(http::Response& response, const http::Request& request,
                  const http::Draft& draft) const {
  const Json json = {{"form", draft.form},
                     {"action", draft.action},
                     {"page", draft.page},
                     {"fields", draft.fields},
                     {"until", now_in_seconds() + std::chrono::seconds(kLifetime).count()}};
  const std::string text = json.dump();
  if (text.size() > kLongest) return false;
  response =
      http::with_cookie(std::move(response), request,
                        {.name = kCookie, .value = sealer_.seal(text), .lifetime = kLifetime});
  return true;
}

std::shared_ptr<const http::Draft> Drafts::kept(const http::Request& request) const {
  const std::string sealed = request.cookie(kCookie);
  if (sealed.empty()) return nullptr;
  const auto text = sealer_.open(sealed);
  if (!text) return nullptr;
  const Json json = Json::parse(*text);  // we wrote it
  if (json.at("until").get<std::int64_t>() < now_in_seconds()) return nullptr;
  return std::make_shared<const http::Draft>(
      http::Draft{.form = json.at("form"),
                  .action = json.at("action"),
                  .page = json.at("page"),
                  .fields = json.at("fields").get<std::map<std::string, std::string>>()});
}

void Drafts::forget(http::Response& response, const http::Request& request) {
  if (request.cookie(kCookie).empty()) return;
  response = http::with_cookie(std::move(response), request,
                               {.name = kCookie, .value = "", .lifetime = std::chrono::seconds(0)});
}

}  // namespace chaos::hub::web
