#pragma once

namespace chaos::cli {

/// "0.1.0" in a release. A build from another commit names that: "0.1.0+g1a2b3c4", or
/// "0.1.0+g1a2b3c4.dirty" when files had been changed. Defined in a file that the build writes
/// (cmake/GitVersion.cmake), the only one that is compiled anew for a commit.
extern const char* const kVersion;

}  // namespace chaos::cli
