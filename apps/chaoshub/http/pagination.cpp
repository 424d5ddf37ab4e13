#include "http/pagination.h"

#include <fmt/format.h>

#include <charconv>

#include "http/problem.h"
#include "net/http_client.h"

namespace chaos::hub::http {

Page page_of(const Request& request) {
  Page page;
  if (const auto limit = request.query.find("limit"); limit != request.query.end()) {
    const std::string& text = limit->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page.limit);
    if (error != std::errc{} || end != text.data() + text.size() || page.limit < 1 ||
        page.limit > Page::kMost)
      throw Problem(422, fmt::format("limit must be a number from 1 to {}", Page::kMost));
  }
  if (const auto before = request.query.find("before"); before != request.query.end())
    page.before = before->second;
  if (const auto after = request.query.find("after"); after != request.query.end())
    page.after = after->second;
  if (!page.before.empty() && !page.after.empty())
    throw Problem(422, "'before' and 'after' cannot be used together");
  return page;
}

std::string address_with(const Request& request, const std::map<std::string, std::string>& query) {
  auto all = request.query;
  for (const auto& [name, value] : query)
    all[name] = value;
  std::string text;
  for (const auto& [name, value] : all)
    if (!value.empty())
      text += fmt::format("{}{}={}", text.empty() ? "?" : "&", net::form_encode(name),
                          net::form_encode(value));
  return request.path + text;
}

std::string next_address(const Request& request, const Page& page, const std::string& cursor) {
  std::string query = fmt::format("limit={}&before={}", page.limit, net::form_encode(cursor));
  for (const auto& [name, value] : request.query)
    if (name != "limit" && name != "before")
      query += fmt::format("&{}={}", net::form_encode(name), net::form_encode(value));
  return fmt::format("{}?{}", request.path, query);
}

}  // namespace chaos::hub::http
