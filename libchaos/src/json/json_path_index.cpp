#include "json/json_path_index.h"

#include <algorithm>

#include "chaos/error.h"

namespace chaos::json_path {

std::int64_t saturated_index(const Json& integer) {
  if (integer.is_boolean()) return integer.get<bool>() ? 1 : 0;
  if (integer.is_binary()) return extended_text(integer).starts_with('-') ? -kMaxIndex : kMaxIndex;
  if (integer.is_number_unsigned()) {
    return static_cast<std::int64_t>(
        std::min(integer.get<std::uint64_t>(), static_cast<std::uint64_t>(kMaxIndex)));
  }
  return std::clamp(integer.get<std::int64_t>(), -kMaxIndex, kMaxIndex);
}

std::optional<std::size_t> resolve_index(std::int64_t index, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return std::nullopt;
  return static_cast<std::size_t>(index);
}

Bounds resolve_bounds(std::int64_t start, std::int64_t end, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  const auto place = [length](std::int64_t index) {
    if (index < 0) index += length;
    return static_cast<std::size_t>(std::clamp(index, std::int64_t{0}, length));
  };
  const Bounds bounds{.begin = place(start), .end = place(end)};
  return {.begin = bounds.begin, .end = std::max(bounds.begin, bounds.end)};
}

std::vector<std::size_t> slice_places(std::optional<std::int64_t> start,
                                      std::optional<std::int64_t> end,
                                      std::optional<std::int64_t> step, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  const std::int64_t stride = step.value_or(1);
  if (stride == 0) throw UnexpectedError("range() arg 3 must not be zero");
  std::int64_t first = start.value_or(0);
  if (first < 0) first = std::max(first + length, std::int64_t{0});
  std::int64_t limit = end.value_or(length);
  if (limit < 0) limit += length;

  std::vector<std::size_t> places;
  if (stride > 0) {
    limit = std::min(limit, length);
  } else if (first >= length) {
    // Skip whatever is past the end of the list.
    first -= (first - length) / -stride * -stride;
    limit = std::max(limit, -length - 1);
  } else {
    limit = std::max(limit, -length - 1);
  }
  for (std::int64_t i = first; stride > 0 ? i < limit : i > limit; i += stride) {
    if (const auto place = resolve_index(i, size)) places.push_back(*place);
  }
  return places;
}

}  // namespace chaos::json_path
