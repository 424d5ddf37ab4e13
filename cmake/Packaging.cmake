# What is installed along with the program, and how CPack packages it. The packages are built by
# packaging/deb.sh and packaging/tarball.sh, each in a separate build tree.
include(GNUInstallDirs)
set(CHAOS_ZSH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
    "Where zsh looks for completions; relative to the prefix")
option(CHAOS_PORTABLE "Install the libraries, too, and a program that finds them wherever it is moved" OFF)

# Manual pages and completions, which the program generates.
set(CHAOS_SHARE ${PROJECT_BINARY_DIR}/share)
add_custom_command(
  OUTPUT ${CHAOS_SHARE}/stamp
  COMMAND ${PROJECT_SOURCE_DIR}/packaging/generate-share.sh $<TARGET_FILE:chaos> ${CHAOS_SHARE}
  COMMAND ${CMAKE_COMMAND} -E touch ${CHAOS_SHARE}/stamp
  DEPENDS chaos ${PROJECT_SOURCE_DIR}/packaging/generate-share.sh)
add_custom_target(chaos_share ALL DEPENDS ${CHAOS_SHARE}/stamp)

# Optional, so that a tree in which only the program was built can be installed, too.
function(chaos_install_share folder destination)
  install(DIRECTORY ${CHAOS_SHARE}/${folder}/ DESTINATION ${destination} OPTIONAL)
endfunction()
chaos_install_share(man ${CMAKE_INSTALL_MANDIR})
chaos_install_share(bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
chaos_install_share(zsh ${CHAOS_ZSH_COMPLETIONS})
chaos_install_share(fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
chaos_install_share(debian ${CMAKE_INSTALL_DOCDIR})  # from packaging/deb.sh
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md)
install(FILES packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(CHAOS_PORTABLE)
  # DT_RPATH instead of DT_RUNPATH, which would not apply to the dependencies of libcurl.
  set_target_properties(chaos PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/chaos" BUILD_WITH_INSTALL_RPATH ON)
  target_link_options(chaos PRIVATE -Wl,--disable-new-dtags)
  find_library(CHAOS_LIBCURL NAMES libcurl.so.4 REQUIRED)
  install(FILES CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(CODE "execute_process(
    COMMAND ${PROJECT_SOURCE_DIR}/packaging/bundle-libraries.sh \"\${CMAKE_INSTALL_PREFIX}\"
            lib/chaos ${CMAKE_INSTALL_DOCDIR}/libraries $<TARGET_FILE:chaos> ${CHAOS_LIBCURL}
    COMMAND_ERROR_IS_FATAL ANY)")
endif()

set(CPACK_PACKAGE_NAME chaos-runner)  # plain "chaos" would be too general a name in Debian
set(CHAOS_MAINTAINER "" CACHE STRING "Who answers for the packages: Name <address>")
set(CPACK_PACKAGE_CONTACT ${CHAOS_MAINTAINER})
set(CPACK_PACKAGE_HOMEPAGE_URL https://chaostoolkit.org)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/PackageVersion.cmake)
set(CPACK_CHAOS_PROGRAM ${CMAKE_CURRENT_BINARY_DIR}/apps/chaos/chaos)  # reports its version
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded for the first request (libchaos/src/net/curl_library.h), so the linker does not know about it.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libcurl4 | libcurl3-gnutls")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, python3")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "native runner for Chaos Toolkit experiments")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Reads the experiments of the Chaos Toolkit, JSON or YAML, and runs them:
checks that a system is well, disturbs it, checks again and puts it back,
with a journal of all that happened. Extensions written in Python run
unchanged when python3 is installed.")
include(CPack)
