# SPDX-License-Identifier: Apache-2.0
# Flags for our own programs and tests; they are private to those and never reach a user of the library.
function(walaa_strict target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
  if(NOT DEFINED SKBUILD)  # a wheel is built by compilers that we have not seen; their new warnings are not the user's errors
    # ignored-attributes by name: a kernel whose target attribute is dropped is right and three times as slow.
    target_compile_options(${target} PRIVATE -Werror -Werror=ignored-attributes)
  endif()
endfunction()

# Imported targets are system includes: a warning in one of our headers would be lost. Named once more on a plain -I, a
# header of ours is looked at like any other source.
function(walaa_watch_headers target)
  target_include_directories(${target} BEFORE PRIVATE "${PROJECT_SOURCE_DIR}/include")
endfunction()
