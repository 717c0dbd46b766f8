// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/boost_archive.hpp>

#include "stored_examples.hpp"

#include <walaa/rates.hpp>
#include <walaa/value/bg_nbd.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <locale>
#include <sstream>
#include <string>
#include <type_traits>  // for decay_t
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::error_code;
namespace boost_archive = walaa::boost_archive;
using model = walaa::fitted<walaa::bg_nbd>;

template<class T> std::string text_of(const T& value) {
  std::ostringstream out;
  boost_archive::save_text(out, value);
  return out.str();
}
template<class T> std::string xml_of(const T& value) {
  std::ostringstream out;
  boost_archive::save_xml(out, value);
  return out.str();
}
template<class T> T from_text(const std::string& text) {
  std::istringstream in(text);
  return boost_archive::load_text<T>(in);
}
template<class T> T from_xml(const std::string& text) {
  std::istringstream in(text);
  return boost_archive::load_xml<T>(in);
}

TEST(boost_archive, text_and_xml_give_back_what_they_were_given) {
  EXPECT_EQ(from_text<example>(text_of(full_example())), full_example());
  EXPECT_EQ(from_xml<example>(xml_of(full_example())), full_example());
}

TEST(boost_archive, fitted_models_go_through_with_what_is_missing_in_their_reports) {
  const model given({.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426}, walaa::time_unit::week);
  ASSERT_TRUE(walaa::is_missing(given.report().log_likelihood));
  for (const model& again : {from_text<model>(text_of(given)), from_xml<model>(xml_of(given))}) {
    EXPECT_EQ(again.unchecked(), given.unchecked());
    EXPECT_EQ(again.unit(), walaa::time_unit::week);
    EXPECT_EQ(walaa::to_tree(again), walaa::to_tree(given));
  }
}

TEST(boost_archive, fits_of_rates_go_through) {
  const auto through = [](const auto& fit) {
    using fitted = std::decay_t<decltype(fit)>;
    EXPECT_EQ(walaa::to_tree(from_text<fitted>(text_of(fit))), walaa::to_tree(fit));
    EXPECT_EQ(from_xml<fitted>(xml_of(fit)).unchecked(), fit.unchecked());
  };
  const std::vector<double> count{0, 3, 9, 1}, trials{4, 5, 12, 1};
  const std::vector<std::int64_t> unit{1, 1, 2, 2};
  through(walaa::gamma_poisson::fit({.count = count}));
  through(walaa::beta_binomial::fit({.successes = count, .trials = trials}));
  through(walaa::credibility::fit({.unit = unit, .value = count}));
}

TEST(boost_archive, serves_hosts_with_archives_of_their_own) {
  std::stringstream stream;
  point p{.x = 3, .y = 4}, q;
  {
    boost::archive::xml_oarchive ar(stream);
    ar << boost::make_nvp("p", p);
  }
  boost::archive::xml_iarchive ar(stream);
  ar >> boost::make_nvp("p", q);
  EXPECT_EQ(q, p);
}

TEST(boost_archive, does_not_depend_on_the_streams_locale_and_gives_it_back) {
  struct comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale odd(std::locale::classic(), new comma);
  std::ostringstream out;
  out.imbue(odd);
  boost_archive::save_text(out, full_example());
  EXPECT_EQ(out.str(), text_of(full_example()));
  EXPECT_EQ(out.getloc(), odd);
  std::istringstream in(out.str());
  in.imbue(odd);
  EXPECT_EQ(boost_archive::load_text<example>(in), full_example());
}

/// The version of the class inside the text is raised by one, as a newer library would.
TEST(boost_archive, a_newer_class_is_refused) {
  std::string text = xml_of(point{.x = 3, .y = 4});
  const auto at = text.find("version=\"2\"");
  ASSERT_NE(at, text.npos) << text;
  text[at + 9] = '3';
  try {
    from_xml<point>(text);
    FAIL();
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), error_code::too_new);
  }
}

TEST(boost_archive, what_is_loaded_is_validated_and_what_is_cut_is_refused) {
  EXPECT_THROW(from_text<point>(text_of(point{.x = 3, .y = 0})), walaa::load_error);
  const std::string text = text_of(full_example());
  EXPECT_THROW(from_text<example>(text.substr(0, text.size() / 2)), walaa::load_error);
  EXPECT_THROW(from_text<example>(""), walaa::load_error);
}

}  // namespace
