#pragma once

namespace chaos {

/// "0.1.0" in a release. A build from another commit names it: "0.1.0+g1a2b3c4", or
/// "0.1.0+g1a2b3c4.dirty" if files had been changed. Defined in a file that the build generates
/// (cmake/GitVersion.cmake), so a new commit recompiles only that file.
extern const char* const kVersion;

}  // namespace chaos
