# Read by CPack when it creates a package, which gets the version that its program reports.
execute_process(COMMAND ${CPACK_CHAOS_PROGRAM} --version OUTPUT_VARIABLE version
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "^chaos, version " "" CPACK_PACKAGE_VERSION "${version}")
if(CPACK_GENERATOR STREQUAL "TGZ")
  string(TOLOWER "${CMAKE_HOST_SYSTEM_NAME}-${CMAKE_HOST_SYSTEM_PROCESSOR}" system)
  set(CPACK_PACKAGE_FILE_NAME chaos-${CPACK_PACKAGE_VERSION}-${system})
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
endif()
