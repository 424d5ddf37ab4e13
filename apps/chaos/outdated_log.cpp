#include "outdated_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "run/rollback_lock.h"

namespace chaos::cli {
namespace {

/// The journal of the same run where the run was to write it; null if there is none.
Json journal_of(os::FileSystem& files, const RecoveredRun& run) {
  const std::string path = run.header.value("journal", "");
  const std::string key = run_key(run.journal);
  if (path.empty() || key.empty() || os::is_special_file(path)) return {};
  try {
    Json journal = parse_json(files.read(path));
    return run_key(journal) == key ? journal : Json();
  } catch (const std::exception&) {
    return {};  // there is none, or it cannot be read
  }
}

}  // namespace

void refuse_outdated_log(os::FileSystem& files, const RecoveredRun& run,
                         const std::vector<Undo>& undos, const std::string& wal) {
  const Json journal = journal_of(files, run);
  if (!journal.is_object()) return;
  const std::vector<Undo> known = undos_of(journal);
  std::string done;
  for (const Undo& undo : undos) {
    const auto same = std::ranges::find(known, undo.pointer, &Undo::pointer);
    if (undo.state == UndoState::kDone || same == known.end()) continue;
    if (same->state == UndoState::kDone) done += (done.empty() ? "" : ", ") + undo.name;
  }
  if (done.empty()) return;
  const std::string log = os::shell_word(wal);
  throw InvalidSource(Diagnostic{
      .message =
          fmt::format("'{}' is an old copy of the log of this run, whose rollbacks have been "
                      "played since: according to '{}', these have succeeded: {}",
                      wal, run.header.value("journal", ""), done),
      .hint = fmt::format("nothing was rolled back; `rm {}` removes the copy; to play all of its "
                          "rollbacks again: chaos recover --rollback --again {}",
                          log, log)});
}

}  // namespace chaos::cli
