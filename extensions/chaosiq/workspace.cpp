#include "chaosiq/workspace.h"

#include <fmt/format.h>

#include <exception>
#include <filesystem>

#include "context/settings.h"
#include "document/yaml_writer.h"
#include "log/log.h"
#include "os/file.h"

namespace chaos::chaosiq {
namespace {

namespace fs = std::filesystem;

std::string file_beside(const std::string& source) {
  return (fs::path(source).parent_path() / ".chaosiq").string();
}

/// The mapping under `key`; created if it is missing.
Json& mapping_under(Json& parent, const std::string& key) {
  Json& child = parent[key];
  if (child.is_null()) child = Json::object();
  if (!child.is_object()) throw std::runtime_error(fmt::format("'{}' is not a mapping", key));
  return child;
}

}  // namespace

bool is_address(const std::string& source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

Workspace::Workspace(const std::string& source, const Account& account)
    : path_(file_beside(source)),
      file_name_(fs::path(source).filename().string()),
      organization_id_(account.organization->id),
      team_id_(account.team->id) {}

std::optional<Json> Workspace::read() {
  try {
    return read_mapping_to_edit(path_);
  } catch (const std::exception& error) {
    if (!complained_) {
      log::warning(fmt::format("The workspace file '{}' cannot be read and was not changed: {}",
                               path_, error.what()));
    }
    complained_ = true;
    return std::nullopt;
  }
}

std::string Workspace::experiment_id() {
  const std::optional<Json> content = read();
  const Json* entry = content ? &*content : nullptr;
  for (const std::string& key : {std::string("experiments"), organization_id_, team_id_, file_name_,
                                 std::string("experiment_id")}) {
    if (entry != nullptr) entry = find(*entry, key);
  }
  return entry != nullptr && entry->is_string() ? entry->get<std::string>() : std::string();
}

void Workspace::link(const std::string& experiment_id) {
  std::optional<Json> content = read();
  if (!content) return;
  try {
    Json& teams = mapping_under(mapping_under(*content, "experiments"), organization_id_);
    Json& entry = mapping_under(mapping_under(teams, team_id_), file_name_);
    const Json id = experiment_id.empty() ? Json() : Json(experiment_id);
    if (entry.contains("experiment_id") && entry["experiment_id"] == id) return;
    entry["experiment_id"] = id;
    os::FileSystem::real().write_atomically(path_, to_yaml_text(*content, KeyOrder::kSorted));
  } catch (const std::exception& error) {
    log::warning(fmt::format("The workspace file '{}' cannot be written: {}", path_, error.what()));
  }
}

}  // namespace chaos::chaosiq
