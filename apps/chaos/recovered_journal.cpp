#include "recovered_journal.h"

#include <filesystem>

#include "os/file.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/run_origin.h"

namespace chaos::cli {

std::string journal_path_of(const RecoveredRun& run, const std::string& wal) {
  const std::string intended = run.header.value("journal", "journal.json");
  const bool in_place = std::filesystem::path(wal).filename() ==
                        std::filesystem::path(wal_path_for(intended)).filename();
  return in_place || !os::FileSystem::real().exists(intended) ? intended : wal + ".json";
}

void save_recovered(RecoveredRun& run, const std::string& journal_path,
                    const std::string& command) {
  state_recovery(run.journal, command);
  state_origin(run.journal, run.header, journal_path);
  os::FileSystem::real().write_atomically(journal_path, to_json_text(presentable(run.journal), 2));
}

}  // namespace chaos::cli
