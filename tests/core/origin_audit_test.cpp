// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/origin_audit.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using walaa::number;

enum class mode : std::uint8_t { one, two };

// A model: it has numbers of its own and its own serialize.
struct model {
  double r = 1, alpha = 1;
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha); }
};

class closed_model {
 public:
  closed_model() = default;
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("r", r_); }

 private:
  double r_ = 1;
};

struct allowed {
  number horizon{90};
  std::vector<number> weights;
  std::vector<std::string> columns;
  std::string name;
  int bins = 5;
  bool reversed = false;
  mode how = mode::one;
  model visits;
  closed_model spend;
  std::vector<model> many;
  template<class Archive> void serialize(Archive& ar, unsigned) {
    ar& boost::make_nvp("horizon", horizon) & boost::make_nvp("weights", weights) & boost::make_nvp("columns", columns) &
        boost::make_nvp("name", name) & boost::make_nvp("bins", bins) & boost::make_nvp("reversed", reversed) &
        boost::make_nvp("how", how) & boost::make_nvp("visits", visits) & boost::make_nvp("spend", spend) &
        boost::make_nvp("many", many);
  }
};

struct without_members {};
struct without_serialize {
  number patience{2.0};
  int bins = 3;
};

struct bare_first {
  double patience = 2;
};
struct bare_float {
  int n = 0;
  float patience = 2;
};
struct bare_after_classes {
  model visits;
  std::string name;
  double patience = 2;
};
struct bare_column {
  number a;
  std::vector<double> cuts;
};
struct bare_columns {
  std::vector<std::vector<double>> cuts;
};
struct bare_array {
  int n = 0;
  double cuts[3] = {1, 2, 3};
};

TEST(origin_audit, accepts_numbers_with_origin_and_whatever_is_no_number_of_its_own) {
  static_assert(walaa::audit_origin<allowed>());
  static_assert(walaa::audit_origin<without_members>());
  static_assert(walaa::audit_origin<without_serialize>());
}

TEST(origin_audit, finds_bare_members_of_an_aggregate_wherever_they_stand) {
  static_assert(walaa::detail::has_bare_member<bare_first>());
  static_assert(walaa::detail::has_bare_member<bare_float>());
  static_assert(walaa::detail::has_bare_member<bare_after_classes>());
  static_assert(walaa::detail::has_bare_member<bare_column>());
  static_assert(walaa::detail::has_bare_member<bare_columns>());
  static_assert(walaa::detail::has_bare_member<bare_array>());
  static_assert(!walaa::detail::has_bare_member<allowed>());
  static_assert(!walaa::detail::has_bare_member<without_serialize>());
}

TEST(origin_audit, knows_what_carries_no_origin) {
  static_assert(walaa::detail::without_origin<double>());
  static_assert(walaa::detail::without_origin<std::vector<float>>());
  static_assert(!walaa::detail::without_origin<number>());
  static_assert(!walaa::detail::without_origin<std::vector<number>>());
  static_assert(!walaa::detail::without_origin<int>());
  static_assert(!walaa::detail::without_origin<std::string>());
}

TEST(origin_audit, an_archive_of_it_stores_nothing_and_changes_nothing) {
  allowed a;
  a.horizon = {30, walaa::origin::published, "somewhere"};
  walaa::origin_audit audit;
  a.serialize(audit, 0);
  EXPECT_EQ(a.horizon.value, 30);
  EXPECT_EQ(a.horizon.from, walaa::origin::published);
}

}  // namespace
