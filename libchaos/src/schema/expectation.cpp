#include "schema/expectation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace chaos {
namespace {

using PlainJson = nlohmann::json;

/// A subschema, and the document that its references refer to.
struct Place {
  const PlainJson* schema;
  const PlainJson* root;
};

const PlainJson* member(const PlainJson& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() ? &*found : nullptr;
}

bool accepts_type(const std::string& type, const PlainJson& value) {
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type == "null" && value.is_null();
}

/// Whether the value meets the condition of an `if`, as our schemas write it: a type, required
/// keys, and constants.
bool meets(const PlainJson& condition, const PlainJson& value) {
  const PlainJson* type = member(condition, "type");
  if (type != nullptr && type->is_string() && !accepts_type(*type, value)) return false;
  if (!value.is_object()) return true;
  if (const PlainJson* required = member(condition, "required")) {
    for (const auto& key : *required)
      if (!value.contains(key.get<std::string>())) return false;
  }
  const PlainJson* properties = member(condition, "properties");
  if (properties == nullptr) return true;
  for (const auto& [key, property] : properties->items()) {
    const PlainJson* constant = member(property, "const");
    if (constant != nullptr && value.contains(key) && value[key] != *constant) return false;
  }
  return true;
}

class Expectation {
 public:
  explicit Expectation(const PlainJson& schema) { places_.push_back({&schema, &schema}); }

  /// Continues with the part of the schema for that member or item of `value`.
  void descend(const PlainJson& value, const std::string& token) {
    std::vector<Place> next;
    for (const auto& [schema, root] : applicable(value)) {
      const PlainJson* properties = member(*schema, "properties");
      const PlainJson* part = value.is_array()        ? member(*schema, "items")
                              : properties != nullptr ? member(*properties, token.c_str())
                                                      : nullptr;
      if (part == nullptr && !value.is_array()) part = member(*schema, "additionalProperties");
      if (part != nullptr && part->is_object()) next.push_back({part, root});
    }
    places_ = std::move(next);
  }

  /// The narrowest expectation: a constant rather than an enumeration rather than a type.
  std::string in_words() {
    std::vector<std::string> words;
    for (const char* narrow : {"const", "enum", ""}) {
      for (const Place& place : places_) {
        const Place target = followed(place);
        if (*narrow != '\0' && member(*target.schema, narrow) == nullptr) continue;
        if (std::string text = words_for(target); !text.empty()) return text;
      }
    }
    return {};
  }

 private:
  /// All schemas that apply to the value itself.
  std::vector<Place> applicable(const PlainJson& value) {
    std::vector<Place> all;
    std::vector<Place> pending = places_;
    while (!pending.empty()) {
      const Place place = followed(pending.back());
      pending.pop_back();
      all.push_back(place);
      for (const char* key : {"allOf", "anyOf", "oneOf"}) {
        if (const PlainJson* parts = member(*place.schema, key))
          for (const auto& part : *parts)
            pending.push_back({&part, place.root});
      }
      if (const PlainJson* condition = member(*place.schema, "if")) {
        const char* branch = meets(*condition, value) ? "then" : "else";
        if (const PlainJson* part = member(*place.schema, branch))
          pending.push_back({part, place.root});
      }
      if (const PlainJson* other = other_file(*place.schema)) pending.push_back({other, other});
    }
    return all;
  }

  /// Where a reference within the same file leads.
  static Place followed(Place place) {
    const PlainJson* reference = member(*place.schema, "$ref");
    if (reference == nullptr) return place;
    const auto& text = reference->get_ref<const std::string&>();
    if (!text.starts_with('#')) return place;
    return {&place.root->at(PlainJson::json_pointer(text.substr(1))), place.root};
  }

  /// The schema in another file that this one refers to, if any.
  const PlainJson* other_file(const PlainJson& schema) {
    const PlainJson* reference = member(schema, "$ref");
    if (reference == nullptr) return nullptr;
    const auto& text = reference->get_ref<const std::string&>();
    if (text.starts_with('#') || !text.ends_with(".json")) return nullptr;
    const std::string name = text.substr(0, text.size() - std::string_view(".json").size());
    files_.push_back(std::make_unique<PlainJson>(PlainJson::parse(schema_text(name))));
    return files_.back().get();
  }

  static std::string words_for(Place place) {
    place = followed(place);
    const PlainJson& schema = *place.schema;
    if (const PlainJson* constant = member(schema, "const")) return constant->dump();
    if (const PlainJson* values = member(schema, "enum")) return words_for_enum(*values);
    for (const char* key : {"anyOf", "oneOf", "allOf"}) {
      const PlainJson* parts = member(schema, key);
      if (parts == nullptr) continue;
      std::vector<std::string> words;
      for (const auto& part : *parts)
        add(words, words_for({&part, place.root}));
      if (!words.empty()) return joined(words);
    }
    const PlainJson* type = member(schema, "type");
    if (type == nullptr) return {};
    if (type->is_string()) return words_for_type(*type, schema);
    std::vector<std::string> words;
    for (const auto& one : *type)
      add(words, words_for_type(one, schema));
    return joined(words);
  }

  static std::string words_for_enum(const PlainJson& values) {
    std::vector<std::string> words;
    for (const auto& value : values)
      if (!value.is_null()) words.push_back(value.dump());
    return words.size() == 1 ? words[0] : fmt::format("one of {}", fmt::join(words, ", "));
  }

  static std::string words_for_type(const std::string& type, const PlainJson& schema) {
    if (type == "null") return {};  // leaving the key out is simpler
    if (type == "boolean") return "true or false";
    if (type == "array") return "a list";
    if (type == "object") return "a mapping";
    if (type == "string") {
      if (schema.contains("pattern")) return "a string with \"${name}\"";
      return schema.contains("minLength") ? "a string that is not empty" : "a string";
    }
    std::string words = type == "integer" ? "a whole number" : "a number";
    if (const PlainJson* least = member(schema, "exclusiveMinimum"))
      words += fmt::format(" greater than {}", least->dump());
    if (const PlainJson* least = member(schema, "minimum"))
      words += fmt::format(" of at least {}", least->dump());
    return words;
  }

  static void add(std::vector<std::string>& words, std::string text) {
    if (!text.empty() && std::ranges::find(words, text) == words.end())
      words.push_back(std::move(text));
  }

  static std::string joined(const std::vector<std::string>& words) {
    if (words.size() < 2) return words.empty() ? std::string() : words[0];
    const auto last = words.end() - 1;
    return fmt::format("{} or {}", fmt::join(words.begin(), last, ", "), *last);
  }

  std::vector<Place> places_;
  std::vector<std::unique_ptr<PlainJson>> files_;
};

}  // namespace

std::string expectation_of(const PlainJson& schema, const PlainJson& document,
                           const PlainJson::json_pointer& pointer) {
  Expectation expectation(schema);
  std::vector<std::string> tokens;
  for (PlainJson::json_pointer rest = pointer; !rest.empty(); rest = rest.parent_pointer())
    tokens.push_back(rest.back());
  const PlainJson* value = &document;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    expectation.descend(*value, *token);
    value = value->is_array() ? &value->at(std::stoul(*token)) : &value->at(*token);
  }
  return expectation.in_words();
}

std::string value_in_words(const PlainJson& value) {
  constexpr std::size_t kShort = 40;
  if (value.is_object()) return "a mapping";
  if (value.is_array()) return "a list";
  std::string text = value.dump();
  return text.size() <= kShort ? text : "this string";
}

}  // namespace chaos
