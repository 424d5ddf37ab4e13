#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/message.h"
#include "service/listing.h"

namespace chaos::hub::http {

/// Which part of a list is asked for: at most `limit` entries that follow the one that `before`
/// names, in the list's own order, which is usually the latest first. Some lists can also be asked
/// for those that precede the one that `after` names.
struct Page {
  static constexpr int kMost = 200;

  int limit = 50;
  std::string before = {};  ///< "" for the beginning
  std::string after = {};   ///< only one of the two
};

/// What the query says ("limit", "before", "after"). Throws Problem (422).
Page page_of(const Request& request);

/// What names an entry in `before`. Things without such an `id` have an overload of their own.
template <typename Entry>
std::string cursor_of(const Entry& entry) {
  return entry.id;
}

/// The request's address with another query: of these parameters these values, "" for none.
std::string address_with(const Request& request, const std::map<std::string, std::string>& query);

/// Where a list goes on after the entry that `cursor` names.
std::string next_address(const Request& request, const Page& page, const std::string& cursor);

/// The same after these entries of it; nothing when there are no more.
template <typename Entry>
std::optional<std::string> next_address(const Request& request, const Page& page,
                                        const std::vector<Entry>& entries) {
  if (entries.size() < static_cast<std::size_t>(page.limit)) return std::nullopt;
  return next_address(request, page, cursor_of(entries.back()));
}

/// Where the parts of a list around this one are; "" for one that there is not.
struct Neighbours {
  std::string first = {};
  std::string previous = {};
  std::string next = {};
};

template <typename Entry>
Neighbours neighbours(const Request& request, const Listing<Entry>& listing) {
  Neighbours around;
  if (listing.has_previous) around.first = address_with(request, {{"before", ""}, {"after", ""}});
  if (listing.entries.empty()) return around;
  if (listing.has_previous)
    around.previous =
        address_with(request, {{"before", ""}, {"after", cursor_of(listing.entries.front())}});
  if (listing.has_next)
    around.next =
        address_with(request, {{"before", cursor_of(listing.entries.back())}, {"after", ""}});
  return around;
}

/// The entries as to_json() has them, with the way to the parts around them in a Link header.
template <typename Entry>
Response list_response(const Request& request, const Listing<Entry>& listing) {
  Response response = json_response(to_json(listing.entries));
  const auto [first, previous, next] = neighbours(request, listing);
  std::string links;
  for (const auto& [address, rel] :
       {std::pair(first, "first"), std::pair(previous, "prev"), std::pair(next, "next")})
    if (!address.empty())
      links += (links.empty() ? "<" : ", <") + address + ">; rel=\"" + rel + "\"";
  if (!links.empty()) response.with("Link", links);
  return response;
}

/// The entries as to_json() has them, with the way to the next page (a Link header, RFC 8288).
template <typename Entry>
Response list_response(const Request& request, const Page& page,
                       const std::vector<Entry>& entries) {
  Response response = json_response(to_json(entries));
  if (const auto next = next_address(request, page, entries))
    response.with("Link", "<" + *next + ">; rel=\"next\"");
  return response;
}

}  // namespace chaos::hub::http
