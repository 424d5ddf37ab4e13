# Language level, warnings, sanitizers and the compiler cache: the settings of all our targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(CHAOS_BUILD_TESTS "Build the unit and end-to-end tests" ON)
option(CHAOS_NIGHTLY_TESTS "Also run the variants of tests that are for the night" OFF)
option(CHAOS_BUILD_FUZZERS "Build the libFuzzer targets (Clang only)" OFF)
option(CHAOS_WERROR "Treat warnings as errors" ON)
set(CHAOS_SANITIZE "" CACHE STRING "Sanitizers to build with: 'address,undefined' or 'thread'")

# With these settings, the cache also works for precompiled headers and for other checkouts of the project (a
# fresh clone in CI).
find_program(CHAOS_CCACHE ccache)
if(CHAOS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_ctime,include_file_mtime ${CHAOS_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(CHAOS_SANITIZE)
  add_compile_options(-fsanitize=${CHAOS_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CHAOS_SANITIZE})
endif()

# Only our own targets link this, so that third-party headers keep their own standards.
add_library(chaos_warnings INTERFACE)
target_compile_options(chaos_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                $<$<BOOL:${CHAOS_WERROR}>:-Werror>)
# A designated initializer names the members that differ from their defaults; GCC warns about the others.
target_compile_options(chaos_warnings INTERFACE -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports overflows and overlaps in inlined operators of std::string (its bugs 105329 and 105651);
  # GCC 13 does not.
  target_compile_options(chaos_warnings INTERFACE -Wno-stringop-overflow -Wno-restrict
                                                  -Wno-array-bounds)
endif()
if(CHAOS_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC documents that the warning is not reliable in instrumented code: it is triggered inside <regex>.
  target_compile_options(chaos_warnings INTERFACE -Wno-maybe-uninitialized)
endif()

# For the runner, which starts, waits and exits: reading its code from the file costs more than executing it.
# -Os needs a third less of it than -O2.
add_library(chaos_small INTERFACE)
target_compile_options(chaos_small INTERFACE $<$<CONFIG:Release>:-Os>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Otherwise, GCC copies with `rep movsb`, which is shorter than a call but much slower for short strings.
  target_compile_options(chaos_small INTERFACE $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-mstringop-strategy=libcall>)
endif()
