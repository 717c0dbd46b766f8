# SPDX-License-Identifier: Apache-2.0
# What walaa needs from the machine. Nothing is ever downloaded by a build; a missing package is an error that names it.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)  # CMake 3.30 has no FindBoost of its own any more
endif()

find_package(Threads REQUIRED)

# find_package(Eigen3 3.4) alone refuses Eigen 5: its version file accepts the same major number only.
find_package(Eigen3 3.4 QUIET NO_MODULE)
if(NOT Eigen3_FOUND)
  find_package(Eigen3 5 QUIET NO_MODULE)
endif()
if(NOT Eigen3_FOUND)
  message(FATAL_ERROR "walaa needs Eigen 3.4 or 5 (Debian, Ubuntu: apt install libeigen3-dev); set Eigen3_DIR if it is elsewhere")
endif()

# Asked for with the library first, so that one look-up serves both; without it the headers alone will do.
find_package(Boost 1.74 QUIET COMPONENTS serialization)
if(NOT TARGET Boost::serialization)
  unset(Boost_FOUND)
  find_package(Boost 1.74 QUIET)
endif()
if(NOT TARGET Boost::headers)
  message(FATAL_ERROR "walaa needs the headers of Boost 1.74 or later (Debian, Ubuntu: apt install libboost-dev); set BOOST_ROOT if they are elsewhere")
endif()

# Compiled into walaa::compiled once, in no public header.
find_package(nlohmann_json 3.11 QUIET)
