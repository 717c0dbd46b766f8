# SPDX-License-Identifier: Apache-2.0
# cmake -DOUT=<file> -DROOT=<repository> "-DSOURCES=<files relative to it>" [-DAPART=ON] -P walaa_batch.cmake
#
# Several sources as one translation unit, which parses the headers once: a third of the time. APART: each file's unnamed
# namespace becomes one with the file's name, so that they may use the same short names for their helpers; #line keeps messages and
# __FILE__ on the original, relative to the repository.
set(unit "")
foreach(source IN LISTS SOURCES)
  file(READ "${ROOT}/${source}" text)
  if(APART)
    string(MAKE_C_IDENTIFIER "${source}" name)
    string(REGEX REPLACE "\nnamespace {" "\nnamespace ${name} {" text "${text}")
  endif()
  string(APPEND unit "#line 1 \"${source}\"\n${text}\n")
endforeach()
file(WRITE "${OUT}" "${unit}")
