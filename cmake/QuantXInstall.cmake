# Headers, generated headers and the relocatable package find_package(quantx) loads.

include(CMakePackageConfigHelpers)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/quantx"
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.td")
install(DIRECTORY "${PROJECT_BINARY_DIR}/include/quantx"
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.inc" PATTERN "*.h"
        PATTERN "CMakeFiles" EXCLUDE)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/quantx)
install(EXPORT quantxTargets NAMESPACE quantx:: DESTINATION ${package_dir})
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/quantxConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/cmake/quantxConfig.cmake"
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/cmake/quantxConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/cmake/quantxConfig.cmake"
  "${PROJECT_BINARY_DIR}/cmake/quantxConfigVersion.cmake"
  DESTINATION ${package_dir})
