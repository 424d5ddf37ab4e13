#pragma once

#include <optional>
#include <string>

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

/// Where the rest of a list is that has these `count` entries; nothing when there is none. `last`
/// names the list's last entry.
std::optional<std::string> next_address(const Request& request, const Page& page, std::size_t count,
                                        const std::string& last);

/// Adds the way to the next page (a Link header, RFC 8288) to an answer.
void link_next(Response& response, const Request& request, const Page& page, std::size_t count,
               const std::string& last);

}  // namespace chaos::hub::http
