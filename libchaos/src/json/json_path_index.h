#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "chaos/json.h"

namespace chaos::json_path {

/// The limit for indexes: beyond every list, and far enough from the 64-bit limit that a few of
/// them can be added.
inline constexpr std::int64_t kMaxIndex = std::int64_t{1} << 60;

/// An integer (or a boolean, which Python counts as one) as an index, at most kMaxIndex away from
/// zero. `integer` must be one.
std::int64_t saturated_index(const Json& integer);

/// The position of `index` in a sequence of `size`; a negative index counts from the end.
std::optional<std::size_t> resolve_index(std::int64_t index, std::size_t size);

/// The half-open range that Python's sequence[start:end] selects from a sequence of `size`.
struct Bounds {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Bounds resolve_bounds(std::int64_t start, std::int64_t end, std::size_t size);

/// The positions that a path's [start:end:step] selects in a list of `size`, in order. Unlike in
/// Python's slices, these are the indexes of a range(), each looked up separately: a negative step
/// needs a start, and indexes below zero count from the end again. Throws UnexpectedError for a
/// step of zero.
std::vector<std::size_t> slice_places(std::optional<std::int64_t> start,
                                      std::optional<std::int64_t> end,
                                      std::optional<std::int64_t> step, std::size_t size);

}  // namespace chaos::json_path
