#include "experiment/chaos_block.h"

#include <string>
#include <utility>

#include "json/child_pointer.h"

namespace chaos {

std::string chaos_block_pointer(const Json& document) {
  const Json* extensions = find(document, "extensions");
  if (extensions == nullptr || !extensions->is_array()) return {};
  for (std::size_t i = 0; i < extensions->size(); ++i) {
    const Json* name = find((*extensions)[i], "name");
    if (name != nullptr && *name == "chaos") return child_pointer("/extensions", i);
  }
  return {};
}

const Json* chaos_block(const Json& document) {
  const std::string pointer = chaos_block_pointer(document);
  return pointer.empty() ? nullptr : &document.at(JsonPointer(pointer));
}

Json& chaos_block_of(Json& document) {
  const std::string pointer = chaos_block_pointer(document);
  if (!pointer.empty()) return document.at(JsonPointer(pointer));
  Json& extensions = document["extensions"];
  if (!extensions.is_array()) extensions = Json::array();
  extensions.push_back({{"name", "chaos"}});
  return extensions.back();
}

const Json* chaos_block_member(const Json& document, std::string_view key) {
  const Json* block = chaos_block(document);
  return block != nullptr ? find(*block, key) : nullptr;
}

void set_in_chaos_block(Json& document, const std::string& key, Json value) {
  if (!value.is_null()) {
    chaos_block_of(document)[key] = std::move(value);
    return;
  }
  const JsonPointer pointer(chaos_block_pointer(document));
  if (pointer.empty()) return;
  Json& block = document.at(pointer);
  block.erase(key);
  if (block.size() > 1) return;
  Json& extensions = document.at("extensions");
  extensions.erase(std::stoul(pointer.back()));
  if (extensions.empty()) document.erase("extensions");
}

}  // namespace chaos
