#include "experiment/known_keys.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "json/child_pointer.h"
#include "json/json_reader.h"
#include "schema/schema.h"

namespace chaos {
namespace {

/// The condition of a schema's `if`: these keys exist, with these strings.
struct Condition {
  std::vector<std::string> required;
  std::vector<std::pair<std::string, std::string>> texts;

  bool holds(const Json& object) const {
    for (const std::string& key : required)
      if (find(object, key) == nullptr) return false;
    for (const auto& [key, text] : texts) {
      const Json* value = find(object, key);
      if (value != nullptr && *value != text) return false;
    }
    return true;
  }

  bool names(std::string_view key) const {
    const auto is_key = [key](const auto& text) { return text.first == key; };
    return std::find(required.begin(), required.end(), key) != required.end() ||
           std::any_of(texts.begin(), texts.end(), is_key);
  }
};

/// The kinds of values that matter here, as bits.
using Kinds = unsigned;
constexpr Kinds kMapping = 1;
constexpr Kinds kList = 2;
constexpr Kinds kNull = 4;
constexpr Kinds kOther = 8;
constexpr Kinds kAnyKind = 15;

Kinds kind_of(const Json& value) {
  if (value.is_object()) return kMapping;
  if (value.is_array()) return kList;
  return value.is_null() ? kNull : kOther;
}

Kinds kinds_named(const Json& type) {
  if (type.is_array()) {
    Kinds all = 0;
    for (const Json& one : type)
      all |= kinds_named(one);
    return all;
  }
  if (type == "object") return kMapping;
  if (type == "array") return kList;
  return type == "null" ? kNull : kOther;
}

/// What a schema says about keys.
struct Shape {
  struct Choice {
    Condition condition;
    const Shape* then = nullptr;
    const Shape* otherwise = nullptr;
  };

  std::vector<std::pair<std::string, const Shape*>> members;
  const Shape* others = nullptr;           ///< of members with any other key
  const Shape* items = nullptr;            ///< of an array
  std::vector<const Shape*> parts;         ///< these apply as well
  std::vector<const Shape*> alternatives;  ///< one of these applies; they are also parts
  std::vector<Choice> choices;
  Kinds own_kinds = kAnyKind;

  Kinds kinds() const {
    Kinds all = own_kinds;
    Kinds of_alternatives = alternatives.empty() ? kAnyKind : 0;
    for (const Shape* part : parts) {
      if (std::find(alternatives.begin(), alternatives.end(), part) != alternatives.end())
        of_alternatives |= part->kinds();
      else
        all &= part->kinds();
    }
    return all & of_alternatives;
  }

  /// Whether this shape describes keys, or its items do if it is a list.
  bool describes_keys() const {
    const auto describes = [](const Shape* shape) {
      return shape != nullptr && shape->describes_keys();
    };
    return !members.empty() || describes(others) || describes(items) ||
           std::any_of(parts.begin(), parts.end(), describes) ||
           std::any_of(choices.begin(), choices.end(), [&describes](const Choice& choice) {
             return describes(choice.then) || describes(choice.otherwise);
           });
  }
};

/// Turns a schema into shapes, one for each of its objects, so that a shape can refer to itself.
class Compiler {
 public:
  Compiler(const Json& schema, std::deque<Shape>& shapes) : schema_(schema), shapes_(shapes) {}

  const Shape* compile(const Json& schema) {
    const auto [place, is_new] = compiled_.try_emplace(&schema, nullptr);
    if (!is_new) return place->second;
    Shape& shape = shapes_.emplace_back();
    place->second = &shape;
    fill(shape, schema);
    return &shape;
  }

 private:
  void fill(Shape& shape, const Json& schema) {
    if (const Json* type = find(schema, "type")) shape.own_kinds = kinds_named(*type);
    if (const Json* properties = find(schema, "properties")) {
      for (const auto& [key, value] : properties->items())
        shape.members.emplace_back(key, compile(value));
    }
    if (const Json* others = find(schema, "additionalProperties"); others && others->is_object())
      shape.others = compile(*others);
    if (const Json* items = find(schema, "items")) shape.items = compile(*items);
    if (const Json* reference = find(schema, "$ref")) shape.parts.push_back(referred(*reference));
    for (const char* key : {"allOf", "anyOf", "oneOf"}) {
      const Json* parts = find(schema, key);
      if (parts == nullptr) continue;
      for (const Json& part : *parts) {
        shape.parts.push_back(compile(part));
        if (key != std::string_view("allOf")) shape.alternatives.push_back(shape.parts.back());
      }
    }
    if (const Json* condition = find(schema, "if")) {
      shape.choices.push_back({.condition = condition_of(*condition),
                               .then = optional(schema, "then"),
                               .otherwise = optional(schema, "else")});
    }
  }

  const Shape* optional(const Json& schema, const char* key) {
    const Json* part = find(schema, key);
    return part != nullptr ? compile(*part) : nullptr;
  }

  /// Our schemas refer within themselves: "#/$defs/step".
  const Shape* referred(const Json& reference) {
    const auto& text = reference.get_ref<const std::string&>();
    return compile(schema_.at(JsonPointer(text.substr(1))));
  }

  static Condition condition_of(const Json& schema) {
    Condition condition;
    if (const Json* required = find(schema, "required"))
      condition.required = required->get<std::vector<std::string>>();
    if (const Json* properties = find(schema, "properties")) {
      for (const auto& [key, value] : properties->items()) {
        const Json* text = find(value, "const");
        if (text != nullptr && text->is_string())
          condition.texts.emplace_back(key, text->get<std::string>());
      }
    }
    return condition;
  }

  const Json& schema_;
  std::deque<Shape>& shapes_;
  std::unordered_map<const Json*, const Shape*> compiled_;
};

/// The path to a value; turned into a pointer only if there is something to report.
struct Way {
  const Way* parent = nullptr;
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
class Applying {
 public:
  const Shape* const* begin() const { return shapes_.data(); }
  const Shape* const* end() const { return shapes_.data() + count_; }
  bool empty() const { return count_ == 0; }

  /// False if it is already present, or there is no room left, which no schema comes close to.
  bool add(const Shape* shape) {
    if (count_ == shapes_.size() || std::find(begin(), end(), shape) != end()) return false;
    shapes_[count_++] = shape;
    return true;
  }

 private:
  std::array<const Shape*, 32> shapes_ = {};
  std::size_t count_ = 0;
};

void add_applying(const Shape* shape, const Json& value, Applying& all) {
  if (shape == nullptr || !all.add(shape)) return;
  for (const Shape* part : shape->parts)
    add_applying(part, value, all);
  if (!value.is_object()) return;
  for (const Shape::Choice& choice : shape->choices)
    add_applying(choice.condition.holds(value) ? choice.then : choice.otherwise, value, all);
}

/// The shapes that describe one value directly, as the member or the item of another.
class Described {
 public:
  explicit Described(const Json& value) : value_(value) {}

  void by(const Shape* shape) {
    is_described_ = true;
    if (shape == nullptr) return;
    kinds_ |= shape->kinds();
    has_keys_ = has_keys_ || shape->describes_keys();
    if (value_.is_structured()) add_applying(shape, value_, applying_);
  }
  /// The key is known, but nothing says what its value is.
  void by_name() { by_any_ = true; }

  explicit operator bool() const { return is_described_ || by_any_; }
  const Applying& applying() const { return applying_; }

  /// What the value should have been: "a mapping"; "" if it is one, or is empty.
  std::string missed_kind() const {
    if (!is_described_ || by_any_ || !has_keys_ || !says_something()) return {};
    if ((kinds_ & kOther) != 0 || (kinds_ & kind_of(value_)) != 0) return {};
    if ((kinds_ & kMapping) == 0) return "a list";
    return (kinds_ & kList) != 0 ? "a mapping or a list" : "a mapping";
  }

 private:
  bool says_something() const {
    if (value_.is_structured()) return !value_.empty();
    if (!value_.is_string()) return !value_.is_null();
    const auto& text = value_.get_ref<const std::string&>();
    return !text.empty() && !text.starts_with("${");
  }

  const Json& value_;
  bool is_described_ = false;
  bool by_any_ = false;
  bool has_keys_ = false;
  Kinds kinds_ = 0;
  Applying applying_;
};

class Walk {
 public:
  explicit Walk(const KnownKeys::Visitor& visitor) : visitor_(visitor) {}

  void look_into(const Json& value, const Applying& shapes, const Way& way) {
    if (value.is_array()) return look_into_items(value, shapes, way);
    const bool describes_keys = std::any_of(shapes.begin(), shapes.end(),
                                            [](const Shape* s) { return !s->members.empty(); });
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      Described described(member);
      find_member(key, shapes, described);
      if (!described && describes_keys) report(key, value, shapes, way);
      continue_with(member, described, {.parent = &way, .key = &key});
    }
  }

 private:
  void look_into_items(const Json& array, const Applying& shapes, const Way& way) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      Described described(array[i]);
      for (const Shape* shape : shapes)
        if (shape->items != nullptr) described.by(shape->items);
      continue_with(array[i], described, {.parent = &way, .index = i});
    }
  }

  void continue_with(const Json& value, const Described& described, const Way& way) {
    if (std::string expected = described.missed_kind(); !expected.empty())
      visitor_.wrong_kind({.pointer = way.pointer(), .expected = std::move(expected)});
    if (!described.applying().empty()) look_into(value, described.applying(), way);
  }

  static void find_member(const std::string& key, const Applying& shapes, Described& described) {
    for (const Shape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members)
        if (name == key) described.by(of_member);
    }
    if (described) return;
    for (const Shape* shape : shapes) {
      if (shape->others != nullptr) described.by(shape->others);
      for (const Shape::Choice& choice : shape->choices)
        if (choice.condition.names(key)) described.by_name();
    }
  }

  void report(const std::string& key, const Json& object, const Applying& shapes,
              const Way& way) const {
    KnownKeys::Unknown unknown{.key = key, .object = way.pointer(), .known = {}};
    for (const Shape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members)
        if (find(object, name) == nullptr) unknown.known.push_back(name);
    }
    visitor_.unknown(unknown);
  }

  const KnownKeys::Visitor& visitor_;
};

}  // namespace

struct KnownKeys::Shapes {
  std::deque<Shape> all;
  const Shape* root = nullptr;
};

KnownKeys::KnownKeys(const std::string& schema) : shapes_(std::make_unique<Shapes>()) {
  const Json document = parse_json(schema_text(schema));
  shapes_->root = Compiler(document, shapes_->all).compile(document);
}

KnownKeys::~KnownKeys() = default;

void KnownKeys::visit(const Json& document, const Visitor& visitor) const {
  if (!document.is_object()) return;
  Applying applying;
  add_applying(shapes_->root, document, applying);
  Walk(visitor).look_into(document, applying, {});
}

}  // namespace chaos
