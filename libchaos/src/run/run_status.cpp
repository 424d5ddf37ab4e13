#include "run/run_status.h"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <utility>

#include "chaos/error.h"
#include "experiment/resources.h"
#include "run/recovery.h"
#include "run/run_origin.h"
#include "run/wal_owner.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

std::string text_in(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && !value->is_null() ? python_str(*value) : std::string();
}

/// Follows the records of a log.
class Follower {
 public:
  explicit Follower(RunStatus& status) : status_(status) {}

  void follow(const WalRecord& record) {
    const Json& payload = record.payload;
    if (record.type == wal_record::kRunStarted) {
      const Json& journal = payload.at("journal");
      status_.start = text_in(journal, "start");
      status_.title = text_in(journal.at("experiment"), "title");
      status_.resources = resources_of(journal.at("experiment"));
    } else if (record.type == wal_record::kActivityStarted) {
      under_way_[payload.at("id")] = activity_name(payload.at("run"));
      status_.phase = payload.at("phase");
    } else if (record.type == wal_record::kActivityEnded || record.type == wal_record::kUndoEnded) {
      under_way_.erase(payload.at("id"));
    } else if (record.type == wal_record::kRollbacksStarted) {
      status_.phase = "rollbacks";
    } else if (record.type == wal_record::kRunEnded) {
      status_.phase = "ending";
    }
  }

  void finish() {
    for (auto& [id, name] : under_way_)
      status_.activities.push_back(std::move(name));
  }

 private:
  RunStatus& status_;
  std::map<int, std::string> under_way_;
};

void find_what_is_left(const WalContent& content, RunStatus& status) {
  if (began_nothing(content)) return;
  try {
    const RecoveredRun run = recover_run(content, status.wal);
    status.left = run.left.size();
    if (!run.damage.empty()) status.damage = describe(run.damage);
  } catch (const InvalidSource& error) {
    status.damage = error.what();
  }
}

}  // namespace

RunStatus status_of_run(const WalContent& content, const RunDirectory::Entry& entry) {
  Json header = content.header;
  const std::string moved = moved_directory(header, entry.wal);
  if (!moved.empty()) move_origin(header, moved);
  RunStatus status{.id = entry.id,
                   .wal = entry.wal,
                   .journal = text_in(header, "journal"),
                   .alive = entry.alive,
                   .owner = last_owner(content),
                   .entry = entry.entry};
  Follower follower(status);
  for (const auto& record : content.records) {
    try {
      follower.follow(record);
    } catch (const Json::exception&) {
      // A damaged record is skipped; the others count.
    }
  }
  follower.finish();
  find_what_is_left(content, status);
  if (status.alive) status.undo_without_runner = undo_without_runner(content);
  return status;
}

namespace {

/// For a run of which only the entry in the list is known.
RunStatus unreadable(const RunDirectory::Entry& entry, std::string reason) {
  return {.id = entry.id,
          .wal = entry.wal,
          .journal = {},
          .alive = entry.alive,
          .owner = {},
          .phase = "unknown",
          .unreadable = std::move(reason),
          .entry = entry.entry};
}

RunStatus status_of_entry(os::FileSystem& files, const RunDirectory::Entry& entry) {
  if (!entry.trouble.empty()) {
    return unreadable(entry,
                      fmt::format("the log '{}' cannot be read: {}", entry.wal, entry.trouble));
  }
  try {
    return status_of_run(read_wal(files, entry.wal), entry);
  } catch (const std::exception& error) {  // whatever it contains, the other runs must be listed
    return unreadable(entry, error.what());
  }
}

}  // namespace

std::vector<RunStatus> statuses_of_runs(os::FileSystem& files,
                                        const std::vector<RunDirectory::Entry>& entries) {
  std::vector<RunStatus> statuses;
  for (const auto& entry : entries) {
    RunStatus status = status_of_entry(files, entry);
    // A run that ends while its log is being read leaves the list first.
    if (!status.unreadable.empty() && !entry.entry.empty() && !RunDirectory::is_listed(entry))
      continue;
    statuses.push_back(std::move(status));
  }
  return statuses;
}

std::vector<RunStatus> statuses_of_user(os::FileSystem& files) {
  const auto directory = RunDirectory::of_user();
  if (!directory) return {};
  return statuses_of_runs(files, directory->list(files));
}

bool has_ended(const RunStatus& run) {
  return !run.alive && run.phase == "ending";
}

std::string command_of(const Json& owner) {
  return text_in(owner, "command");
}

}  // namespace chaos
