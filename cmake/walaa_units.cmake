# SPDX-License-Identifier: Apache-2.0
set(WALAA_BATCH 16 CACHE STRING "Test files compiled together; 1 gives every source a unit of its own, in Python too")

# walaa_unit(<file> [APART] SOURCES <files relative to the repository>...): a translation unit of several sources (walaa_batch.cmake).
function(walaa_unit unit)
  cmake_parse_arguments(arg "APART" "" "SOURCES" ${ARGN})
  list(TRANSFORM arg_SOURCES PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
  set(script "${PROJECT_SOURCE_DIR}/cmake/walaa_batch.cmake")
  add_custom_command(OUTPUT "${unit}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${unit}" "-DROOT=${PROJECT_SOURCE_DIR}" "-DSOURCES=${arg_SOURCES}" "-DAPART=${arg_APART}" -P "${script}"
    DEPENDS ${files} "${script}" VERBATIM)
endfunction()
