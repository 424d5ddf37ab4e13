#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "document/yaml_composer.h"
#include "document/yaml_constructor.h"
#include "document/yaml_reader.h"
#include "document/yaml_resolver.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

class Finder {
 public:
  explicit Finder(const YamlSource& source) : source_(source) {}

  std::vector<RepeatedKey> find(const YamlNode& root) {
    walk(root, "");
    return std::move(found_);
  }

 private:
  /// The targets of aliases are visited once.
  void walk(const YamlNode& node, const std::string& pointer) {
    if (node.kind == YamlNode::Kind::kScalar || !seen_.insert(&node).second) return;
    if (node.kind == YamlNode::Kind::kMapping) return walk_mapping(node, pointer);
    for (std::size_t i = 0; i < node.children.size(); ++i)
      walk(*node.children[i], child_pointer(pointer, i));
  }

  void walk_mapping(const YamlNode& mapping, const std::string& pointer) {
    std::unordered_map<std::string, const YamlNode*> keys;
    for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
      const YamlNode& key = *mapping.children[i];
      // Members that a merge key adds are meant to be overridden.
      if (key.tag == kYamlMergeTag || key.kind != YamlNode::Kind::kScalar) continue;
      const std::string name = yaml_key_text(source_, key);
      const std::string member = child_pointer(pointer, name);
      const auto [first, is_new] = keys.try_emplace(name, &key);
      if (!is_new) {
        found_.push_back({.key = name,
                          .pointer = member,
                          .first = source_.position(first->second->offset),
                          .again = source_.position(key.offset)});
      }
      walk(*mapping.children[i + 1], member);
    }
  }

  const YamlSource& source_;
  std::unordered_set<const YamlNode*> seen_;
  std::vector<RepeatedKey> found_;
};

}  // namespace

std::vector<RepeatedKey> repeated_keys_in_yaml(std::string_view text) {
  try {
    const YamlSource source(text, "");
    const YamlDocument document = compose_yaml(source);
    if (document.root == nullptr) return {};
    return Finder(source).find(*document.root);
  } catch (const YamlError&) {
    return {};
  }
}

}  // namespace chaos
