#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/message.h"
#include "service/listing.h"

namespace chaos::hub::http {

/// Which part of a list is requested: at most `limit` entries after the one that `before` names, in
/// the list's own order, usually newest first. Some lists also accept `after`, for the entries that
/// precede that one.
struct ListRange {
  static constexpr int kMost = 200;

  int limit = 50;
  std::string before = {};  ///< "" for the start of the list
  std::string after = {};   ///< mutually exclusive with `before`
};

/// The part that the query ("limit", "before", "after") asks for. Throws Problem (422).
ListRange list_range_of(const Request& request);

/// The cursor that names an entry in `before`. Types without an `id` overload it.
template <typename Entry>
std::string cursor_of(const Entry& entry) {
  return entry.id;
}

/// The request's URL with these query parameters replaced; "" removes one.
std::string address_with(const Request& request, const std::map<std::string, std::string>& query);

/// The URL of the part of the list after the entry that `cursor` names.
std::string next_address(const Request& request, const ListRange& range, const std::string& cursor);

/// The URL of the part after these entries; nothing if there are no more.
template <typename Entry>
std::optional<std::string> next_address(const Request& request, const ListRange& range,
                                        const std::vector<Entry>& entries) {
  if (entries.size() < static_cast<std::size_t>(range.limit)) return std::nullopt;
  return next_address(request, range, cursor_of(entries.back()));
}

/// The URLs of the neighbouring parts of a list; "" if there is none.
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

/// The entries as JSON, with a Link header for the neighbouring parts.
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

/// The entries as JSON, with a Link header for the next page (RFC 8288).
template <typename Entry>
Response list_response(const Request& request, const ListRange& range,
                       const std::vector<Entry>& entries) {
  Response response = json_response(to_json(entries));
  if (const auto next = next_address(request, range, entries))
    response.with("Link", "<" + *next + ">; rel=\"next\"");
  return response;
}

}  // namespace chaos::hub::http
