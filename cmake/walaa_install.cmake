# SPDX-License-Identifier: Apache-2.0
# The installed package: find_package(walaa CONFIG [COMPONENTS ...]), walaa.pc, the licence.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
get_property(walaa_components GLOBAL PROPERTY walaa_components)
list(JOIN walaa_components ", " walaa_component_list)

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/walaa-config.cmake.in" walaa-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/walaa
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Headers do not care for the width of a pointer, hence ARCH_INDEPENDENT; before 1.0 a new minor number may break.
write_basic_package_version_file(walaa-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/walaa-config.cmake" "${PROJECT_BINARY_DIR}/walaa-config-version.cmake"
  DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/walaa COMPONENT walaa)

configure_file("${PROJECT_SOURCE_DIR}/cmake/walaa.pc.in" walaa.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/walaa.pc" DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig COMPONENT walaa)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT walaa)
