#include "run/deleted_log.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
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

}  // namespace

bool is_settled(const std::string& text, const std::string& path) {
  const WalContent content = parse_wal(text, path);
  return !content.records.empty() && content.records.back().type == wal_record::kSettled;
}

std::string restore_deleted_log(os::FileSystem& files, const std::string& text,
                                const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::error_code problem;
  for (const auto& place : {path, os::temporary_directory() + "/" + name}) {
    try {
      write_whole(files, place, text);
      log::warning(
          fmt::format("The write-ahead log '{}' was deleted during the run. It was still open, and "
                      "has been restored to '{}'",
                      path, place));
      return place;
    } catch (const std::system_error& error) {
      problem = error.code();
    }
  }
  throw WalError(Diagnostic{
      .message = fmt::format("the write-ahead log '{}' was deleted during the run and cannot be "
                             "restored: {}",
                             path, problem.message())});
}

}  // namespace chaos
