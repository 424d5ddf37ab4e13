#include "run/journal_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "json/json_reader.h"
#include "os/absolute_path.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "run/run_origin.h"
#include "run/saved_journal.h"
#include "run/undo.h"
#include "run/undo_needs.h"
#include "run/used_values.h"

namespace chaos {
namespace {

std::string text_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// Resolves symbolic links at the end of the path.
std::filesystem::path real_path(const std::string& path) {
  try {
    return os::resolve_write_target(path).path;
  } catch (const std::system_error&) {
    return path;  // writing there will report the error
  }
}

/// `time` is when the journal's run began; `number` tells apart runs that began at the same time.
std::string name_beside(const std::string& path, const std::string& time, int number) {
  constexpr std::size_t kRoom = 230;  // names end at 255 bytes
  const std::filesystem::path place = real_path(path);
  const std::string extension = place.extension().string();
  std::string stem = place.stem().string();
  stem.resize(std::min(stem.size(), kRoom - std::min(kRoom, extension.size())));
  return (place.parent_path() / fmt::format("{}-{}-{}{}", stem, time, number, extension)).string();
}

/// "20240131T120000Z" of "2024-01-31T12:00:00.123456+00:00"; the current time if there is none.
std::string compact_start(const std::string& iso) {
  std::string time = iso.substr(0, iso.find_first_of(".+"));
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return time.size() == 15 ? time + "Z" : compact_utc_now();
}

/// Calls `action` with one name after another, until one is free.
template <class Action>
auto with_name_beside(os::FileSystem& files, const std::string& path, const std::string& start,
                      const Action& action) {
  const std::string time = compact_start(start);
  for (int number = 1;; ++number) {
    const std::string name = name_beside(path, time, number);
    if (files.exists(name)) continue;
    try {
      return action(name);
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::file_exists) throw;  // otherwise another process was faster
    }
  }
}

/// When the journal was written, if it says so: ISO 8601 in UTC, which sorts as text.
std::string last_written(const Json& journal) {
  std::string time = std::max(text_of(journal, "start"), text_of(journal, "end"));
  const Json* recoveries = chaos_block_member(journal, "recovered");
  if (recoveries != nullptr && recoveries->is_array() && !recoveries->empty()) {
    time = std::max(time, text_of(recoveries->back(), "at"));
  }
  return time;
}

bool is_of_same_run(const Json& one, const Json& other) {
  const std::string start = text_of(one, "start");
  return !start.empty() && start == text_of(other, "start");
}

/// Whether rollbacks are missing that should have been played, apart from those that the strategy
/// skipped.
bool is_unfinished(const Json& journal) {
  const std::string status = text_of(journal, "status");
  const bool was_cut_short =
      (status == "interrupted" || status == "aborted") && !activities_of(journal, "run").empty();
  const Json* strategy = chaos_block_member(journal, "rollback-strategy");
  const bool was_asked_not_to = strategy != nullptr && *strategy == "never";
  return std::ranges::any_of(left_to_undo(journal), [&](const Undo& undo) {
    if (undo.state != UndoState::kNeverRan) return true;
    return !was_asked_not_to && (was_cut_short || undo.pointer.starts_with("/method/"));
  });
}

std::string command_for(const Json& journal, const std::string& path) {
  return with_missing_values(
      fmt::format("chaos rollback {}", os::shell_word(os::absolute_path(path))), journal,
      UndoNeeds(journal, left_to_undo(journal)));
}

}  // namespace

std::string journal_beside(os::FileSystem& files, const std::string& path,
                           const std::string& start) {
  return with_name_beside(files, path, start, [](const std::string& name) { return name; });
}

JournalPlace::JournalPlace(os::FileSystem& files, std::string path,
                           std::optional<std::string> version_before)
    : files_(files), path_(std::move(path)), version_before_(std::move(version_before)) {}

void JournalPlace::put(const Json& journal) {
  if (!keeps_journal(path_))
    files_.write_atomically(path_, to_json_text(journal, 2));
  else if (!put_displacing(journal))
    put_over(journal);
}

/// Returns false, without doing anything, if this is not supported.
bool JournalPlace::put_displacing(const Json& journal) {
  const std::string text = to_json_text(journal, 2);
  // The displaced file is not known yet. If this process is killed in between, the file is not
  // lost, although its name contains the time of this run.
  return with_name_beside(files_, path_, text_of(journal, "start"), [&](const std::string& name) {
    const os::Displaced displaced = files_.write_displacing(path_, text, name);
    if (displaced == os::Displaced::kMoved) settle(name, journal);
    return displaced != os::Displaced::kUnsupported;
  });
}

/// Deletes the displaced journal, or renames it to the name under which it is kept.
void JournalPlace::settle(const std::string& moved, const Json& journal) {
  const Occupant other = look_at(moved);
  const Reason reason = reason_to_keep(other, journal);
  const std::string start = text_of(other.journal, "start");
  const bool is_named = compact_start(start) == compact_start(text_of(journal, "start"));
  std::string kept = moved;
  try {
    if (reason == Reason::kNone) return files_.remove(moved);
    if (!is_named) {
      kept = with_name_beside(files_, path_, start, [&](const std::string& name) {
        files_.rename_new(moved, name);
        return name;
      });
    }
  } catch (const std::system_error&) {
    // It stays where it is, as the notice says.
  }
  note(other, reason, kept);
}

/// Does not detect writes of another process in between.
void JournalPlace::put_over(const Json& journal) {
  const Occupant other = look_at(path_);
  const Reason reason = reason_to_keep(other, journal);
  const std::string kept = reason == Reason::kNone ? std::string() : copy_of(other);
  try {
    files_.write_atomically(path_, to_json_text(journal, 2));
  } catch (...) {
    if (!kept.empty() && files_.version(path_) == other.version) files_.remove(kept);
    throw;
  }
  if (!kept.empty()) note(other, reason, kept);
}

JournalPlace::Occupant JournalPlace::look_at(const std::string& file) const {
  Occupant found{.version = files_.version(file), .journal = {}};
  try {
    Json journal = parse_json(files_.read(file));
    found.is_unfinished = is_unfinished(journal);
    if (journal.is_object()) found.journal = std::move(journal);
  } catch (const std::exception&) {
    // There is nothing, or it is not a journal.
  }
  return found;
}

JournalPlace::Reason JournalPlace::reason_to_keep(const Occupant& other,
                                                  const Json& journal) const {
  if (other.version.empty() || is_of_same_run(other.journal, journal)) return Reason::kNone;
  const bool is_later = version_before_ ? other.version != *version_before_
                                        : last_written(other.journal) > text_of(journal, "start");
  if (is_later) return Reason::kWrittenMeanwhile;
  return other.is_unfinished ? Reason::kUnfinished : Reason::kNone;
}

/// Copies the file at the path to a name next to it; if that is impossible, to the temporary
/// directory. Returns the path of the copy.
std::string JournalPlace::copy_of(const Occupant& other) const {
  const std::string text = files_.read(path_);
  const auto copy_to = [&](const std::string& name) {
    const auto file = files_.create_append(name);
    try {
      file->append(text);
      file->sync();
    } catch (...) {
      files_.remove(name);
      throw;
    }
    return name;
  };
  try {
    return with_name_beside(files_, path_, text_of(other.journal, "start"), copy_to);
  } catch (const std::system_error&) {
    if (other.journal.is_null()) throw;
    return save_in_temporary_directory(files_, other.journal,
                                       directory_of_run(other.journal, path_));
  }
}

void JournalPlace::note(const Occupant& other, Reason reason, const std::string& kept) {
  Diagnostic notice;
  switch (reason) {
    case Reason::kWrittenMeanwhile:
      notice.message = fmt::format("another run wrote '{}' in the meantime", path_);
      break;
    case Reason::kUnfinished:
      notice.message =
          fmt::format("the earlier run that wrote '{}' still has rollbacks to play", path_);
      break;
    case Reason::kNone:
      notice.message = fmt::format("the earlier journal '{}' cannot be deleted", path_);
      break;
  }
  notice.hint = fmt::format("its journal is now '{}'", kept);
  if (reason == Reason::kNone) notice.hint = fmt::format("it is now '{}'", kept);
  if (other.is_unfinished) {
    notice.hint += "; to play the remaining rollbacks: " + command_for(other.journal, kept);
  }
  notices_.push_back(std::move(notice));
}

}  // namespace chaos
