# The version, including the commit it was built from. Run as a script, it writes the source file that
# contains it:
#
#   cmake -D SOURCE=<repository> -D VERSION=0.1.0 -D OUTPUT=<file.cpp> -P GitVersion.cmake

# "0.1.0" for a build from the tag v0.1.0 or from sources without git, "0.1.0+g1a2b3c4" for any other commit,
# followed by ".dirty" if files had been changed.
function(chaos_git_version result source version)
  set(${result} ${version} PARENT_SCOPE)
  if(NOT EXISTS ${source}/.git)
    return()  # an unpacked archive, perhaps inside another repository
  endif()
  execute_process(
    COMMAND git --no-optional-locks describe --tags --always --long --abbrev=7 --match v${version} --dirty=.dirty
    WORKING_DIRECTORY ${source} OUTPUT_VARIABLE commit RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(failed OR commit MATCHES "-0-g[0-9a-f]+$")
    return()
  endif()
  string(REGEX MATCH "[0-9a-f]+(\\.dirty)?$" commit "${commit}")
  set(${result} "${version}+g${commit}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  chaos_git_version(stamp ${SOURCE} ${VERSION})
  # The file is only written if its content changes.
  file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
#include "version.h"

const char* const chaos::kVersion = "@stamp@";
]] @ONLY)
endif()
