#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaos {

/// The minimum and maximum number of characters that a part of a pattern matches.
struct RegexWidth {
  std::uint64_t least = 0;
  std::uint64_t most = 0;

  /// Represents every larger width.
  static constexpr std::uint64_t kUnbounded = std::uint64_t{1} << 62;

  RegexWidth followed_by(RegexWidth next) const;
  RegexWidth or_else(RegexWidth other) const;
  RegexWidth repeated(std::uint64_t least_times, std::uint64_t most_times) const;
};

/// Whether the string is a valid group name: the rules for variables apply.
bool is_group_name(std::string_view text);

/// The number of a group as parsed by Python's int(); nothing if it is not a number or negative.
std::optional<std::size_t> read_group_number(std::string_view text);

/// The capturing groups of a pattern, numbered from 1 in the order of their opening. The functions
/// throw PythonRegexError for what Python forbids.
class RegexGroups {
 public:
  std::size_t open(const std::string& name);
  void close(std::size_t group, RegexWidth width) { widths_.at(group) = width; }

  bool exists(std::size_t group) const { return group < widths_.size(); }
  /// Throws unless there is a group with that name.
  std::size_t number_of(const std::string& name) const;

  /// Checks that a reference to the group is allowed here, and returns the group's width.
  RegexWidth refer_to(std::size_t group) const;
  /// Inside a look-behind, conditions on its own groups are not allowed either.
  void check_look_behind(std::size_t group) const;

  /// Records a group that must exist at the end, and checks them all.
  void require(std::size_t group) { required_.push_back(group); }
  void check_required() const;

  /// The first group opened since the outermost look-behind around the current position.
  std::optional<std::size_t> look_behind_start;
  std::size_t next_number() const { return widths_.size(); }

 private:
  bool is_closed(std::size_t group) const { return exists(group) && widths_[group].has_value(); }

  std::vector<std::optional<RegexWidth>> widths_ = {std::nullopt};  // nothing while it is open
  std::map<std::string, std::size_t, std::less<>> names_;
  std::vector<std::size_t> required_;
};

}  // namespace chaos
