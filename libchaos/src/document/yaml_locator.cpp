#include <cstddef>
#include <optional>
#include <string>

#include "document/yaml_composer.h"
#include "document/yaml_constructor.h"
#include "document/yaml_reader.h"
#include "json/pointer.h"

namespace chaos {
namespace {

/// A value and its key; an item is its own key.
struct KeyAndValue {
  const YamlNode* key = nullptr;
  const YamlNode* value = nullptr;
};

std::optional<KeyAndValue> find_item(const YamlNode& sequence, const std::string& token) {
  const std::optional<std::size_t> index = array_index(token);
  if (!index || *index >= sequence.children.size()) return std::nullopt;
  const YamlNode* item = sequence.children[*index];
  return KeyAndValue{item, item};
}

/// If a key is repeated, the last one counts, as in the reader.
std::optional<KeyAndValue> find_member(const YamlSource& source, const YamlNode& mapping,
                                       const std::string& token) {
  std::optional<KeyAndValue> found;
  for (const auto& [key, value] : merged_yaml_pairs(source, mapping)) {
    if (key->kind == YamlNode::Kind::kScalar && yaml_key_text(source, *key) == token) {
      found = KeyAndValue{key, value};
    }
  }
  return found;
}

std::optional<KeyAndValue> locate(const YamlSource& source, const YamlNode& root,
                                  const JsonPointer& pointer) {
  KeyAndValue place{&root, &root};
  for (const std::string& token : pointer_tokens(pointer)) {
    std::optional<KeyAndValue> next;
    if (place.value->kind == YamlNode::Kind::kSequence) next = find_item(*place.value, token);
    if (place.value->kind == YamlNode::Kind::kMapping) {
      next = find_member(source, *place.value, token);
    }
    if (!next) return std::nullopt;
    place = *next;
  }
  return place;
}

}  // namespace

Position locate_in_yaml(std::string_view text, const JsonPointer& pointer, bool key) {
  try {
    const YamlSource source(text, "");
    const YamlDocument document = compose_yaml(source);
    if (document.root == nullptr) return {};
    const std::optional<KeyAndValue> place = locate(source, *document.root, pointer);
    if (!place) return {};
    // If the text omits the value, point at its key.
    const bool at_key = key || place->value->implied;
    return source.position(at_key ? place->key->offset : place->value->offset);
  } catch (const YamlError&) {
    return {};
  }
}

}  // namespace chaos
