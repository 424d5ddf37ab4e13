#include "outdated_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <system_error>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "run/journal.h"
#include "run/journal_place.h"
#include "run/rollback_lock.h"
#include "run/settled_undos.h"

namespace chaos::cli {
namespace {

/// The journal at `path` if it belongs to the same run; null otherwise.
Json journal_of_same_run(os::FileSystem& files, const Json& journal, const std::string& path) {
  const std::string key = run_key(journal);
  if (path.empty() || key.empty() || os::is_special_file(path)) return {};
  try {
    Json other = parse_json(files.read(path));
    return run_key(other) == key ? other : Json();
  } catch (const std::exception&) {
    return {};  // it does not exist, or cannot be read
  }
}

std::vector<std::string> pointers_of_done(const Json& journal) {
  std::vector<std::string> pointers;
  if (!journal.is_object()) return pointers;
  for (const Undo& undo : undos_of(journal))
    if (undo.state == UndoState::kDone) pointers.push_back(undo.pointer);
  return pointers;
}

/// What the copy says is left to play: what has been settled since, and the rest.
struct Left {
  std::string settled;    ///< names
  std::string only_rest;  ///< options that choose the rest; "" if nothing is left
};

Left left_according_to(const std::vector<Undo>& undos, const std::vector<std::string>& settled) {
  Left left;
  for (const Undo& undo : undos) {
    if (is_settled(undo.state)) continue;
    if (std::ranges::find(settled, undo.pointer) == settled.end()) {
      left.only_rest += " --only " + os::shell_word(undo.name);
    } else {
      left.settled += (left.settled.empty() ? "" : ", ") + undo.name;
    }
  }
  return left;
}

}  // namespace

std::optional<Diagnostic> find_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                                             const std::vector<Undo>& undos) {
  std::string source = copy.original;
  bool is_journal_elsewhere = false;
  Left left = left_according_to(
      undos, pointers_of_done(journal_of_same_run(files, copy.journal, copy.original)));
  if (left.settled.empty()) {
    const SettledUndos noted = settled_undos(files, copy.journal);
    left = left_according_to(undos, noted.pointers);
    const bool is_there = !journal_of_same_run(files, copy.journal, noted.journal).is_null();
    source = is_there ? noted.journal : noted.note;
    // The journal could not be written to its own place, and waits to be moved there.
    is_journal_elsewhere = is_there && copy.path == copy.original;
  }
  if (left.settled.empty()) return std::nullopt;
  const std::string rest =
      is_journal_elsewhere ? fmt::format("to replace it with the later journal: mv {} {}",
                                         os::shell_word(source), os::shell_word(copy.path))
      : left.only_rest.empty()
          ? fmt::format("`rm {}` removes the copy", os::shell_word(copy.path))
          : fmt::format("to play only the others: {}{}", copy.command, left.only_rest);
  return Diagnostic{
      .message = fmt::format("'{}' is an old copy of the {} of this run, whose rollbacks have been "
                             "played since: according to '{}', these have succeeded: {}",
                             copy.path, copy.kind, source, left.settled),
      .hint =
          fmt::format("nothing was rolled back; {}; to play all of its rollbacks again: {} --again",
                      rest, copy.command)};
}

void refuse_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                          const std::vector<Undo>& undos) {
  if (auto outdated = find_outdated_copy(files, copy, undos)) {
    throw InvalidSource(*std::move(outdated));
  }
}

void update_original(os::FileSystem& files, const Json& journal, const std::string& original) {
  const Json former = journal_of_same_run(files, journal, original);
  if (!former.is_object()) return;
  const auto done = pointers_of_done(journal);
  for (const auto& pointer : pointers_of_done(former))
    if (std::ranges::find(done, pointer) == done.end()) return;
  try {
    JournalPlace(files, original).put(presentable(journal));
    log::info(
        fmt::format("The earlier journal of the run in '{}' was brought up to date", original));
  } catch (const std::system_error& error) {
    log::warning(fmt::format("The earlier journal of the run in '{}' is out of date: {}", original,
                             error.code().message()));
  }
}

}  // namespace chaos::cli
