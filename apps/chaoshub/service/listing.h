#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chaos::hub {

/// A part of a list, in the list's order, and whether there is more on either side of it.
template <typename Entry>
struct Listing {
  std::vector<Entry> entries = {};
  bool has_previous = false;
  bool has_next = false;
};

/// How long the whole list is, which `count()` is asked for unless this part is all of it.
template <typename Entry, typename Count>
std::int64_t total_of(const Listing<Entry>& listing, const Count& count) {
  if (listing.has_previous || listing.has_next) return count();
  return static_cast<std::int64_t>(listing.entries.size());
}

/// `filter.limit` entries that follow `filter.before`, or that precede `filter.after`, from
/// `fetch(filter)`, which is asked for one more.
template <typename Filter, typename Fetch>
auto listing_of(Filter filter, const Fetch& fetch)
    -> Listing<typename decltype(fetch(filter))::value_type> {
  const auto limit = static_cast<std::size_t>(filter.limit++);
  auto entries = fetch(std::as_const(filter));
  const bool is_backwards = !filter.after.empty();
  const bool has_more = entries.size() > limit;
  if (has_more) entries.erase(is_backwards ? entries.begin() : entries.end() - 1);
  return {.entries = std::move(entries),
          .has_previous = is_backwards ? has_more : !filter.before.empty(),
          .has_next = is_backwards || has_more};
}

}  // namespace chaos::hub
