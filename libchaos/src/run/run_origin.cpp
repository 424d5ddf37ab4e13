#include "run/run_origin.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "experiment/chaos_block.h"
#include "experiment/own_keys.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process_identity.h"
#include "run/own_record.h"
#include "run/python_needs.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDirectoryId = "directory_id";

std::string text_in(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string stated_text(const Json& journal, const char* key) {
  const Json* block = chaos_block(journal);
  return block != nullptr ? text_in(*block, key) : std::string();
}

bool is_absolute(const Json& path) {
  return path.is_string() && path.get_ref<const std::string&>().starts_with('/');
}

/// The directory of the journal, without symbolic links on the way to it.
std::string home_of(const std::string& journal_path) {
  std::error_code error;
  const fs::path directory = fs::absolute(journal_path).parent_path();
  const fs::path real = fs::canonical(directory, error);
  return (error ? directory : real).string();
}

/// The path relative to the directory; empty if it is outside.
fs::path path_within(const fs::path& path, const std::string& directory) {
  fs::path within = path.lexically_relative(directory);
  const bool is_outside = directory.empty() || within.empty() || *within.begin() == "..";
  return is_outside ? fs::path() : within;
}

/// The path, or where it is now if it was in a directory that has been renamed.
std::string moved_path(const std::string& path, const std::string& before, const std::string& now) {
  std::error_code unknown;
  const fs::path within = path_within(path, before);
  if (within.empty() || fs::exists(path, unknown)) return path;
  const fs::path moved = fs::path(now) / within;
  return fs::exists(moved, unknown) ? moved.string() : path;
}

void state_text(Json& journal, const char* key, const std::string& value) {
  set_in_chaos_block(journal, key, value.empty() ? Json() : Json(value));
}

void state_directory(Json& journal, const std::string& directory, const Json& id,
                     const std::string& journal_path) {
  const Json* experiment = find(own_record(journal), "experiment");
  const bool says_more = experiment != nullptr && uses_own_keys(*experiment);
  const bool is_implied = directory == home_of(journal_path) && !says_more;
  state_text(journal, "directory", is_implied ? "" : directory);
  set_in_chaos_block(journal, kDirectoryId, is_implied ? Json() : id);
  const fs::path place = fs::path(home_of(journal_path)) / fs::path(journal_path).filename();
  const fs::path within = path_within(place, directory);
  state_text(journal, "journal", is_implied ? "" : within.string());
}

}  // namespace

Json directory_id(const std::string& directory) {
  const auto identity = os::FileSystem::real().identity(directory);
  if (!identity) return {};
  return {{"device", identity->device}, {"inode", identity->inode}, {"boot_id", os::boot_id()}};
}

void state_directory(Json& journal, const std::string& directory, const std::string& journal_path) {
  state_directory(journal, directory, directory_id(directory), journal_path);
}

bool was_replaced(const Json& journal, const std::string& directory, const std::string& found) {
  const Json* then = chaos_block_member(journal, kDirectoryId);
  if (then == nullptr || directory != recorded_directory(journal)) return false;
  if (text_in(journal, "node") != os::host_name()) return false;
  const std::string at_home = recorded_journal(journal);
  if (!at_home.empty() && home_of(at_home) == home_of(found)) return false;
  const Json now = directory_id(directory);
  if (now.is_null()) return false;  // it does not even exist
  const auto differs = [&](const char* key) {
    const Json* number = find(*then, key);
    return number == nullptr || *number != now.at(key);
  };
  // After a reboot, a file system may get another device number.
  return differs("inode") || (differs("device") && !differs("boot_id"));
}

void state_origin(Json& journal, const Json& header, const std::string& journal_path) {
  const Json* id = find(header, kDirectoryId);
  state_directory(journal, text_in(header, "directory"), id != nullptr ? *id : Json(),
                  journal_path);
  state_text(journal, "interpreter",
             may_use_python(own_record(journal)) ? text_in(header, "interpreter") : "");
  const Json* files = find(header, "variable_files");
  Json paths = Json::array();
  if (files != nullptr && files->is_array()) {
    // Logs of version 1 have the paths as given, relative to an unknown directory.
    std::ranges::copy_if(*files, std::back_inserter(paths), is_absolute);
  }
  set_in_chaos_block(journal, "variable_files", paths.empty() ? Json() : paths);
}

std::string directory_of_run(const Json& journal, const std::string& journal_path) {
  const std::string stated = stated_text(journal, "directory");
  if (stated.empty()) return home_of(journal_path);
  std::error_code unknown;
  const std::string within = stated_text(journal, "journal");
  if (within.empty() || fs::exists(stated, unknown)) return stated;
  // If the directory was renamed, the journal is still in the same place inside it.
  const std::string place =
      (fs::path(home_of(journal_path)) / fs::path(journal_path).filename()).string();
  if (!place.ends_with("/" + within)) return stated;
  return place.substr(0, place.size() - within.size() - 1);
}

std::string recorded_directory(const Json& journal) {
  return stated_text(journal, "directory");
}

std::string recorded_journal(const Json& journal) {
  const std::string within = stated_text(journal, "journal");
  return within.empty() ? std::string() : recorded_directory(journal) + "/" + within;
}

std::string moved_directory(const Json& header, const std::string& wal) {
  std::error_code unknown;
  const std::string recorded = text_in(header, "directory");
  if (recorded.empty() || fs::exists(recorded, unknown)) return {};
  const fs::path journal = path_within(text_in(header, "journal"), recorded);
  // A log that a later run has renamed has a longer name.
  const std::string name = journal.filename().string() + ".";
  if (journal.empty() || !fs::path(wal).filename().string().starts_with(name)) return {};
  const std::string place = home_of(wal);
  const std::string below = journal.has_parent_path() ? "/" + journal.parent_path().string() : "";
  return place.ends_with(below) ? place.substr(0, place.size() - below.size()) : std::string();
}

void move_origin(Json& header, const std::string& directory) {
  const std::string before = text_in(header, "directory");
  const fs::path journal = path_within(text_in(header, "journal"), before);
  if (!journal.empty()) header["journal"] = (fs::path(directory) / journal).string();
  const std::string interpreter = text_in(header, "interpreter");
  if (!interpreter.empty()) header["interpreter"] = moved_path(interpreter, before, directory);
  header["directory"] = directory;
  Json id = directory_id(directory);
  header.erase(kDirectoryId);
  if (!id.is_null()) header[kDirectoryId] = std::move(id);
}

std::string interpreter_of_run(const Json& journal, const std::string& directory) {
  return moved_path(stated_text(journal, "interpreter"), recorded_directory(journal), directory);
}

void state_recovery(Json& journal, const std::string& command) {
  const Json* known = chaos_block_member(journal, "recovered");
  Json recovered = known != nullptr && known->is_array() ? *known : Json::array();
  recovered.push_back({{"by", command}, {"user", os::user_name()}, {"at", os::utc_now_iso()}});
  set_in_chaos_block(journal, "recovered", std::move(recovered));
}

}  // namespace chaos
