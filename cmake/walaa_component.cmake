# SPDX-License-Identifier: Apache-2.0
# One component of the package: a target walaa::<name> and an export set of its own, so that a program which asks for one
# component never needs the dependencies of another.
set_property(GLOBAL PROPERTY walaa_components "")

function(walaa_export name)
  set_target_properties(walaa_${name} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY walaa_components ${name})
  if(WALAA_INSTALL)
    include(GNUInstallDirs)
    install(TARGETS walaa_${name} EXPORT walaa_${name} ${ARGN}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT walaa
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT walaa
      RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT walaa)
    install(EXPORT walaa_${name} NAMESPACE walaa:: FILE walaa-${name}-targets.cmake
      DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/walaa COMPONENT walaa)
  endif()
endfunction()

function(walaa_component name)
  add_library(walaa_${name} INTERFACE)
  add_library(walaa::${name} ALIAS walaa_${name})
  target_compile_features(walaa_${name} INTERFACE cxx_std_20)
  target_sources(walaa_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${ARGN})
  set_target_properties(walaa_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  if(WALAA_INSTALL)
    include(GNUInstallDirs)
    walaa_export(${name} FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT walaa)
  else()
    walaa_export(${name})
  endif()
endfunction()
