#include "json/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "json/json_scanner.h"
#include "json/number.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr int kMaxDepth = 900;

/// With this many members, a linear search for duplicate keys would be too slow.
constexpr std::size_t kManyMembers = 24;

using Member = std::pair<std::string, Json>;

/// Builds the document in a single pass over the text. Members and items are kept on stacks shared
/// by all levels, so that each object and array is allocated once, with its final size.
class Reader {
 public:
  explicit Reader(std::string_view text) : scanner_(text) {}

  Json read_document() {
    scanner_.skip_space();
    Json value = read_value(0);
    scanner_.skip_space();
    if (!scanner_.at_end()) scanner_.fail("Extra data", scanner_.offset());
    return value;
  }

  bool repeats_keys() const { return repeats_keys_; }

 private:
  Json read_value(int depth) {
    switch (scanner_.peek()) {
      case '"':
        return scanner_.read_string();
      case '{':
        check_depth(depth, "object");
        return read_object(depth + 1);
      case '[':
        check_depth(depth, "array");
        return read_array(depth + 1);
      default:
        return read_word();
    }
  }

  void check_depth(int depth, const char* what) const {
    if (depth < kMaxDepth) return;
    scanner_.fail(fmt::format("maximum recursion depth exceeded while decoding a JSON {} from a "
                              "unicode string",
                              what),
                  scanner_.offset());
  }

  Json read_object(int depth) {
    const std::size_t first = members_.size();
    scanner_.advance(1);
    scanner_.skip_space();
    if (scanner_.accept('}')) return Json::object();
    for (;;) {
      if (scanner_.peek() != '"') {
        scanner_.fail("Expecting property name enclosed in double quotes", scanner_.offset());
      }
      std::string key = scanner_.read_string();
      scanner_.expect_after_space(':', "Expecting ':' delimiter");
      scanner_.skip_space();
      Json value = read_value(depth);
      members_.emplace_back(std::move(key), std::move(value));
      scanner_.skip_space();
      if (scanner_.accept('}')) return take_object(first);
      scanner_.expect_after_space(',', "Expecting ',' delimiter");
      scanner_.skip_space();
    }
  }

  Json read_array(int depth) {
    const std::size_t first = items_.size();
    scanner_.advance(1);
    scanner_.skip_space();
    if (scanner_.accept(']')) return Json::array();
    for (;;) {
      Json value = read_value(depth);
      items_.push_back(std::move(value));
      scanner_.skip_space();
      if (scanner_.accept(']')) return take_array(first);
      scanner_.expect_after_space(',', "Expecting ',' delimiter");
      scanner_.skip_space();
    }
  }

  Json take_array(std::size_t first) {
    const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(first);
    Json array(
        Json::array_t(std::make_move_iterator(begin), std::make_move_iterator(items_.end())));
    items_.erase(begin, items_.end());
    return array;
  }

  Json take_object(std::size_t first) {
    merge_duplicates(first);
    Json object = Json::object();
    auto& target = object.get_ref<Json::object_t&>();
    target.reserve(members_.size() - first);
    for (std::size_t i = first; i < members_.size(); ++i) {
      // Append through the base class: the ordered map's own emplace would search for the key
      // first.
      static_cast<Json::object_t::Container&>(target).emplace_back(std::move(members_[i].first),
                                                                   std::move(members_[i].second));
    }
    members_.resize(first);
    return object;
  }

  /// The value of a repeated key replaces the earlier one, at the earlier position.
  void merge_duplicates(std::size_t first) {
    const std::size_t count = members_.size() - first;
    std::unordered_map<std::string_view, std::size_t> places;
    if (count > kManyMembers) places.reserve(count);
    std::size_t kept = first;
    for (std::size_t i = first; i < members_.size(); ++i) {
      std::size_t place = kept;
      if (count > kManyMembers) {
        const auto known = places.find(members_[i].first);
        if (known != places.end()) place = known->second;
      } else {
        const auto begin = members_.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = members_.begin() + static_cast<std::ptrdiff_t>(kept);
        const auto same = [&](const Member& member) { return member.first == members_[i].first; };
        place = static_cast<std::size_t>(std::find_if(begin, end, same) - members_.begin());
      }
      if (place < kept) {
        repeats_keys_ = true;
        members_[place].second = std::move(members_[i].second);
        continue;
      }
      if (kept != i) members_[kept] = std::move(members_[i]);
      // Not earlier: a short key is stored inside its member, and moves with it.
      if (count > kManyMembers) places.emplace(members_[kept].first, kept);
      ++kept;
    }
    members_.resize(kept);
  }

  Json read_word() {
    if (scanner_.accept("null")) return nullptr;
    if (scanner_.accept("true")) return true;
    if (scanner_.accept("false")) return false;
    if (scanner_.accept("NaN")) return std::numeric_limits<double>::quiet_NaN();
    if (scanner_.accept("Infinity")) return std::numeric_limits<double>::infinity();
    if (scanner_.accept("-Infinity")) return -std::numeric_limits<double>::infinity();
    const JsonScanner::Number number = scanner_.read_number();
    if (number.text.empty()) scanner_.fail("Expecting value", scanner_.offset());
    return number.is_float ? Json(float_from_text(number.text)) : integer_from_text(number.text);
  }

  JsonScanner scanner_;
  std::vector<Member> members_;
  std::vector<Json> items_;
  bool repeats_keys_ = false;
};

}  // namespace

Json parse_json(std::string_view text, bool* repeats_keys) {
  const std::size_t invalid = find_invalid_utf8(text);
  if (invalid != std::string_view::npos) {
    throw JsonSyntaxError(describe_invalid_utf8(text, invalid),
                          position_of(text.substr(0, invalid)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    JsonScanner(text).fail("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
  }
  Reader reader(text);
  Json document = reader.read_document();
  if (repeats_keys != nullptr) *repeats_keys = reader.repeats_keys();
  return document;
}

}  // namespace chaos
