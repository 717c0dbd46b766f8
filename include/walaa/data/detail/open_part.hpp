// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a part of a purchase log comes to, open at both ends: an open_run for each customer, in order of keys. */

#include <walaa/core/check.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/detail/open_run.hpp>
#include <walaa/data/detail/partition_sorter.hpp>
#include <walaa/data/detail/purchase_partition.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>  // for back_inserter
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

struct open_part {
  std::vector<std::int64_t> numbers;  // the keys: one of the two is empty
  std::vector<std::string> texts;
  std::vector<open_run> runs;
  purchase_counts counts;  // of the periods that are closed

  bool is_text() const noexcept { return !texts.empty(); }
};

[[noreturn]] inline void refuse_sum(std::string_view where) {
  throw invalid_input(error_code::not_representable,
                      std::string(where) + ": a customer's sum is beyond 64 bits; choose a larger amount_unit",
                      "purchases.amount");
}

struct coded_run {
  std::int64_t code;
  open_run run;
};

/// The runs of a log's customers in ascending order of codes; counts what is closed. `parts` has been dealt from the log.
inline std::vector<coded_run> open_runs(const partitioned_log<packed_event>& parts, const summary& s, purchase_counts& counts) {
  struct no_sums {
    void first(const packed_event&) noexcept {}
    void add(const packed_event&) noexcept {}
  };
  const std::size_t partitions = parts.dealer().partitions(), blocks = (std::min<std::size_t>)(partitions, 64);
  struct folded {
    std::vector<coded_run> runs;
    purchase_counts counts;
    bool ok = true;
  };
  std::vector<folded> all(blocks);
  s.executor.parallel_for(blocks, [&](std::size_t block) {
    folded& out = all[block];
    partition_sorter<packed_event> sorter(parts);
    const auto next_period = [&](const packed_event*& e, const packed_event* end) {
      open_period p{.period = static_cast<std::uint32_t>(packed_period(e->what))};
      for (; e != end && packed_period(e->what) == p.period; ++e) out.ok &= p.add(packed_amount(e->what));
      return p;
    };
    for (std::size_t p = block * partitions / blocks; p < (block + 1) * partitions / blocks; ++p)
      sorter.each_customer(p, no_sums{}, [&](no_sums, const packed_event* e, const packed_event* end) {
        const std::int64_t code = e->customer;
        open_run run(next_period(e, end));
        while (e != end) out.ok &= run.push(next_period(e, end), out.counts);
        out.runs.push_back({code, run});
      });
  });
  std::vector<coded_run> runs;
  std::size_t n = 0;
  for (const folded& f : all) n += f.runs.size();
  reserve_large(runs, n);
  for (folded& f : all) {
    if (!f.ok) refuse_sum("partial_summary::add");
    counts += f.counts;
    runs.insert(runs.end(), f.runs.begin(), f.runs.end());
    f.runs = {};
  }
  const auto by_code = [](const coded_run& a, const coded_run& b) { return a.code < b.code; };
  if (!std::is_sorted(runs.begin(), runs.end(), by_code)) std::sort(runs.begin(), runs.end(), by_code);
  return runs;
}

/// Two parts whose keys are of one kind, the later one behind the earlier one.
template<class Key>
open_part joined(std::string_view where, const open_part& a, const open_part& b, std::vector<Key> open_part::*keys) {
  open_part out;
  out.counts = a.counts;
  out.counts += b.counts;
  const std::vector<Key>&of_a = a.*keys, &of_b = b.*keys;
  std::size_t both = 0;
  for (std::size_t i = 0, k = 0; i < of_a.size() && k < of_b.size();) {
    const bool from_a = of_a[i] <= of_b[k], from_b = of_b[k] <= of_a[i];
    both += from_a && from_b;
    i += from_a;
    k += from_b;
  }
  reserve_large(out.*keys, of_a.size() + of_b.size() - both);
  reserve_large(out.runs, of_a.size() + of_b.size() - both);
  for (std::size_t i = 0, k = 0; i < of_a.size() || k < of_b.size();) {
    const bool from_a = k == of_b.size() || (i < of_a.size() && of_a[i] <= of_b[k]);
    const bool from_b = i == of_a.size() || (k < of_b.size() && of_b[k] <= of_a[i]);
    (out.*keys).push_back(from_a ? of_a[i] : of_b[k]);
    out.runs.push_back(from_a ? a.runs[i] : b.runs[k]);
    if (from_a && from_b) {
      if (b.runs[k].first_period() < a.runs[i].last_period())
        throw invalid_input(error_code::bad_date,
                            std::string(where) +
                                ": a customer's purchases go back behind the period that he has reached; give the parts of a "
                                "log in order of time, or cut it by customer",
                            "purchases.on");
      if (!out.runs.back().append(b.runs[k], out.counts)) refuse_sum(where);
    }
    i += from_a;
    k += from_b;
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI::detail
