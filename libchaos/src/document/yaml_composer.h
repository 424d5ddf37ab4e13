#pragma once

#include "document/yaml_node.h"
#include "document/yaml_source.h"

namespace chaos {

/// Reads the one document of `source`. Throws YamlError for everything that PyYAML rejects before
/// it constructs values.
YamlDocument compose_yaml(const YamlSource& source);

}  // namespace chaos
