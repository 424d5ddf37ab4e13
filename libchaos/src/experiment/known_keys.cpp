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

/// What a schema says about keys.
struct Shape {
  struct Choice {
    Condition condition;
    const Shape* then = nullptr;
    const Shape* otherwise = nullptr;
  };

  std::vector<std::pair<std::string, const Shape*>> members;
  const Shape* others = nullptr;    ///< of members with any other key
  const Shape* items = nullptr;     ///< of an array
  std::vector<const Shape*> parts;  ///< these apply as well
  std::vector<Choice> choices;
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
      for (const Json& part : *parts)
        shape.parts.push_back(compile(part));
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

class Walk {
 public:
  explicit Walk(const std::function<void(const KnownKeys::Unknown&)>& visit) : visit_(visit) {}

  void look_into(const Json& value, const Applying& shapes, const Way& way) {
    if (value.is_array()) return look_into_items(value, shapes, way);
    const bool describes_keys = std::any_of(shapes.begin(), shapes.end(),
                                            [](const Shape* s) { return !s->members.empty(); });
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      Applying inner;
      const bool is_known = find_member(key, member, shapes, inner);
      if (!is_known && describes_keys) report(key, value, shapes, way);
      if (!inner.empty()) look_into(member, inner, {.parent = &way, .key = &key});
    }
  }

 private:
  void look_into_items(const Json& array, const Applying& shapes, const Way& way) {
    for (const Shape* shape : shapes) {
      if (shape->items == nullptr) continue;
      for (std::size_t i = 0; i < array.size(); ++i) {
        if (!array[i].is_structured()) continue;
        Applying inner;
        add_applying(shape->items, array[i], inner);
        look_into(array[i], inner, {.parent = &way, .index = i});
      }
    }
  }

  /// Whether the key is described; adds the shapes that apply to its value, if it has keys of its
  /// own.
  static bool find_member(const std::string& key, const Json& member, const Applying& shapes,
                          Applying& inner) {
    bool is_known = false;
    for (const Shape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members) {
        if (name != key) continue;
        is_known = true;
        if (member.is_structured()) add_applying(of_member, member, inner);
      }
    }
    if (is_known) return true;
    for (const Shape* shape : shapes) {
      if (shape->others != nullptr) {
        is_known = true;
        if (member.is_structured()) add_applying(shape->others, member, inner);
      }
      for (const Shape::Choice& choice : shape->choices)
        is_known = is_known || choice.condition.names(key);
    }
    return is_known;
  }

  void report(const std::string& key, const Json& object, const Applying& shapes,
              const Way& way) const {
    KnownKeys::Unknown unknown{.key = key, .object = way.pointer(), .known = {}};
    for (const Shape* shape : shapes) {
      for (const auto& [name, of_member] : shape->members)
        if (find(object, name) == nullptr) unknown.known.push_back(name);
    }
    visit_(unknown);
  }

  const std::function<void(const KnownKeys::Unknown&)>& visit_;
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

void KnownKeys::for_each_unknown(const Json& document,
                                 const std::function<void(const Unknown&)>& visit) const {
  if (!document.is_object()) return;
  Applying applying;
  add_applying(shapes_->root, document, applying);
  Walk(visit).look_into(document, applying, {});
}

}  // namespace chaos
