#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.h"

namespace chaos::hub::http {

/// Which part of a list is asked for: at most `limit` entries that come after the one that
/// `before` names, in the list's own order, latest first.
struct Page {
  static constexpr int kMost = 200;

  int limit = 50;
  std::string before = {};  ///< "" for the beginning
};

/// What the query says ("limit", "before"). Throws Problem (422).
Page page_of(const Request& request);

/// What names an entry in `before`. Things without such an `id` have an overload of their own.
template <typename Entry>
std::string cursor_of(const Entry& entry) {
  return entry.id;
}

/// Where a list goes on after the entry that `cursor` names.
std::string next_address(const Request& request, const Page& page, const std::string& cursor);

/// The same after these entries of it; nothing when there are no more.
template <typename Entry>
std::optional<std::string> next_address(const Request& request, const Page& page,
                                        const std::vector<Entry>& entries) {
  if (entries.size() < static_cast<std::size_t>(page.limit)) return std::nullopt;
  return next_address(request, page, cursor_of(entries.back()));
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
