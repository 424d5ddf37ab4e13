#include "run/settled_undos.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <set>
#include <system_error>

#include "log/log.h"
#include "os/absolute_path.h"
#include "run/rollback_lock.h"
#include "run/run_directory.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = ".settled-";
constexpr std::chrono::hours kLifetime(24 * 365);

/// "" without a directory of runs, or if the journal does not say when the run began.
std::string note_path(const Json& journal) {
  const std::string key = run_key(journal);
  const auto runs = RunDirectory::of_user();
  return key.empty() || !runs ? std::string() : runs->path_of(kPrefix + key);
}

/// What identifies a run: keys of several runs may be equal.
Json identity_of(const Json& journal) {
  return {{"start", journal.value("start", Json())}, {"node", journal.value("node", Json())}};
}

void delete_old_notes(os::FileSystem& files, const fs::path& directory) {
  const auto oldest = fs::file_time_type::clock::now() - kLifetime;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    const auto written = entry.last_write_time(error);
    if (!error && written < oldest) files.remove(entry.path().string());
  }
}

}  // namespace

void note_settled_undos(os::FileSystem& files, const Json& journal, const std::vector<Undo>& played,
                        const std::string& path) {
  const std::string place = note_path(journal);
  if (place.empty()) return;
  const auto former = settled_undos(files, journal).pointers;
  std::set<std::string> pointers(former.begin(), former.end());
  for (const Undo& undo : played)
    pointers.erase(undo.pointer);
  for (const Undo& undo : undos_of(journal))
    if (undo.state == UndoState::kDone) pointers.insert(undo.pointer);
  if (pointers.empty() && former.empty()) return;
  Json note = identity_of(journal);
  note["journal"] = path.empty() ? "" : os::absolute_path(path);
  note["settled"] = pointers;
  try {
    files.write_private(place, to_json_text(note, -1) + "\n");
    delete_old_notes(files, fs::path(place).parent_path());
  } catch (const std::system_error& error) {
    log::debug(fmt::format("Cannot note which rollbacks have succeeded: {}", error.what()));
  }
}

SettledUndos settled_undos(os::FileSystem& files, const Json& journal) {
  const std::string place = note_path(journal);
  if (place.empty()) return {};
  try {
    const Json note = Json::parse(files.read(place));
    const Json identity = identity_of(journal);
    for (const char* key : {"start", "node"})
      if (note.at(key) != identity.at(key)) return {};
    return {.pointers = note.at("settled").get<std::vector<std::string>>(),
            .journal = note.at("journal").get<std::string>(),
            .note = place};
  } catch (const std::exception&) {
    return {};  // there is none, or it cannot be read
  }
}

}  // namespace chaos
