#include "document/yaml_writer.h"

#include <fmt/format.h>
#include <yaml-cpp/binary.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "document/yaml_output.h"
#include "json/number.h"
#include "json/utf8.h"

namespace chaos {
namespace {

/// Longer keys are marked with "? ". PyYAML does so from 128 characters on, of which it reserves
/// five for a tag that it does not write. (Beyond 1024, readers require the mark.)
constexpr std::size_t kLongestSimpleKey = 122;

constexpr std::size_t kWidth = 80;

using Member = std::pair<Json, YamlValue::Pointer>;

bool is_simple_key(const Json& key) {
  if (!key.is_string()) return true;
  const std::string text = replace_invalid_utf8(key.get_ref<const std::string&>());
  return !text.empty() && count_code_points(text) <= kLongestSimpleKey &&
         text.find('\n') == std::string::npos;
}

bool is_filled(const YamlValue& value) {
  return !value.items.empty() || !value.members.empty();
}

/// Whether Python can order the keys: all strings, or all numbers.
bool are_comparable(const std::vector<const Member*>& members) {
  const auto is_number = [](const Member* member) {
    return member->first.is_number() || member->first.is_boolean();
  };
  return std::ranges::all_of(members,
                             [](const auto* member) { return member->first.is_string(); }) ||
         std::ranges::all_of(members, is_number);
}

double number_of(const Json& key) {
  return key.is_boolean() ? static_cast<double>(key.get<bool>()) : key.get<double>();
}

bool comes_before(const Member* left, const Member* right) {
  // UTF-8 sorts like the code points that it encodes.
  if (left->first.is_string()) {
    return left->first.get_ref<const std::string&>() < right->first.get_ref<const std::string&>();
  }
  return number_of(left->first) < number_of(right->first);
}

std::vector<const Member*> in_order(const std::vector<Member>& all, KeyOrder order) {
  std::vector<const Member*> members;
  members.reserve(all.size());
  for (const auto& member : all)
    members.push_back(&member);
  if (order == KeyOrder::kSorted && are_comparable(members)) {
    std::ranges::stable_sort(members, comes_before);
  }
  return members;
}

/// Whether PyYAML writes a repeated value with an anchor. Among scalars, this applies to those that
/// are objects in Python: dates.
bool is_shareable(const YamlValue& value) {
  if (value.kind != YamlValue::Kind::kScalar) return true;
  const auto kind = extended_kind(value.scalar);
  return kind == Extended::kDate || kind == Extended::kDateTime;
}

/// The names of repeated values.
class Anchors {
 public:
  Anchors(const YamlValue& root, KeyOrder order) : order_(order) { visit(root); }

  /// The prefix of `value`: "&id001" at its first occurrence, "*id001" at later ones, or nothing.
  std::string mark(const YamlValue& value) {
    const auto found = numbers_.find(&value);
    if (found == numbers_.end() || found->second == 0) return {};
    const bool is_first = written_.insert(&value).second;
    return fmt::format("{}id{:03}", is_first ? '&' : '*', found->second);
  }

 private:
  /// Numbers are assigned in the order in which values are repeated.
  void visit(const YamlValue& value) {
    if (!is_shareable(value)) return;
    const auto [known, is_new] = numbers_.try_emplace(&value, 0);
    if (!is_new) {
      if (known->second == 0) known->second = ++count_;
      return;
    }
    for (const auto& item : value.items)
      visit(*item);
    for (const auto* member : in_order(value.members, order_))
      visit(*member->second);
  }

  const KeyOrder order_;
  unsigned count_ = 0;
  std::unordered_map<const YamlValue*, unsigned> numbers_;  // 0 for a value that occurs once
  std::unordered_set<const YamlValue*> written_;
};

class Writer {
 public:
  Writer(YamlOutput output, KeyOrder order, std::size_t indent, Anchors* anchors)
      : out_(std::move(output)), order_(order), indent_(indent), anchors_(anchors) {}

  std::string take() { return out_.take(); }

  /// Returns whether the document is a plain scalar, which PyYAML follows with a marker.
  bool write_document(const YamlValue& root) {
    bool is_plain = false;
    if (is_filled(root)) {
      write_collection(root, 0);
    } else {
      is_plain = write_leaf(root, indent_);
    }
    out_.break_line(0);
    return is_plain;
  }

 private:
  /// The first line of a collection continues the current one, at `column`; further lines are
  /// indented to that column.
  void write_collection(const YamlValue& value, std::size_t column) {
    bool first = true;
    for (const auto& item : value.items) {
      if (!std::exchange(first, false)) out_.break_line(column);
      out_.append("-");
      write_inline(*item, column + indent_, column + indent_);
    }
    for (const auto* member : in_order(value.members, order_)) {
      if (!std::exchange(first, false)) out_.break_line(column);
      write_member(*member, column);
    }
  }

  void write_member(const Member& member, std::size_t column) {
    const auto& [key, value] = member;
    const std::size_t inner = column + indent_;
    if (!is_simple_key(key)) {
      out_.append("? ");
      write_scalar(key, inner, true);
      out_.break_line(column);
      out_.append(":");
      return write_inline(*value, inner, column);
    }
    write_scalar(key, inner, false);
    out_.append(":");
    if (write_mark(*value)) return;
    if (!is_filled(*value)) {
      out_.append(" ");
      write_leaf(*value, inner);
      return;
    }
    // The dashes of a list are enough indentation.
    const std::size_t start = value->items.empty() ? inner : column;
    out_.break_line(start);
    write_collection(*value, start);
  }

  /// Writes what follows a "-" or ":". The first line of a collection continues at `column`, unless
  /// there is already an anchor: then a list begins at `list_column`.
  void write_inline(const YamlValue& value, std::size_t column, std::size_t list_column) {
    const std::size_t unmarked = out_.column();
    if (write_mark(value)) return;
    if (!is_filled(value)) {
      out_.append(" ");
      write_leaf(value, column);
      return;
    }
    const bool is_marked = out_.column() != unmarked;
    if (!is_marked) out_.pad(column);
    const std::size_t start = is_marked && !value.items.empty() ? list_column : column;
    if (is_marked) out_.break_line(start);
    write_collection(value, start);
  }

  /// Writes the value's anchor or alias, if it has one. Returns whether nothing else needs to be
  /// written.
  bool write_mark(const YamlValue& value) {
    const std::string mark = anchors_ == nullptr ? "" : anchors_->mark(value);
    if (!mark.empty()) out_.append(" " + mark);
    return mark.starts_with('*');
  }

  /// Writes everything except non-empty collections.
  bool write_leaf(const YamlValue& value, std::size_t column) {
    if (value.kind == YamlValue::Kind::kScalar) return write_scalar(value.scalar, column, true);
    out_.append(value.kind == YamlValue::Kind::kMapping ? "{}" : "[]");
    return false;
  }

  /// Further lines are indented to `column`. Returns whether the scalar is unquoted.
  bool write_scalar(const Json& value, std::size_t column, bool foldable) {
    if (value.is_string()) {
      const std::string text = replace_invalid_utf8(value.get_ref<const std::string&>());
      return out_.write_text(text, column, foldable);
    }
    out_.append(plain_text_of(value));
    return true;
  }

  static std::string plain_text_of(const Json& value) {
    switch (value.type()) {
      case Json::value_t::boolean:
        return value.get<bool>() ? "true" : "false";
      case Json::value_t::number_integer:
        return std::to_string(value.get<std::int64_t>());
      case Json::value_t::number_unsigned:
        return std::to_string(value.get<std::uint64_t>());
      case Json::value_t::number_float:
        return float_text(value.get<double>());
      case Json::value_t::binary:
        return extended_yaml_text(value);
      default:
        return "null";
    }
  }

  static std::string float_text(double value) {
    if (std::isnan(value)) return ".nan";
    if (std::isinf(value)) return value < 0 ? "-.inf" : ".inf";
    std::string digits;
    append_python_float(digits, value);
    // Without a point, "1e+16" would be a string.
    const std::size_t exponent = digits.find('e');
    const bool has_point = digits.find('.') != std::string::npos;
    if (!has_point && exponent != std::string::npos) digits.insert(exponent, ".0");
    return digits;
  }

  static std::string extended_yaml_text(const Json& value) {
    if (extended_kind(value).value_or(Extended::kBytes) != Extended::kBytes) {
      return python_str(value);  // digits, a date, or a date and a time separated by a space
    }
    // On one line: in a list, yaml-cpp does not read the tagged block that PyYAML writes.
    const Json::binary_t& bytes = value.get_binary();
    return "!!binary \"" + YAML::EncodeBase64(bytes.data(), bytes.size()) + '"';
  }

  YamlOutput out_;
  const KeyOrder order_;
  const std::size_t indent_;
  Anchors* const anchors_;
};

}  // namespace

std::string to_yaml_text(const Json& value, KeyOrder order) {
  Writer writer(YamlOutput(YamlOutput::kNoWidth, false), order, 2, nullptr);
  writer.write_document(*to_yaml_value(value));
  return writer.take();
}

std::string dump_yaml(const YamlValue& value, KeyOrder order, std::size_t indent) {
  Anchors anchors(value, order);
  Writer writer(YamlOutput(kWidth, true), order, indent, &anchors);
  const bool is_plain = writer.write_document(value);
  return writer.take() + (is_plain ? "...\n" : "");
}

}  // namespace chaos
