# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/mote)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/mote DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS mote EXPORT mote INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(
  EXPORT mote
  NAMESPACE mote::
  FILE mote-targets.cmake
  DESTINATION ${package_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/mote-config.cmake.in ${PROJECT_BINARY_DIR}/mote-config.cmake
                              INSTALL_DESTINATION ${package_dir})
# Before 1.0 each minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mote-config-version.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(
  FILES ${PROJECT_BINARY_DIR}/mote-config.cmake
        ${PROJECT_BINARY_DIR}/mote-config-version.cmake
        ${PROJECT_SOURCE_DIR}/cmake/MoteEmbedModel.cmake
        ${PROJECT_SOURCE_DIR}/cmake/MoteWriteModelHeader.cmake
  DESTINATION ${package_dir})
