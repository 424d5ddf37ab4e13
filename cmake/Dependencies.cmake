# Every library that the project uses is found here, once. packaging/install-build-deps.sh lists the Debian
# packages that contain them.
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(CURL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(UCHARDET REQUIRED IMPORTED_TARGET uchardet)
find_package(valijson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(ZLIB REQUIRED)

# Prefers the static library of a small dependency to the shared one: the program then starts faster, and runs
# where the library is not installed.
function(chaos_prefer_archive result target archive)
  find_library(${result}_ARCHIVE NAMES ${archive})
  if(${result}_ARCHIVE)
    set(${result} ${${result}_ARCHIVE} PARENT_SCOPE)
  else()
    set(${result} ${target} PARENT_SCOPE)
  endif()
endfunction()
chaos_prefer_archive(CHAOS_YAML_CPP yaml-cpp libyaml-cpp.a)
chaos_prefer_archive(CHAOS_PCRE2 PkgConfig::PCRE2 libpcre2-8.a)
chaos_prefer_archive(CHAOS_UCHARDET PkgConfig::UCHARDET libuchardet.a)
chaos_prefer_archive(CHAOS_ZLIB ZLIB::ZLIB libz.a)

# Additional libraries of the hub. SOCI's Debian package has no CMake files.
find_package(OpenSSL REQUIRED)
find_package(Boost 1.74 REQUIRED)  # Beast and Asio: headers only
find_package(prometheus-cpp REQUIRED)
find_package(date REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
find_library(SOCI_CORE NAMES soci_core REQUIRED)
find_library(SQLITE3 NAMES sqlite3 REQUIRED)
find_library(SOCI_SQLITE3 NAMES soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL NAMES soci_postgresql REQUIRED)
