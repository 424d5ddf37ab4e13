#include "run/run_logs.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "chaos/error.h"
#include "experiment/chaos_block.h"
#include "run/rollback_lock.h"
#include "run/run_directory.h"
#include "run/wal_recorder.h"
#include "run/wal_writer.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLog = "log";

/// The log at that path, and earlier ones that were renamed by a later run.
std::vector<std::string> with_those_set_aside(const std::string& log) {
  std::vector<std::string> paths{log};
  const fs::path place(log);
  const std::string stem = place.filename().string() + ".";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(place.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem) && !name.ends_with(".json") && !is_kept_log(name)) {
      paths.push_back(entry.path().string());
    }
  }
  return paths;
}

std::string key_of_log(os::FileSystem& files, const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};  // reading a FIFO would wait for a writer
  try {
    return run_key(read_wal(files, path));
  } catch (const ChaosError&) {
    return {};
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace

void state_log(Json& journal, const std::string& log) {
  set_in_chaos_block(journal, kLog, log.empty() ? Json() : Json(log));
}

std::string run_key(const WalContent& content) {
  for (const auto& record : content.records) {
    if (record.type != wal_record::kRunStarted) continue;
    const Json* journal = find(record.payload, "journal");
    return journal != nullptr ? run_key(*journal) : std::string();
  }
  return {};
}

std::vector<std::string> logs_of_run(os::FileSystem& files, const Json& journal) {
  const std::string key = run_key(journal);
  if (key.empty()) return {};
  std::vector<std::string> candidates;
  const Json* noted = chaos_block_member(journal, kLog);
  if (noted != nullptr && noted->is_string()) {
    candidates = with_those_set_aside(noted->get<std::string>());
  }
  if (const auto runs = RunDirectory::of_user()) {
    for (auto& entry : runs->list(files))
      candidates.push_back(std::move(entry.wal));
  }
  std::vector<std::string> logs;
  std::vector<os::FileIdentity> known;
  for (auto& path : candidates) {
    const auto identity = files.identity(path);
    if (!identity || std::ranges::find(known, *identity) != known.end()) continue;
    known.push_back(*identity);
    if (key_of_log(files, path) == key) logs.push_back(std::move(path));
  }
  return logs;
}

}  // namespace chaos
