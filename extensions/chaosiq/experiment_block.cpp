#include "chaosiq/experiment_block.h"

#include <algorithm>

#include "chaos/error.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kName = "chaosiq";

template <class Document>
auto find_named(Document& document) -> decltype(&document) {
  auto* extensions = find(document, "extensions");
  if (extensions == nullptr || !extensions->is_array()) return nullptr;
  const auto found = std::find_if(extensions->begin(), extensions->end(), [](const Json& block) {
    const Json* name = find(block, "name");
    return name != nullptr && *name == kName;
  });
  return found != extensions->end() ? &*found : nullptr;
}

}  // namespace

const Json* find_block(const Json& document) {
  return find_named(document);
}

Json* find_block(Json& document) {
  return find_named(document);
}

Json& block_of(Json& document) {
  if (Json* block = find_block(document)) return *block;
  if (!document.is_object()) throw UnexpectedError("an experiment must be a mapping");
  Json& extensions = document["extensions"];
  if (extensions.is_null()) extensions = Json::array();
  if (!extensions.is_array()) throw UnexpectedError("an experiment's extensions must be a list");
  extensions.push_back({{"name", kName}});
  return extensions.back();
}

std::string block_text(const Json& document, const char* key) {
  const Json* block = find_block(document);
  const Json* value = block != nullptr ? find(*block, key) : nullptr;
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

void note_identifiers(Json& document, const Identifiers& identifiers) {
  Json& block = block_of(document);
  if (!identifiers.experiment.empty()) block["experiment_id"] = identifiers.experiment;
  if (!identifiers.execution.empty()) block["execution_id"] = identifiers.execution;
}

Json published(Json experiment) {
  if (Json* block = find_block(experiment)) block->erase("experiment_path");
  // The runner says which activities are left out, or nothing; the wire knows whether any are.
  if (Json* dry = find(experiment, "dry")) *dry = !dry->is_null() && *dry != false;
  return experiment;
}

}  // namespace chaos::chaosiq
