#include "document/yaml_constructor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "document/yaml_resolver.h"
#include "document/yaml_scalar.h"
#include "json/number.h"

namespace chaos {
namespace {

/// The maximum number of values in a document. Real ones have thousands; ten lines of aliases,
/// billions.
constexpr std::size_t kMostValues = 2'000'000;

/// Counts values and knows which nodes are being visited, to stop at a limit and at nodes that
/// contain themselves.
class Guard {
 public:
  explicit Guard(const YamlSource& source) : source_(source) {}

  void enter(const YamlNode& node) {
    if (!open_.insert(&node).second) {
      source_.fail("found unconstructable recursive node", node.offset);
    }
  }

  void leave(const YamlNode& node) { open_.erase(&node); }

  void count(const YamlNode& node) {
    if (++values_ <= kMostValues) return;
    source_.fail(fmt::format("aliases expand to more than {} values", kMostValues), node.offset);
  }

 private:
  const YamlSource& source_;
  std::unordered_set<const YamlNode*> open_;
  std::size_t values_ = 0;
};

class Merger {
 public:
  explicit Merger(const YamlSource& source) : source_(source), guard_(source) {}

  std::vector<YamlPair> pairs(const YamlNode& mapping) {
    guard_.enter(mapping);
    std::vector<YamlPair> merged;
    std::vector<YamlPair> own;
    for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
      const YamlNode& key = *mapping.children[i];
      const YamlNode& value = *mapping.children[i + 1];
      if (key.tag == kYamlMergeTag) {
        merge(mapping, value, merged);
      } else {
        own.emplace_back(&key, &value);
      }
    }
    guard_.leave(mapping);
    merged.insert(merged.end(), own.begin(), own.end());
    return merged;
  }

 private:
  void merge(const YamlNode& mapping, const YamlNode& value, std::vector<YamlPair>& into) {
    if (value.kind == YamlNode::Kind::kMapping) return append(pairs(value), into);
    if (value.kind == YamlNode::Kind::kScalar) {
      source_.fail("while constructing a mapping", mapping.offset,
                   "expected a mapping or list of mappings for merging, but found scalar",
                   value.offset);
    }
    for (const YamlNode* item : value.children) {
      if (item->kind == YamlNode::Kind::kMapping) continue;
      source_.fail(
          "while constructing a mapping", mapping.offset,
          fmt::format("expected a mapping for merging, but found {}", kind_name(item->kind)),
          item->offset);
    }
    // If there are several mappings, the first one takes precedence, so it comes last.
    for (auto item = value.children.rbegin(); item != value.children.rend(); ++item) {
      append(pairs(**item), into);
    }
  }

  void append(const std::vector<YamlPair>& pairs, std::vector<YamlPair>& into) {
    for (const YamlPair& pair : pairs) {
      guard_.count(*pair.first);
      into.push_back(pair);
    }
  }

  const YamlSource& source_;
  Guard guard_;
};

/// Numbers that are the same key in Python have the same identity: 1, 1.0 and true. Empty for other
/// keys.
std::string number_identity(const Json& key) {
  if (key.is_boolean()) return key.get<bool>() ? "1" : "0";
  if (key.is_number_float()) {
    const auto number = key.get<double>();
    const bool is_whole = std::isfinite(number) && number == std::trunc(number);
    if (!is_whole) return python_repr(key);
    return number == 0 ? "0" : exact_integer_digits(number);
  }
  const bool is_integer = key.is_number() || extended_kind(key) == Extended::kInteger;
  return is_integer ? python_repr(key) : "";
}

/// The members of a mapping under construction. If a key is repeated, the last value counts, but
/// the first position and spelling. Keys such as 1 and "1" differ in Python but have the same text,
/// so they are merged: JSON cannot distinguish them.
class Members {
 public:
  explicit Members(std::size_t expected) {
    members_.reserve(expected);
    places_.reserve(expected);
  }

  void set(const Json& key, Json value) {
    std::string text = json_key_text(key);
    std::size_t place = places_.try_emplace(text, members_.size()).first->second;
    const std::string number = number_identity(key);
    if (!number.empty()) place = numbers_.try_emplace(number, place).first->second;
    if (place < members_.size()) {
      members_[place].second = std::move(value);
    } else {
      members_.emplace_back(std::move(text), std::move(value));
    }
  }

  std::vector<std::pair<std::string, Json>> take() { return std::move(members_); }

 private:
  std::vector<std::pair<std::string, Json>> members_;
  std::unordered_map<std::string, std::size_t> places_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

class Constructor {
 public:
  explicit Constructor(const YamlSource& source)
      : source_(source), guard_(source), merger_(source) {}

  bool repeats_keys() const { return repeats_keys_; }

  Json construct(const YamlNode& node) {
    guard_.count(node);
    if (node.kind == YamlNode::Kind::kScalar) return construct_tagged(node);
    guard_.enter(node);
    Json value = construct_tagged(node);
    guard_.leave(node);
    return value;
  }

 private:
  Json construct_tagged(const YamlNode& node) {
    const std::string_view tag = node.tag;
    if (tag == kYamlTextTag) return scalar_text(node);
    if (tag == kYamlMappingTag) return construct_mapping(node);
    if (tag == kYamlSequenceTag) return construct_sequence(node);
    if (tag == kYamlIntegerTag) return construct_scalar(node, make_yaml_integer);
    if (tag == kYamlFloatTag) return construct_scalar(node, make_yaml_float);
    if (tag == kYamlBoolTag) return construct_scalar(node, make_yaml_bool);
    if (tag == kYamlTimestampTag) return construct_scalar(node, make_yaml_timestamp);
    if (tag == kYamlBinaryTag) return construct_scalar(node, make_yaml_binary);
    if (tag == kYamlSetTag) return construct_set(node);
    if (tag == kYamlOrderedMapTag)
      return construct_pairs(node, "while constructing an ordered map");
    if (tag == kYamlPairsTag) return construct_pairs(node, "while constructing pairs");
    if (tag == kYamlNullTag) {
      scalar_text(node);
      return nullptr;
    }
    source_.fail(fmt::format("could not determine a constructor for the tag {}",
                             python_repr(std::string(tag))),
                 node.offset);
  }

  /// The text of a scalar, or of the "=" member of a mapping that is used as a scalar.
  const std::string& scalar_text(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::kScalar) return node.text;
    if (node.kind == YamlNode::Kind::kMapping) {
      for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
        if (node.children[i]->tag == kYamlValueTag &&
            node.children[i + 1]->kind == YamlNode::Kind::kScalar) {
          return node.children[i + 1]->text;
        }
      }
    }
    source_.fail(fmt::format("expected a scalar node, but found {}", kind_name(node.kind)),
                 node.offset);
  }

  Json construct_scalar(const YamlNode& node, Json (*make)(std::string_view)) {
    const std::string& text = scalar_text(node);
    try {
      return make(text);
    } catch (const YamlScalarError& e) {
      source_.fail(e.what(), node.offset);
    }
  }

  Json construct_sequence(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kSequence) {
      source_.fail(fmt::format("expected a sequence node, but found {}", kind_name(node.kind)),
                   node.offset);
    }
    Json array = Json::array();
    auto& items = array.get_ref<Json::array_t&>();
    items.reserve(node.children.size());
    for (const YamlNode* child : node.children)
      items.push_back(construct(*child));
    return array;
  }

  Json construct_mapping(const YamlNode& node) {
    std::vector<std::pair<std::string, Json>> members = construct_members(node);
    Json object = Json::object();
    auto& target = object.get_ref<Json::object_t&>();
    target.reserve(members.size());
    for (auto& [key, value] : members) {
      // Append through the base class: the ordered map's own emplace would search for the key
      // first.
      static_cast<Json::object_t::Container&>(target).emplace_back(std::move(key),
                                                                   std::move(value));
    }
    return object;
  }

  std::vector<std::pair<std::string, Json>> construct_members(const YamlNode& node) {
    check_is_mapping(node);
    const std::vector<YamlPair> pairs = merger_.pairs(node);
    Members members(pairs.size());
    for (const auto& [key_node, value_node] : pairs) {
      const Json key = construct_key(node, *key_node);
      members.set(key, construct(*value_node));
    }
    std::vector<std::pair<std::string, Json>> taken = members.take();
    if (taken.size() < pairs.size()) repeats_keys_ = true;
    return taken;
  }

  Json construct_key(const YamlNode& mapping, const YamlNode& key_node) {
    // "=" is special only where a scalar is expected; here it is a string.
    if (key_node.tag == kYamlValueTag && key_node.kind == YamlNode::Kind::kScalar) {
      return key_node.text;
    }
    constexpr std::array kUnhashable = {kYamlMappingTag, kYamlSequenceTag, kYamlSetTag,
                                        kYamlOrderedMapTag, kYamlPairsTag};
    if (std::find(kUnhashable.begin(), kUnhashable.end(), key_node.tag) != kUnhashable.end()) {
      source_.fail("while constructing a mapping", mapping.offset, "found unhashable key",
                   key_node.offset);
    }
    return construct(key_node);
  }

  void check_is_mapping(const YamlNode& node) const {
    if (node.kind == YamlNode::Kind::kMapping) return;
    source_.fail(fmt::format("expected a mapping node, but found {}", kind_name(node.kind)),
                 node.offset);
  }

  /// JSON has no sets: the members become a list.
  Json construct_set(const YamlNode& node) {
    check_is_mapping(node);
    Json array = Json::array();
    for (auto& member : construct_members(node))
      array.push_back(std::move(member.first));
    return array;
  }

  /// A list of mappings with one member each becomes a list of pairs.
  Json construct_pairs(const YamlNode& node, std::string_view context) {
    const auto fail = [&](const YamlNode& culprit, std::string_view wanted,
                          std::string_view found) {
      source_.fail(context, node.offset, fmt::format("expected a {}, but found {}", wanted, found),
                   culprit.offset);
    };
    if (node.kind != YamlNode::Kind::kSequence) fail(node, "sequence", kind_name(node.kind));
    Json pairs = Json::array();
    for (const YamlNode* item : node.children) {
      if (item->kind != YamlNode::Kind::kMapping) {
        fail(*item, "mapping of length 1", kind_name(item->kind));
      }
      if (item->children.size() != 2) {
        fail(*item, "single mapping item", fmt::format("{} items", item->children.size() / 2));
      }
      pairs.push_back(Json::array({construct(*item->children[0]), construct(*item->children[1])}));
    }
    return pairs;
  }

  const YamlSource& source_;
  Guard guard_;
  Merger merger_;
  bool repeats_keys_ = false;
};

}  // namespace

Json construct_yaml(const YamlSource& source, const YamlNode& root, bool* repeats_keys) {
  Constructor constructor(source);
  Json value = constructor.construct(root);
  if (repeats_keys != nullptr) *repeats_keys = constructor.repeats_keys();
  return value;
}

std::vector<YamlPair> merged_yaml_pairs(const YamlSource& source, const YamlNode& mapping) {
  return Merger(source).pairs(mapping);
}

std::string json_key_text(const Json& key) {
  if (key.is_string()) return key.get<std::string>();
  return key.is_binary() ? extended_text(key) : to_json_text(key);
}

Json construct_yaml_key(const YamlSource& source, const YamlNode& key) {
  if (key.tag == kYamlValueTag) return key.text;
  return Constructor(source).construct(key);
}

std::string yaml_key_text(const YamlSource& source, const YamlNode& key) {
  return json_key_text(construct_yaml_key(source, key));
}

}  // namespace chaos
