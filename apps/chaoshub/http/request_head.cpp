#include "http/request_head.h"

#include <algorithm>
#include <string_view>

namespace chaos::hub::http {
namespace {

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

/// The path and query of "http://hub/path?query", the form that clients send to proxies.
std::string_view without_origin(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto path = target.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

std::string path_in(std::string_view text) {
  std::string path;
  for (const char c : percent_decode(text))
    if (c != '/' || !path.ends_with('/')) path += c;
  return path;
}

}  // namespace

Request request_from(const BeastRequestHead& head, const std::string& peer) {
  std::string_view target = without_origin(view(head.target()));
  target = target.substr(0, target.find('#'));
  const auto question = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  Request request{.method = std::string(view(head.method_string())),
                  .path = path_in(target.substr(0, question)),
                  .query = parse_query(query),
                  .headers = {},
                  .body = {},
                  .peer = peer};
  for (const auto& field : head)
    request.headers.emplace_back(view(field.name_string()), view(field.value()));
  return request;
}

}  // namespace chaos::hub::http
