#include "schema/schema.h"

#include <algorithm>
#include <stdexcept>

#include "schema/schema_files.h"  // made by CMake of the files in schemas/

namespace chaos {

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : kSchemaFiles)
    names.emplace_back(name);
  return names;
}

std::string_view schema_text(const std::string& name) {
  const auto* const found = std::find_if(kSchemaFiles.begin(), kSchemaFiles.end(),
                                         [&](const auto& file) { return file.first == name; });
  if (found == kSchemaFiles.end()) throw std::out_of_range("there is no schema '" + name + "'");
  return found->second;
}

}  // namespace chaos
