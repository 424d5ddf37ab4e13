#include "run/open_log.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "chaos/error.h"
#include "run/wal_lease.h"
#include "run/wal_reader.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

/// The id in the log's header, if it can be read.
std::optional<std::string> id_in(os::FileSystem& files, const std::string& path) {
  try {
    const Json header = read_wal(files, path).header;
    const Json* id = find(header, "run");
    return id != nullptr ? std::optional(python_str(*id)) : std::nullopt;
  } catch (const InvalidSource&) {
    return std::nullopt;
  } catch (const std::system_error&) {
    return std::nullopt;
  }
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the descriptor was opened under that name. The link ends with a note if the file has
/// been deleted.
bool is_named(const fs::path& descriptor, const std::string& name) {
  constexpr std::string_view kDeleted = " (deleted)";
  std::error_code error;
  std::string target = fs::read_symlink(descriptor, error).filename().string();
  if (target.ends_with(kDeleted)) target.resize(target.size() - kDeleted.size());
  return !error && target == name;
}

}  // namespace

bool may_be_log_of(os::FileSystem& files, const std::string& path, const std::string& id) {
  return id_in(files, path).value_or(id) == id;
}

std::string find_open_log(os::FileSystem& files, const std::string& path, const std::string& id) {
  const std::string name = fs::path(path).filename().string();
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    if (!is_number(process.path().filename().string())) continue;
    std::error_code unreadable;
    for (const auto& descriptor : fs::directory_iterator(process.path() / "fd", unreadable)) {
      const std::string file = descriptor.path().string();
      if (is_named(descriptor.path(), name) && id_in(files, file) == id && is_wal_held(files, file))
        return file;
    }
  }
  return {};
}

}  // namespace chaos
