// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/boost_archive.hpp>

#include "stored_examples.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace {

using namespace walaa::tests;
namespace boost_archive = walaa::boost_archive;

TEST(boost_archive, text_and_xml_give_back_what_they_were_given) {
  std::stringstream text, xml;
  boost_archive::save_text(text, full_example());
  EXPECT_EQ(boost_archive::load_text<example>(text), full_example());
  boost_archive::save_xml(xml, full_example());
  EXPECT_EQ(boost_archive::load_xml<example>(xml), full_example());
}

}  // namespace
