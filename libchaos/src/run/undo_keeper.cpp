#include "run/undo_keeper.h"

#include <fmt/format.h>

#include <string>

#include "chaos/json.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/kept_process.h"
#include "run/wal_format.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

using Ending = os::ProcessOutcome::Ending;

/// The text of the output is omitted: it may contain a secret, and the keeper does not know any.
Json ended(int id, const os::ProcessOutcome& outcome) {
  Json record = {{"id", id}, {"status", "succeeded"}, {"end", os::utc_now_iso()}};
  if (outcome.ending == Ending::kTimedOut) {
    record["status"] = "failed";
    record["exception"] = {"process activity took too long to complete\n"};
  } else {
    record["output"] = {{"status", outcome.status}};
  }
  return record;
}

void record_end(int id, int log, const os::ProcessOutcome& outcome) {
  if (outcome.ending == Ending::kStopped)
    return;  // it was cut off, so nothing says that it has ended
  // A second descriptor; the first one keeps the lock.
  const std::string path = fmt::format("/proc/self/fd/{}", log);
  const auto file = os::FileSystem::real().open_append(path);
  const std::string text = file->read();
  const WalContent content = parse_wal(text, path);
  std::string line = encode_wal_line(content.next_sequence, wal_record::kUndoEnded,
                                     to_json_text(ended(id, outcome), -1));
  if (!text.ends_with('\n')) line.insert(0, 1, '\n');
  file->append(line);
  file->sync();
}

}  // namespace

std::optional<int> serve_as_undo_keeper(int argc, char** argv) {
  return os::serve_as_keeper(argc, argv, record_end);
}

}  // namespace chaos
