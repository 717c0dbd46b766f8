// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    EXPECT_REFUSES(statement, message): it throws walaa::invalid_input with exactly this message. */

#include <walaa/core/error.hpp>

#include <gtest/gtest.h>

#include <string>

#define EXPECT_REFUSES(statement, message)                               \
  do {                                                                   \
    try {                                                                \
      static_cast<void>(statement);                                      \
      ADD_FAILURE() << "not refused: " << #statement;                    \
    } catch (const walaa::invalid_input& refused_with) {                 \
      EXPECT_EQ(std::string(refused_with.what()), std::string(message)); \
    }                                                                    \
  } while (false)
