#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

namespace chaos::os {

/// How command lines name standard output, and standard input.
inline constexpr const char* kStandardOutput = "-";
inline constexpr const char* kStandardInput = "-";

/// The file that is changed by writing to a path.
struct WriteTarget {
  std::string path;                     ///< with symbolic links at its end followed
  std::optional<struct stat> existing;  ///< nothing if there is no such file yet
  bool in_place = false;                ///< must be opened and written, not replaced
};

/// Resolves `path`. Throws std::system_error (path in its text) if it cannot be resolved, is a
/// directory, or is an existing file that this user may not write.
WriteTarget resolve_write_target(const std::string& path);

/// Whether `path` is neither a regular file nor a directory: a device or a pipe, which may never
/// end.
bool is_special_file(const std::string& path);

/// The directory that contains `path`: "." for a bare name.
std::string directory_of(const std::string& path);

}  // namespace chaos::os
