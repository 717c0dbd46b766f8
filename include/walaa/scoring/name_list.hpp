// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The union of the columns that several strategies read: names in order of their first mention, once each. Copies share the
    strings and nothing changes them, so that views of them outlive copying and moving. */

#include <walaa/scoring/strategy.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

class name_list {
 public:
  name_list() = default;

  /// This list and those names that are not in it yet.
  name_list with(input_names more) const {
    auto all = std::make_shared<strings>();
    if (list_) all->names = list_->names;
    for (const std::string_view n : more)
      if (std::find(all->names.begin(), all->names.end(), n) == all->names.end()) all->names.emplace_back(n);
    all->views.assign(all->names.begin(), all->names.end());
    name_list out;
    out.list_ = std::move(all);
    return out;
  }

  input_names views() const noexcept { return list_ ? input_names(list_->views) : input_names(); }

 private:
  struct strings {
    std::vector<std::string> names;
    std::vector<std::string_view> views;
  };
  std::shared_ptr<const strings> list_;
};

}  // namespace walaa::inline WALAA_ABI
