#include "experiment/model/experiment.h"

#include <algorithm>

#include "json/utf8.h"
#include "security/secret.h"
#include "service/characters.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kLongestLine = 300;             // in characters
constexpr std::size_t kSearched = 4 << 10;            // bytes of a description
constexpr std::size_t kMostBytes = 5 * kLongestLine;  // kLongestLine characters have no more bytes

bool is_chaosiq(const Json& extension) {
  const Json* name = find(extension, "name");
  return name != nullptr && *name == "chaosiq";
}

std::string line_of(const std::string& text) {
  std::string line = replace_invalid_utf8(text.substr(0, kMostBytes));
  if (characters_in(line) > kLongestLine)
    line = std::string(first_characters(line, kLongestLine - 1)) + "…";
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  return line;
}

}  // namespace

const Json* chaosiq_block(const Json& experiment) {
  const Json* extensions = find(experiment, "extensions");
  if (extensions == nullptr || !extensions->is_array()) return nullptr;
  const auto block = std::ranges::find_if(*extensions, is_chaosiq);
  return block == extensions->end() ? nullptr : &*block;
}

Json& chaosiq_block_of(Json& experiment) {
  Json& extensions = experiment["extensions"];
  if (!extensions.is_array()) extensions = Json::array();
  const auto block = std::ranges::find_if(extensions, is_chaosiq);
  return block != extensions.end() ? *block : extensions.emplace_back(Json{{"name", "chaosiq"}});
}

std::string identifier_in(const Json& experiment, std::string_view key) {
  const Json* block = chaosiq_block(experiment);
  return block == nullptr ? "" : line_at(*block, key);
}

std::string digest_of_experiment(const Json& experiment) {
  Json content = experiment;
  content.erase("dry");
  if (Json* extensions = find(content, "extensions"); extensions && extensions->is_array()) {
    Json kept = Json::array();
    for (Json& extension : *extensions)
      if (!is_chaosiq(extension)) kept.push_back(std::move(extension));
    if (kept.empty())
      content.erase("extensions");
    else
      *extensions = std::move(kept);
  }
  // Independent of the order of keys.
  return hub::digest_of(
      nlohmann::json(content).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string run_key_of(const Json& journal) {
  const std::string start = line_at(journal, "start");
  const Json* experiment = find(journal, "experiment");
  if (start.empty() || experiment == nullptr) return {};
  const nlohmann::json identity = {start, line_at(journal, "node"),
                                   digest_of_experiment(*experiment)};
  return hub::digest_of(identity.dump());
}

std::string line_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? line_of(value->get<std::string>()) : "";
}

std::string description_of(const Json& experiment) {
  const Json* description = find(experiment, "description");
  if (description == nullptr || !description->is_string()) return {};
  return replace_invalid_utf8(description->get_ref<const std::string&>().substr(0, kSearched));
}

std::vector<std::string> tags_of(const Json& experiment) {
  std::vector<std::string> tags;
  const Json* given = find(experiment, "tags");
  if (given == nullptr || !given->is_array()) return tags;
  for (const Json& tag : *given)
    if (tag.is_string()) tags.push_back(line_of(tag.get<std::string>()));
  return tags;
}

}  // namespace chaos::hub::experiment
