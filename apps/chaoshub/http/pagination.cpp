#include "http/pagination.h"

#include <fmt/format.h>

#include <charconv>

#include "http/problem.h"
#include "net/http_client.h"

namespace chaos::hub::http {

ListRange list_range_of(const Request& request) {
  ListRange range;
  if (const auto limit = request.query.find("limit"); limit != request.query.end()) {
    const std::string& text = limit->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), range.limit);
    if (error != std::errc{} || end != text.data() + text.size() || range.limit < 1 ||
        range.limit > ListRange::kMost)
      throw Problem(422, fmt::format("limit must be a number from 1 to {}", ListRange::kMost));
  }
  if (const auto before = request.query.find("before"); before != request.query.end())
    range.before = before->second;
  if (const auto after = request.query.find("after"); after != request.query.end())
    range.after = after->second;
  if (!range.before.empty() && !range.after.empty())
    throw Problem(422, "'before' and 'after' cannot be used together");
  return range;
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

std::string next_address(const Request& request, const ListRange& range,
                         const std::string& cursor) {
  std::string query = fmt::format("limit={}&before={}", range.limit, net::form_encode(cursor));
  for (const auto& [name, value] : request.query)
    if (name != "limit" && name != "before")
      query += fmt::format("&{}={}", net::form_encode(name), net::form_encode(value));
  return fmt::format("{}?{}", request.path, query);
}

}  // namespace chaos::hub::http
