#include "tolerance/regex_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "chaos/json.h"
#include "json/python_space.h"
#include "tolerance/python_regex.h"

namespace chaos {
namespace {

std::uint64_t bounded(std::uint64_t width) {
  return std::min(width, RegexWidth::kUnbounded);
}

std::uint64_t times(std::uint64_t width, std::uint64_t count) {
  if (width == 0 || count == 0) return 0;
  return width > RegexWidth::kUnbounded / count ? RegexWidth::kUnbounded : width * count;
}

}  // namespace

bool is_group_name(std::string_view text) {
  // Characters beyond ASCII are assumed to be letters: nobody uses anything else in group names.
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || static_cast<unsigned char>(c) >= 0x80;
         });
}

std::optional<std::size_t> read_group_number(std::string_view text) {
  text = python_strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ptr != text.data() + text.size()) return std::nullopt;
  if (read.ec == std::errc::result_out_of_range && !negative) return SIZE_MAX;
  const bool is_number = read.ec == std::errc() && !(negative && number > 0);
  return is_number ? std::optional(number) : std::nullopt;
}

RegexWidth RegexWidth::followed_by(RegexWidth next) const {
  return {.least = bounded(least + next.least), .most = bounded(most + next.most)};
}

RegexWidth RegexWidth::or_else(RegexWidth other) const {
  return {.least = std::min(least, other.least), .most = std::max(most, other.most)};
}

RegexWidth RegexWidth::repeated(std::uint64_t least_times, std::uint64_t most_times) const {
  return {.least = times(least, least_times), .most = times(most, most_times)};
}

std::size_t RegexGroups::open(const std::string& name) {
  const std::size_t number = widths_.size();
  if (!name.empty()) {
    const auto [entry, is_new] = names_.emplace(name, number);
    if (!is_new) {
      throw PythonRegexError(fmt::format("redefinition of group name {} as group {}; was group {}",
                                         python_repr(name), number, entry->second));
    }
  }
  widths_.emplace_back();
  return number;
}

std::size_t RegexGroups::number_of(const std::string& name) const {
  const auto entry = names_.find(name);
  if (entry != names_.end()) return entry->second;
  throw PythonRegexError(fmt::format("unknown group name {}", python_repr(name)));
}

RegexWidth RegexGroups::refer_to(std::size_t group) const {
  if (!is_closed(group)) throw PythonRegexError("cannot refer to an open group");
  check_look_behind(group);
  return *widths_[group];
}

void RegexGroups::check_look_behind(std::size_t group) const {
  if (!look_behind_start) return;
  if (!is_closed(group)) throw PythonRegexError("cannot refer to an open group");
  if (group >= *look_behind_start) {
    throw PythonRegexError("cannot refer to group defined in the same lookbehind subpattern");
  }
}

void RegexGroups::check_required() const {
  for (const std::size_t group : required_) {
    if (!exists(group)) throw PythonRegexError(fmt::format("invalid group reference {}", group));
  }
}

}  // namespace chaos
