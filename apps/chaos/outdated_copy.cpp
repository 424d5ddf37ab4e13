#include "outdated_copy.h"

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

/// The original journal if it belongs to the same run; null otherwise.
Json original_of(os::FileSystem& files, const PossibleCopy& copy) {
  const std::string key = run_key(copy.journal);
  if (copy.original.empty() || key.empty() || os::is_special_file(copy.original)) return {};
  try {
    Json journal = parse_json(files.read(copy.original));
    return run_key(journal) == key ? journal : Json();
  } catch (const std::exception&) {
    return {};  // it does not exist, or cannot be read
  }
}

}  // namespace

void refuse_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                          const std::vector<Undo>& undos) {
  const Json original = original_of(files, copy);
  if (!original.is_object()) return;
  const std::vector<Undo> known = undos_of(original);
  std::string done;
  for (const Undo& undo : undos) {
    const auto same = std::ranges::find(known, undo.pointer, &Undo::pointer);
    if (undo.state == UndoState::kDone || same == known.end()) continue;
    if (same->state == UndoState::kDone) done += (done.empty() ? "" : ", ") + undo.name;
  }
  if (done.empty()) return;
  throw InvalidSource(Diagnostic{
      .message = fmt::format("'{}' is an old copy of the {} of this run, whose rollbacks have been "
                             "played since: according to '{}', these have succeeded: {}",
                             copy.path, copy.kind, copy.original, done),
      .hint = fmt::format("nothing was rolled back; `rm {}` removes the copy; to play all of its "
                          "rollbacks again: {}",
                          os::shell_word(copy.path), copy.command)});
}

}  // namespace chaos::cli
