#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chaos::hub {

/// A part of a list, in the list's order, and whether there are more entries on either side.
template <typename Entry>
struct Listing {
  std::vector<Entry> entries = {};
  bool has_previous = false;
  bool has_next = false;
};

/// The length of the whole list; `count()` is called only if this part is not all of it.
template <typename Entry, typename Count>
std::int64_t total_of(const Listing<Entry>& listing, const Count& count) {
  if (listing.has_previous || listing.has_next) return count();
  return static_cast<std::int64_t>(listing.entries.size());
}

/// `filter.limit` entries after `filter.before`, or before `filter.after`, from `fetch(filter)`,
/// which is asked for one extra entry.
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
