#include "run/deleted_log.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "log/log.h"
#include "os/temporary_directory.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"
#include "run/wal_writer.h"

namespace chaos {
namespace {

void write_whole(os::FileSystem& files, const std::string& path, const std::string& text) {
  const auto file = files.create_append(path);
  file->append(text);
  file->sync();
}

/// Writes it to the temporary directory, where somebody else may have taken the log's name.
std::string write_to_temporary_directory(os::FileSystem& files, const std::string& name,
                                         const std::string& text) {
  for (int number = 1;; ++number) {
    const std::string prefix = number == 1 ? std::string() : fmt::format("{}-", number);
    std::string path = fmt::format("{}/{}{}", os::temporary_directory(), prefix, name);
    try {
      write_whole(files, path, text);
      return path;
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::file_exists) throw;
    }
  }
}

}  // namespace

bool is_settled(const std::string& text, const std::string& path) {
  const WalContent content = parse_wal(text, path);
  return !content.records.empty() && content.records.back().type == wal_record::kSettled;
}

std::string restore_deleted_log(os::FileSystem& files, const std::string& text,
                                const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::string place = path;
  try {
    try {
      write_whole(files, path, text);
    } catch (const std::system_error&) {
      place = write_to_temporary_directory(files, name, text);
    }
  } catch (const std::system_error& error) {
    throw WalError(Diagnostic{
        .message = fmt::format("the write-ahead log '{}' was deleted during the run and cannot be "
                               "restored: {}",
                               path, error.code().message())});
  }
  log::warning(
      fmt::format("The write-ahead log '{}' was deleted during the run. It was still open, and "
                  "has been restored to '{}'",
                  path, place));
  return place;
}

}  // namespace chaos
