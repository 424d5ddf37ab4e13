#pragma once

#include <string>
#include <utility>
#include <vector>

#include "chaos/json.h"
#include "document/yaml_node.h"
#include "document/yaml_source.h"

namespace chaos {

/// The value that PyYAML's safe constructor and then json.dump create from `root`. Throws
/// YamlError, even if aliases would multiply a small text into millions of values. Sets
/// `repeats_keys` like parse_yaml.
Json construct_yaml(const YamlSource& source, const YamlNode& root, bool* repeats_keys = nullptr);

/// A key and its value.
using YamlPair = std::pair<const YamlNode*, const YamlNode*>;

/// The members of a mapping, including those that its merge keys add, which come first. Throws
/// YamlError.
std::vector<YamlPair> merged_yaml_pairs(const YamlSource& source, const YamlNode& mapping);

/// The text that json.dump writes for a key.
std::string json_key_text(const Json& key);

/// The Python value of a scalar key. Throws YamlError.
Json construct_yaml_key(const YamlSource& source, const YamlNode& key);

/// The text of a key that is a scalar. Throws YamlError.
std::string yaml_key_text(const YamlSource& source, const YamlNode& key);

}  // namespace chaos
