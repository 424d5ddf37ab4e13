#include "experiment/resources.h"

#include "experiment/chaos_block.h"

namespace chaos {

std::vector<std::string> texts_of(const Json* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return {value->get<std::string>()};
  std::vector<std::string> texts;
  if (value->is_array()) {
    for (const auto& item : *value)
      if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::vector<std::string> resources_of(const Json& experiment) {
  return experiment.is_object() ? texts_of(chaos_block_member(experiment, "resource"))
                                : std::vector<std::string>();
}

}  // namespace chaos
