#include "run_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "os/file.h"
#include "os/write_target.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

namespace fs = std::filesystem;

/// Pipes and devices can be both read and written.
bool is_device(const std::string& path) {
  return path != os::kStandardOutput && os::is_special_file(path);
}

bool is_same_file(const std::string& one, const std::string& other) {
  const bool is_standard = one == os::kStandardOutput || other == os::kStandardOutput;
  if (is_standard) return one == other;
  std::error_code error;
  if (fs::equivalent(one, other, error)) return true;
  return fs::weakly_canonical(one, error) == fs::weakly_canonical(other, error);
}

void refuse_writing(const NamedFile& output, const NamedFile& other, const char* consequence) {
  if (is_device(output.path) || !is_same_file(output.path, other.path)) return;
  const std::string shown =
      output.path == os::kStandardOutput ? "standard output" : fmt::format("'{}'", output.path);
  throw UsageError(
      fmt::format("{} and {} are both {}: {}", output.role, other.role, shown, consequence));
}

}  // namespace

void refuse_shared_files(const std::vector<NamedFile>& inputs,
                         const std::vector<NamedFile>& outputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    for (const auto& input : inputs) {
      // Standard input and standard output have the same name.
      if (input.path == os::kStandardInput) continue;
      refuse_writing(*output, input, "it would be overwritten; name another file");
    }
    for (auto other = outputs.begin(); other != output; ++other)
      refuse_writing(*output, *other, "each needs its own file");
  }
}

std::vector<NamedFile> files_of(const std::vector<report::Destination>& reports) {
  std::vector<NamedFile> files;
  for (const auto& destination : reports)
    files.push_back({.role = "--report", .path = destination.path});
  return files;
}

void create_directory_for(const std::string& report) {
  std::error_code ignored;
  if (report != os::kStandardOutput) fs::create_directories(os::directory_of(report), ignored);
}

void prepare_reports(const std::vector<report::Destination>& reports) {
  auto& files = os::FileSystem::real();
  for (const auto& [format, path] : reports) {
    if (path == os::kStandardOutput) continue;
    try {
      create_directory_for(path);
      files.check_writable(path);
      std::error_code ignored;
      if (fs::is_regular_file(path, ignored)) fs::remove(path, ignored);
    } catch (const std::system_error& error) {
      throw report::ReportError(Diagnostic{
          .message =
              fmt::format("the report cannot be written to '{}': {}", path, error.code().message()),
          .hint = "nothing was run; name a file in a writable directory"});
    }
  }
}

}  // namespace chaos::cli
