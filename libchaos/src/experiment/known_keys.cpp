#include "experiment/known_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "json/child_pointer.h"

namespace chaos {
namespace {

bool holds(const KeyShape::Condition& condition, const Json& object) {
  for (const std::string_view key : condition.required)
    if (find(object, key) == nullptr) return false;
  for (const auto& [key, text] : condition.texts) {
    const Json* value = find(object, key);
    if (value != nullptr && *value != text) return false;
  }
  return true;
}

bool names(const KeyShape::Condition& condition, std::string_view key) {
  return std::ranges::find(condition.required, key) != condition.required.end() ||
         std::ranges::find(condition.texts, key, &KeyShape::Text::key) != condition.texts.end();
}

KindsOfValue kind_of(const Json& value) {
  if (value.is_object()) return kMapping;
  if (value.is_array()) return kList;
  if (value.is_null()) return kNull;
  if (value.is_string()) return kString;
  if (value.is_boolean()) return kBoolean;
  return value.is_number() || extended_kind(value) == Extended::kInteger ? kNumber : kOtherKind;
}

std::string words_for(KindsOfValue kinds) {
  constexpr std::array<std::pair<KindsOfValue, const char*>, 5> kWords = {{
      {kMapping, "a mapping"},
      {kList, "a list"},
      {kString, "a string"},
      {kNumber, "a number"},
      {kBoolean, "true or false"},
  }};
  std::vector<std::string> words;
  for (const auto& [kind, word] : kWords)
    if ((kinds & kind) != 0) words.emplace_back(word);
  return fmt::format("{}", fmt::join(words, " or "));
}

KindsOfValue kinds(const KeyShape& shape) {
  KindsOfValue all = shape.own_kinds;
  KindsOfValue of_alternatives = shape.alternatives.empty() ? kAnyKind : 0;
  for (const KeyShape* part : shape.parts) {
    if (std::ranges::find(shape.alternatives, part) != shape.alternatives.end())
      of_alternatives |= kinds(*part);
    else
      all &= kinds(*part);
  }
  return all & of_alternatives;
}

/// Whether the shape describes keys, or its items do if it is a list.
bool describes_keys(const KeyShape* shape) {
  return shape != nullptr &&
         (!shape->members.empty() || describes_keys(shape->others) ||
          describes_keys(shape->items) || std::ranges::any_of(shape->parts, describes_keys) ||
          std::ranges::any_of(shape->choices, [](const KeyShape::Choice& choice) {
            return describes_keys(choice.then) || describes_keys(choice.otherwise);
          }));
}

/// The path to a value; turned into a pointer only if there is something to report.
struct ValuePath {
  const ValuePath* parent = nullptr;
  const std::string* key = nullptr;  ///< nullptr for an item
  std::size_t index = 0;

  std::string pointer() const {
    if (parent == nullptr) return {};
    return key != nullptr ? child_pointer(parent->pointer(), *key)
                          : child_pointer(parent->pointer(), index);
  }
};

/// All shapes that apply to one value. Created for every value of a document, so it does not
/// allocate.
class ApplicableShapes {
 public:
  const KeyShape* const* begin() const { return shapes_.data(); }
  const KeyShape* const* end() const { return shapes_.data() + count_; }
  bool empty() const { return count_ == 0; }

  /// False if it is already present, or there is no room left, which no schema comes close to.
  bool add(const KeyShape* shape) {
    if (count_ == shapes_.size() || std::find(begin(), end(), shape) != end()) return false;
    shapes_[count_++] = shape;
    return true;
  }

 private:
  std::array<const KeyShape*, 32> shapes_ = {};
  std::size_t count_ = 0;
};

void add_applicable(const KeyShape* shape, const Json& value, ApplicableShapes& all) {
  if (shape == nullptr || !all.add(shape)) return;
  for (const KeyShape* part : shape->parts)
    add_applicable(part, value, all);
  if (!value.is_object()) return;
  for (const KeyShape::Choice& choice : shape->choices)
    add_applicable(holds(choice.condition, value) ? choice.then : choice.otherwise, value, all);
}

/// The shapes that describe one value directly, as the member or the item of another.
class DescribedValue {
 public:
  explicit DescribedValue(const Json& value) : value_(value) {}

  void by(const KeyShape* shape) {
    is_described_ = true;
    if (shape == nullptr) return;
    kinds_ |= kinds(*shape);
    if (!fits()) has_keys_ = has_keys_ || describes_keys(shape);
    if (value_.is_structured()) add_applicable(shape, value_, applicable_);
  }
  /// The key is known, but its value is not described.
  void by_name() { by_any_ = true; }

  explicit operator bool() const { return is_described_ || by_any_; }
  const ApplicableShapes& applicable() const { return applicable_; }

  /// What the value should have been: "a mapping"; "" if it is valid, or empty.
  std::string missed_kind() const {
    if (!is_described_ || by_any_ || fits() || !has_content()) return {};
    return words_for(kinds_);
  }
  /// Whether the schema describes keys that the value, of another kind, cannot have.
  bool misses_keys() const { return has_keys_ && (kinds_ & kScalar) == 0; }

 private:
  bool fits() const { return kinds_ == 0 || (kinds_ & kind_of(value_)) != 0; }

  bool has_content() const {
    if (value_.is_structured()) return !value_.empty();
    if (!value_.is_string()) return !value_.is_null();
    const auto& text = value_.get_ref<const std::string&>();
    return !text.empty() && !text.starts_with("${");
  }

  const Json& value_;
  bool is_described_ = false;
  bool by_any_ = false;
  bool has_keys_ = false;  // of the shapes that do not match
  KindsOfValue kinds_ = 0;
  ApplicableShapes applicable_;
};

class Walk {
 public:
  explicit Walk(const KnownKeys::Visitor& visitor) : visitor_(visitor) {}

  void look_into(const Json& value, const ApplicableShapes& shapes, const ValuePath& way) {
    if (value.is_array()) return look_into_items(value, shapes, way);
    const bool describes_keys = std::any_of(shapes.begin(), shapes.end(),
                                            [](const KeyShape* s) { return !s->members.empty(); });
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      DescribedValue described(member);
      find_member(key, shapes, described);
      if (!described && describes_keys) report(key, value, shapes, way);
      continue_with(member, described, {.parent = &way, .key = &key});
    }
  }

 private:
  void look_into_items(const Json& array, const ApplicableShapes& shapes, const ValuePath& way) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      DescribedValue described(array[i]);
      for (const KeyShape* shape : shapes)
        if (shape->items != nullptr) described.by(shape->items);
      continue_with(array[i], described, {.parent = &way, .index = i});
    }
  }

  void continue_with(const Json& value, const DescribedValue& described, const ValuePath& way) {
    if (std::string expected = described.missed_kind(); !expected.empty())
      visitor_.wrong_kind({.pointer = way.pointer(),
                           .expected = std::move(expected),
                           .value = &value,
                           .has_no_effect = described.misses_keys()});
    if (!described.applicable().empty()) look_into(value, described.applicable(), way);
  }

  static void find_member(const std::string& key, const ApplicableShapes& shapes,
                          DescribedValue& described) {
    for (const KeyShape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members)
        if (name == key) described.by(of_member);
    }
    if (described) return;
    for (const KeyShape* shape : shapes) {
      if (shape->others != nullptr) described.by(shape->others);
      for (const KeyShape::Choice& choice : shape->choices)
        if (names(choice.condition, key)) described.by_name();
    }
  }

  void report(const std::string& key, const Json& object, const ApplicableShapes& shapes,
              const ValuePath& way) const {
    KnownKeys::Unknown unknown{.key = key, .object = way.pointer(), .known = {}};
    for (const KeyShape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members)
        if (find(object, name) == nullptr) unknown.known.emplace_back(name);
    }
    visitor_.unknown(unknown);
  }

  const KnownKeys::Visitor& visitor_;
};

}  // namespace

void KnownKeys::visit(const Json& document, const Visitor& visitor) const {
  if (!document.is_object()) return;
  ApplicableShapes applicable;
  add_applicable(&root_, document, applicable);
  Walk(visitor).look_into(document, applicable, {});
}

}  // namespace chaos
