#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace chaos {

/// A node of a YAML document's graph; an alias is the node that it names. Tags are resolved.
struct YamlNode {
  enum class Kind { kScalar, kSequence, kMapping };

  Kind kind = Kind::kScalar;
  std::string tag;                  ///< in full: "tag:yaml.org,2002:int"
  std::string text;                 ///< of a scalar
  std::vector<YamlNode*> children;  ///< items; for a mapping, keys and values alternate
  std::size_t offset = 0;           ///< its start in the source, including properties
  bool implied = false;             ///< an empty scalar that the text only implies
};

/// Owns the nodes. `root` is null for an empty document.
struct YamlDocument {
  std::deque<YamlNode> nodes;
  YamlNode* root = nullptr;
};

/// What PyYAML calls the kind of a node in messages.
constexpr const char* kind_name(YamlNode::Kind kind) {
  return kind == YamlNode::Kind::kScalar     ? "scalar"
         : kind == YamlNode::Kind::kSequence ? "sequence"
                                             : "mapping";
}

}  // namespace chaos
