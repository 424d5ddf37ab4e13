#include "document/yaml_reader.h"

#include "document/yaml_composer.h"
#include "document/yaml_constructor.h"
#include "document/yaml_source.h"

namespace chaos {

Json parse_yaml(std::string_view text, const std::string& source_name, bool* repeats_keys) {
  const YamlSource source(text, source_name);
  const YamlDocument document = compose_yaml(source);
  if (document.root == nullptr) return nullptr;
  return construct_yaml(source, *document.root, repeats_keys);
}

}  // namespace chaos
