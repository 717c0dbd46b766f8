// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/model_file.hpp>

#include "stored_examples.hpp"

#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <gtest/gtest.h>

#include <new>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::bg_nbd;
using walaa::error_code;
using walaa::fitted;
using walaa::tree;

/// Parameters of Fader, Hardie and Lee (2005), table 2; a covariance that is one.
fitted<bg_nbd> fitted_bg() {
  walaa::fit_report report;
  report.status = walaa::fit_status::converged;
  report.model = "bg_nbd";
  report.message = "the gradient is small and the Hessian negative definite";
  report.parameter_names = {"r", "alpha", "a", "b"};
  report.estimates = {0.243, 4.414, 0.793, 2.426};
  report.standard_errors = {0.0126, 0.378, 0.186, 0.705};
  report.log_likelihood = -9582.4;
  report.unit = walaa::time_unit::week;
  std::vector<double> covariance(16, 0.0);
  for (std::size_t i = 0; i < 4; ++i) covariance[5 * i] = report.standard_errors[i] * report.standard_errors[i];
  return {{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426}, report, covariance};
}

std::vector<std::byte> file_of(tree root, std::string type = "bg_nbd", walaa::file_kind kind = walaa::file_kind::model) {
  return walaa::to_bytes({.kind = kind, .type = std::move(type), .root = std::move(root)});
}

template<class T> void expect_refused(const std::vector<std::byte>& file, error_code code, const std::string& words) {
  const auto result = walaa::load<T>(file, std::nothrow);
  EXPECT_FALSE(result);
  EXPECT_EQ(result.code, code) << result.message;
  EXPECT_NE(result.message.find(words), std::string::npos) << result.message;
  try {
    walaa::load<T>(file);
    FAIL();
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), code);
    EXPECT_EQ(e.what(), result.message) << "both overloads say the same";
    EXPECT_EQ(e.offset(), result.offset);
  }
}

TEST(model_file, a_loaded_model_is_the_one_that_was_saved) {
  const auto bytes = walaa::save(fitted_bg());
  EXPECT_EQ(walaa::load<fitted<bg_nbd>>(bytes), fitted_bg());
  const fitted<walaa::mbg_nbd> given({.r = 0.5, .alpha = 6, .a = 0.9, .b = 1.6}, walaa::time_unit::day);
  EXPECT_EQ(walaa::load<fitted<walaa::mbg_nbd>>(walaa::save(given)), given);
}

TEST(model_file, any_type_with_serialize_and_a_name_can_be_saved) {
  EXPECT_EQ(walaa::load<example>(walaa::save(full_example())), full_example());
  EXPECT_EQ(walaa::from_bytes(walaa::save(full_example())).type, "example");
  EXPECT_EQ(walaa::from_bytes(walaa::save(full_example())).kind, walaa::file_kind::value);
}

TEST(model_file, saving_is_canonical) {
  for (const auto& bytes : {walaa::save(fitted_bg()), walaa::save(fitted<bg_nbd>{})})
    EXPECT_EQ(walaa::save(walaa::load<fitted<bg_nbd>>(bytes)), bytes);
  EXPECT_EQ(walaa::save(walaa::load<example>(walaa::save(full_example()))), walaa::save(full_example()));
  EXPECT_EQ(walaa::save(fitted_bg()), walaa::save(fitted_bg()));
}

TEST(model_file, a_fit_that_may_not_be_used_is_saved_with_its_status) {
  walaa::fit_report report = fitted_bg().report();
  report.status = walaa::fit_status::stalled;
  const auto again = walaa::load<fitted<bg_nbd>>(walaa::save(fitted<bg_nbd>(fitted_bg().unchecked(), report, {})));
  EXPECT_THROW(*again, walaa::not_usable);
  EXPECT_EQ(again.unchecked(), fitted_bg().unchecked());
}

TEST(model_file, another_model_is_refused_by_name) {
  expect_refused<fitted<walaa::mbg_nbd>>(walaa::save(fitted_bg()), error_code::bad_value,
                                         "the file holds 'bg_nbd', not 'mbg_nbd'");
  expect_refused<example>(walaa::save(fitted_bg()), error_code::bad_value, "another kind of thing");
  expect_refused<fitted<bg_nbd>>(file_of(walaa::to_tree(fitted_bg()), "bg_nbd", walaa::file_kind::scorer), error_code::bad_value,
                                 "load_scorer");
}

TEST(model_file, a_newer_model_is_refused_before_it_is_read) {
  tree t = walaa::to_tree(fitted_bg());
  t.version = 2;
  t.names[0] = "model_of_a_new_kind";
  expect_refused<fitted<bg_nbd>>(file_of(t), error_code::too_new, "version 2 of its type, this library reads up to 1");
}

TEST(model_file, a_newer_class_inside_is_refused) {
  tree t = walaa::to_tree(fitted_bg());
  t.children[0].version = 2;
  expect_refused<fitted<bg_nbd>>(file_of(t), error_code::too_new, "class version 2 is newer than 1");
}

TEST(model_file, every_class_validates_what_was_loaded) {
  const auto broken = [](auto&& change) {
    tree t = walaa::to_tree(fitted_bg());
    change(t);
    return file_of(t);
  };
  const auto field = [](tree& t, const char* name) -> tree& { return const_cast<tree&>(*t.find(name)); };
  using model = fitted<bg_nbd>;
  expect_refused<model>(broken([&](tree& t) { field(field(t, "model"), "a").num = -1; }), error_code::bad_value, "a = -1");
  expect_refused<model>(broken([&](tree& t) { field(field(t, "model"), "r").num = std::numeric_limits<double>::infinity(); }),
                        error_code::bad_value, "r");
  expect_refused<model>(broken([&](tree& t) { field(field(t, "model"), "r") = {}; }), error_code::bad_value, "r = NaN");
  expect_refused<model>(broken([&](tree& t) { field(field(t, "report"), "status").num = 200; }), error_code::bad_value, "status");
  expect_refused<model>(broken([&](tree& t) { field(field(t, "report"), "unit").num = 3; }), error_code::bad_value, "unit");
  expect_refused<model>(broken([&](tree& t) { field(field(t, "report"), "standard_errors").col.pop_back(); }),
                        error_code::bad_value, "standard_errors");
  expect_refused<model>(broken([&](tree& t) { field(t, "covariance").col.pop_back(); }), error_code::bad_value, "covariance");
  expect_refused<model>(broken([&](tree& t) { field(t, "covariance").col[1] = walaa::missing; }), error_code::bad_value,
                        "covariance");
}

TEST(model_file, what_could_not_be_loaded_is_not_saved) {
  EXPECT_THROW(walaa::save(fitted<bg_nbd>({.r = -1}, walaa::time_unit::day)), walaa::invalid_input);
}

TEST(model_file, sections_of_a_newer_minor_version_are_reported) {
  auto bytes = walaa::save(fitted_bg());
  bytes[10] = std::byte{1};
  for (int i = 0; i < 8; ++i) bytes.push_back(std::byte{0});
  walaa::detail::seal(bytes);
  const auto result = walaa::load<fitted<bg_nbd>>(bytes, std::nothrow);
  ASSERT_TRUE(result) << result.message;
  EXPECT_EQ(result.skipped_sections, 1u);
  EXPECT_EQ(*result.value, fitted_bg());
  EXPECT_EQ(walaa::load<fitted<bg_nbd>>(bytes), fitted_bg());
}

TEST(model_file, the_limit_on_bytes_is_the_callers) {
  const auto bytes = walaa::save(fitted_bg());
  EXPECT_THROW(walaa::load<fitted<bg_nbd>>(bytes, {.max_bytes = 100}), walaa::load_error);
  EXPECT_EQ(walaa::load<fitted<bg_nbd>>(bytes, std::nothrow, {.max_bytes = 100}).code, error_code::too_big);
}

TEST(model_file, the_overload_that_does_not_throw_is_noexcept) {
  static_assert(noexcept(walaa::load<example>(std::span<const std::byte>{}, std::nothrow)));
  EXPECT_EQ(walaa::load<example>({}, std::nothrow).code, error_code::truncated);
  EXPECT_EQ(walaa::load<example>(walaa::save(full_example()), std::nothrow).code, error_code{});
}

}  // namespace
