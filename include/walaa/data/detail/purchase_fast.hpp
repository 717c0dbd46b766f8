// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The second half of the fast summary: each partition's events sorted by customer and period in cache, and folded by the
    rules of purchase_folding.hpp for events without an id. Whatever is out of the ordinary (a bad row, a sum beyond 64 bits, a
    refund of nothing that is to be an error) is left to the careful path, which names the row. */

#include <walaa/data/detail/purchase_partition.hpp>
#include <walaa/data/detail/purchase_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Sorts whole numbers; runs are short, mostly.
inline void sort_run(std::uint64_t* first, std::uint64_t* end) noexcept {
  if (end - first > 24) return std::sort(first, end);
  for (std::uint64_t* i = first + 1; i < end; ++i) {
    const std::uint64_t v = *i;
    std::uint64_t* to = i;
    for (; to > first && to[-1] > v; --to) *to = to[-1];
    *to = v;
  }
}

/// One customer's packed events in order -> facts; false when a sum leaves 64 bits. Counts as purchase_folder does.
inline bool fold_packed(std::span<const std::uint64_t> events, std::int64_t first_period, purchase_facts& facts,
                        purchase_counts& counts) noexcept {
  checked_sum repeats;
  for (auto at = events.begin(); at != events.end();) {
    const std::uint64_t period = packed_period(*at);
    checked_sum net;
    std::size_t bought = 0, returned = 0;
    do {
      const std::int64_t amount = packed_amount(*at);
      net.add(amount);
      returned += amount < 0;
      bought += amount >= 0;
      ++at;
    } while (at != events.end() && packed_period(*at) == period);
    if (bought == 0) {
      counts.unmatched_refunds += returned;
      continue;
    }
    counts.refunds += returned;
    if (returned > 0 && net.value() <= 0) {
      ++counts.cancelled;
      continue;
    }
    counts.purchases += bought;
    counts.merged += bought - 1;
    facts.last = first_period + static_cast<std::int64_t>(period);
    if (facts.periods++ == 0)
      facts.first = facts.last, facts.first_sum = net.value();
    else
      repeats.add(net.value());
    if (net.overflowed()) return false;
  }
  facts.repeat_sum = repeats.value();
  return !repeats.overflowed();
}

/// Numbers the customers of a partition from 0, in the order of their coming; used again and again.
class partition_index {
 public:
  void clear() {
    customers_.clear();
    std::fill(slots_.begin(), slots_.end(), slot{0, none});
  }
  std::uint32_t number(std::int64_t code, std::uint64_t hash) {
    // the top bits chose the partition; bits from the middle choose the slot
    for (std::size_t at = static_cast<std::size_t>(hash >> 20) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      slot& s = slots_[at];
      if (s.number == none) {
        if (2 * customers_.size() >= slots_.size()) {
          grow();
          return number(code, hash);
        }
        s = {code, static_cast<std::uint32_t>(customers_.size())};
        customers_.push_back({code, hash});
        return s.number;
      }
      if (s.code == code) return s.number;
    }
  }
  std::size_t size() const noexcept { return customers_.size(); }
  std::int64_t code(std::size_t number) const noexcept { return customers_[number].first; }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct slot {
    std::int64_t code;
    std::uint32_t number;
  };
  void grow() {
    slots_.assign(2 * slots_.size(), {0, none});
    for (std::size_t i = 0; i < customers_.size(); ++i) {
      std::size_t at = static_cast<std::size_t>(customers_[i].second >> 20) & (slots_.size() - 1);
      while (slots_[at].number != none) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {customers_[i].first, static_cast<std::uint32_t>(i)};
    }
  }
  std::vector<slot> slots_ = std::vector<slot>(2048, {0, none});
  std::vector<std::pair<std::int64_t, std::uint64_t>> customers_;
};

class partition_folder {
 public:
  partition_folder(const partitioned_log& log, std::int64_t first_period) : log_(log), first_period_(first_period) {}

  void fold(std::size_t partition, folded_partitions& out) {
    const code_dealer& dealer = log_.dealer();
    const std::size_t n = log_.size(partition);
    if (n == 0) return;
    if (numbers_.size() < n) numbers_.resize(n), sorted_.resize(n);
    const bool dense = dealer.by_range();
    const std::int64_t first = dense ? dealer.first(partition) : 0;
    std::size_t customers = 0, i = 0;
    if (dense) {
      customers = dealer.width();
      ends_.assign(customers + 1, 0);
      log_.each(partition, [&](const packed_event& e) { ++ends_[static_cast<std::size_t>(e.customer - first) + 1]; });
    } else {
      index_.clear();
      log_.each(partition, [&](const packed_event& e) { numbers_[i++] = index_.number(e.customer, dealer.mixed(e.customer)); });
      customers = index_.size();
      ends_.assign(customers + 1, 0);
      for (std::size_t k = 0; k < n; ++k) ++ends_[numbers_[k] + 1];
    }
    for (std::size_t c = 1; c <= customers; ++c) ends_[c] += ends_[c - 1];
    // ends_[c] is where customer c's run begins and, once it is full, where it ends
    i = 0;
    if (dense)
      log_.each(partition,
                [&](const packed_event& e) { sorted_[ends_[static_cast<std::size_t>(e.customer - first)]++] = e.what; });
    else
      log_.each(partition, [&](const packed_event& e) { sorted_[ends_[numbers_[i++]]++] = e.what; });
    for (std::size_t c = 0, begin = 0; c < customers; ++c) {
      const std::size_t end = ends_[c];
      if (begin == end) continue;
      sort_run(&sorted_[begin], &sorted_[begin] + (end - begin));
      purchase_facts facts;
      out.ok &= fold_packed({&sorted_[begin], end - begin}, first_period_, facts, out.counts);
      begin = end;
      if (facts.periods == 0) continue;
      out.customer.push_back(dense ? first + static_cast<std::int64_t>(c) : index_.code(c));
      out.facts.push_back(facts);
    }
  }

 private:
  const partitioned_log& log_;
  std::int64_t first_period_;
  partition_index index_;
  std::vector<std::uint32_t> numbers_, ends_;
  std::vector<std::uint64_t> sorted_;
};

/// Fills `out` and returns true, or returns false when the careful path must decide.
inline bool summarise_fast(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s, purchase_table& out) {
  if (!log.id.empty() || codes.empty() || codes.size() > 0x7fffffffu) return false;
  const partitioned_log parts(log, codes, s);
  if (!parts.ok()) return false;
  if (!keep_going(s.progress, 1, 2)) throw cancelled("summarize");
  const std::size_t partitions = parts.dealer().partitions(), blocks = (std::min<std::size_t>)(partitions, 64);
  std::vector<folded_partitions> folded(blocks);
  s.executor.parallel_for(blocks, [&](std::size_t block) {
    partition_folder folder(parts, period_of(earliest_day, s.period));
    for (std::size_t p = block * partitions / blocks; p < (block + 1) * partitions / blocks; ++p) folder.fold(p, folded[block]);
  });
  std::size_t refunds_of_nothing = 0;
  bool ok = true;
  for (const folded_partitions& b : folded) ok &= b.ok, refunds_of_nothing += b.counts.unmatched_refunds;
  if (!ok || (refunds_of_nothing > 0 && s.unknown_refunds == unmatched::error)) return false;
  place_customers(folded, parts.dealer().by_range(), out);
  out.after_as_of = parts.after_as_of();
  return true;
}

}  // namespace walaa::inline WALAA_ABI::detail
