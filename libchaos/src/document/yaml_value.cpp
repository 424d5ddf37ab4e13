#include "document/yaml_value.h"

#include <algorithm>
#include <unordered_map>

#include "document/yaml_composer.h"
#include "document/yaml_constructor.h"
#include "document/yaml_resolver.h"
#include "document/yaml_source.h"

namespace chaos {
namespace {

/// If a key is repeated, the last value counts, at the first position; 1, 1.0 and true are the same
/// key.
void set_member(YamlValue& mapping, Json key, YamlValue::Pointer value) {
  const auto present = std::ranges::find_if(
      mapping.members, [&key](const auto& member) { return python_equal(member.first, key); });
  if (present == mapping.members.end()) {
    mapping.members.emplace_back(std::move(key), std::move(value));
  } else {
    present->second = std::move(value);
  }
}

class ValueBuilder {
 public:
  explicit ValueBuilder(const YamlSource& source) : source_(source) {}

  YamlValue::Pointer build(const YamlNode& node) {
    const auto known = values_.find(&node);
    if (known != values_.end()) return known->second;
    YamlValue::Pointer value = make(node);
    values_.emplace(&node, value);
    return value;
  }

 private:
  YamlValue::Pointer make(const YamlNode& node) {
    auto value = std::make_shared<YamlValue>();
    if (node.tag == kYamlSequenceTag) {
      value->kind = YamlValue::Kind::kSequence;
      for (const YamlNode* child : node.children)
        value->items.push_back(build(*child));
    } else if (node.tag == kYamlMappingTag) {
      value->kind = YamlValue::Kind::kMapping;
      for (const auto& [key, member] : merged_yaml_pairs(source_, node))
        set_member(*value, construct_yaml_key(source_, *key), build(*member));
    } else {
      return to_yaml_value(construct_yaml(source_, node));
    }
    return value;
  }

  const YamlSource& source_;
  std::unordered_map<const YamlNode*, YamlValue::Pointer> values_;
};

void append_repr(std::string& out, const YamlValue& value);

void append_sequence(std::string& out, const YamlValue& sequence) {
  out += '[';
  for (const auto& item : sequence.items) {
    if (item != sequence.items.front()) out += ", ";
    append_repr(out, *item);
  }
  out += ']';
}

void append_mapping(std::string& out, const YamlValue& mapping) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : mapping.members) {
    if (!std::exchange(first, false)) out += ", ";
    out += python_repr(key) + ": ";
    append_repr(out, *value);
  }
  out += '}';
}

void append_repr(std::string& out, const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::kScalar:
      out += python_repr(value.scalar);
      return;
    case YamlValue::Kind::kSequence:
      return append_sequence(out, value);
    case YamlValue::Kind::kMapping:
      return append_mapping(out, value);
  }
}

}  // namespace

YamlValue::Pointer parse_yaml_value(std::string_view text, const std::string& source_name) {
  const YamlSource source(text, source_name);
  const YamlDocument document = compose_yaml(source);
  if (document.root == nullptr) return std::make_shared<YamlValue>();
  construct_yaml(source,
                 *document.root);  // rejects values that contain themselves, or are too large
  return ValueBuilder(source).build(*document.root);
}

YamlValue::Pointer to_yaml_value(const Json& json) {
  auto value = std::make_shared<YamlValue>();
  if (json.is_array()) {
    value->kind = YamlValue::Kind::kSequence;
    for (const Json& item : json)
      value->items.push_back(to_yaml_value(item));
  } else if (json.is_object()) {
    value->kind = YamlValue::Kind::kMapping;
    for (const auto& [key, member] : json.items())
      value->members.emplace_back(key, to_yaml_value(member));
  } else {
    value->scalar = json;
  }
  return value;
}

Json to_json(const YamlValue& value) {
  if (value.kind == YamlValue::Kind::kScalar) return value.scalar;
  if (value.kind == YamlValue::Kind::kSequence) {
    Json array = Json::array();
    for (const auto& item : value.items)
      array.push_back(to_json(*item));
    return array;
  }
  Json object = Json::object();
  for (const auto& [key, member] : value.members)
    object[json_key_text(key)] = to_json(*member);
  return object;
}

std::string python_str(const YamlValue& value) {
  if (value.kind == YamlValue::Kind::kScalar) return python_str(value.scalar);
  std::string text;
  append_repr(text, value);
  return text;
}

}  // namespace chaos
