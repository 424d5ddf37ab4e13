# Every library the project uses, found once. The Debian packages that carry them are listed in
# packaging/install-build-deps.sh.
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(CURL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(UCHARDET REQUIRED IMPORTED_TARGET uchardet)
find_package(yaml-cpp REQUIRED)
find_package(ZLIB REQUIRED)
