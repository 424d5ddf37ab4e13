#include "run/saved_journal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "os/temporary_directory.h"
#include "os/write_target.h"
#include "run/journal_place.h"
#include "run/run_origin.h"
#include "run/undo.h"

namespace chaos {
namespace {

/// Creates the file. Returns false if something already exists at the path, even a dangling
/// symbolic link: others can write to the temporary directory, and guess the name.
bool write_new(os::FileSystem& files, const std::string& path, const std::string& text) {
  std::unique_ptr<os::AppendFile> file;
  try {
    file = files.create_append(path);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::file_exists) return false;
    throw;
  }
  try {
    file->append(text);
    file->sync();
  } catch (...) {
    files.remove(path);
    throw;
  }
  return true;
}

}  // namespace

std::string save_in_temporary_directory(os::FileSystem& files, Json journal,
                                        const std::string& directory) {
  const std::string stem = fmt::format("{}/chaos-journal-{}-{}", os::temporary_directory(),
                                       compact_utc_now(), ::getpid());
  for (int number = 1;; ++number) {  // one process may save several journals
    std::string path = number == 1 ? stem + ".json" : fmt::format("{}-{}.json", stem, number);
    if (!undos_of(journal).empty()) state_directory(journal, directory, path);
    if (write_new(files, path, to_json_text(journal, 2))) return path;
  }
}

SavedJournal save_journal(os::FileSystem& files, const Json& journal, const std::string& directory,
                          const std::string& path, std::optional<std::string> version_before) {
  Diagnostic problem;
  try {
    JournalPlace place(files, path, std::move(version_before));
    place.put(journal);
    return {.path = path, .notices = place.notices()};
  } catch (const std::system_error& error) {
    problem.message =
        fmt::format("the journal cannot be written to '{}': {}", path, error.code().message());
  }
  try {
    std::string fallback = save_in_temporary_directory(files, journal, directory);
    problem.hint = fmt::format("it was kept in '{}' instead", fallback);
    return {.path = std::move(fallback), .problem = std::move(problem)};
  } catch (const std::system_error& error) {
    problem.hint = fmt::format("it could not be kept in '{}' either ({})",
                               os::temporary_directory(), error.code().message());
    return {.path = "", .problem = std::move(problem)};
  }
}

bool keeps_journal(const std::string& path) {
  try {
    return !os::resolve_write_target(path).in_place;
  } catch (const std::system_error&) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
  }
}

std::string compact_utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace chaos
