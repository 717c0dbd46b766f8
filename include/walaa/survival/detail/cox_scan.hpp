// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Sums over the risk sets of a Cox fit, from the oldest time down: S0 = sum of r, S1 = sum of r x over who is at risk, D0 and D1
    over who leaves, with r = weight exp(x b).

    Each block of groups sums from zero, and what came before is added: the same bits whoever runs the blocks. With late entry
    customers also drop out of the sums on the way down; those sums are carried in two doubles each, because what is left may be
    a millionth of what was there. */

#include <walaa/survival/detail/cox_kernels.hpp>
#include <walaa/survival/detail/cox_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Sums, and what rounding took from them.
struct cox_totals {
  std::vector<double> sum, rest;

  explicit cox_totals(std::size_t padded = 0) : sum(padded), rest(padded) {}
  void add(std::size_t j, double v) noexcept {
    const double s = sum[j] + v, part = s - sum[j];
    rest[j] += (sum[j] - (s - part)) + (v - part);
    sum[j] = s;
  }
  void add(const cox_totals& more) noexcept {
    for (std::size_t j = 0; j < sum.size(); ++j) add(j, more.sum[j]), rest[j] += more.rest[j];
  }
  void clear() noexcept {
    sum.assign(sum.size(), 0);
    rest.assign(rest.size(), 0);
  }
};

/// Whether a stratum opened in a block, so that nothing from before counts after it; and what the block itself has summed.
struct cox_block_end {
  bool opened = false;
  cox_totals own;
};

class cox_scan {
 public:
  explicit cox_scan(const cox_rows& rows) : rows_(rows), r_(rows.tiles * tile_rows) {}

  const double* rates() const noexcept { return r_.data(); }

  /** r for all rows; log-rates beyond 200 are taken from the largest of their stratum.
      \returns what was subtracted from the log-rates, a stratum; empty: nothing */
  std::vector<double> set_rates(std::span<const double> theta, const executor_ref& executor) {
    std::vector<double> by(rows_.terms), largest(parts(), 0.0);
    for (std::size_t j = 1; j < rows_.terms; ++j) by[j] = theta[j - 1];
    executor.parallel_for(parts(), [&](std::size_t part) {
      simd::on_active_path(cox_rates_call{rows_.x.data(), rows_.weight.data(), by.data(), first_tile(part), first_tile(part + 1),
                                          rows_.terms, rows_.padded, r_.data(), &largest[part]});
    });
    for (const double v : largest)
      if (v > 200) return shifted_rates(theta);
    return {};
  }

  /** Sums of one block from zero; visit(group, sums of the block, what rounding took from them, opened) at each group with
      leavers. */
  template<class Visit> cox_block_end of_block(std::size_t block, Visit&& visit) const {
    const std::size_t first = rows_.blocks[block], last = rows_.blocks[block + 1];
    cox_block_end end{.opened = false, .own = cox_totals(rows_.padded)};
    double* const sum = end.own.sum.data();
    // of few rows a group the sums run from row to row; of many, group by group
    const bool few = !rows_.late() && rows_.groups[last - 1].last - rows_.groups[first].first < 16 * (last - first);
    std::vector<double> running(few ? tile_rows * rows_.padded : 0);
    std::size_t from = rows_.groups[first].first, to = from, stop = from;  // rows that `running` has; where its stratum ends
    for (std::size_t g = first; g < last; ++g) {
      const cox_group& group = rows_.groups[g];
      if (group.opens) {
        end.opened = true;
        end.own.clear();
      }
      if (rows_.late()) {
        for (std::size_t i = group.first; i < group.last; ++i) add_row(i, 1, end.own);
        for (std::size_t i = group.opens ? group.first : rows_.groups[g - 1].gone; i < group.gone; ++i)
          add_row(rows_.leaving[i], -1, end.own);
      } else if (few) {
        if (g == first || group.opens)
          for (std::size_t k = g; k < last && (k == g || !rows_.groups[k].opens); ++k) stop = rows_.groups[k].last;
        while (to < group.last) {
          if (to > from) std::copy_n(&running[(to - 1 - from) * rows_.padded], rows_.padded, sum);
          if (to == group.first && group.opens) end.own.clear();
          from = to;
          to = (std::min)(stop, (from / tile_rows + 1) * tile_rows);
          const std::size_t tile = from / tile_rows;
          simd::on_active_path(cox_running_call{rows_.x.data() + tile * rows_.padded * tile_rows, r_.data() + tile * tile_rows,
                                                sum, from % tile_rows, from % tile_rows + (to - from), rows_.padded,
                                                running.data()});
        }
        if (group.last > group.first) {
          if (group.leavers() > 0) visit(g, &running[(group.last - 1 - from) * rows_.padded], end.own.rest.data(), end.opened);
          continue;
        }
      } else {
        add_stretch(group.first, group.last, sum);
      }
      if (group.leavers() > 0) visit(g, sum, end.own.rest.data(), end.opened);
    }
    if (few && to > from) std::copy_n(&running[(to - 1 - from) * rows_.padded], rows_.padded, sum);
    return end;
  }

  /** Every group with leavers: visit(block, group, S, D), where S and D have S0 and D0 first; D is null where one left, or where
      it is not wanted. Blocks may run side by side. */
  template<class Visit> void run(bool want_leavers, const executor_ref& executor, Visit&& visit) const {
    const std::size_t blocks = rows_.blocks.size() - 1;
    cox_totals before(rows_.padded);
    const auto pass = [&](std::size_t block, const cox_totals& from) {
      std::vector<double> s(rows_.padded), d(rows_.padded);
      return of_block(block, [&](std::size_t g, const double* sum, const double* rest, bool opened) {
        if (opened)
          for (std::size_t j = 0; j < rows_.terms; ++j) s[j] = sum[j] + rest[j];
        else
          for (std::size_t j = 0; j < rows_.terms; ++j) s[j] = (from.sum[j] + sum[j]) + (from.rest[j] + rest[j]);
        const cox_group& group = rows_.groups[g];
        const bool wanted = want_leavers && group.leavers() > 1;
        if (wanted) {
          std::fill(d.begin(), d.end(), 0.0);
          add_stretch(group.events, group.last, d.data());
        }
        visit(block, g, s.data(), wanted ? d.data() : nullptr);
      });
    };
    const auto proceed = [&](const cox_block_end& end) {
      if (end.opened) before.clear();
      before.add(end.own);
    };
    if (executor.serial()) {
      for (std::size_t b = 0; b < blocks; ++b) proceed(pass(b, before));
      return;
    }
    std::vector<cox_block_end> ends(blocks);
    executor.parallel_for(blocks, [&](std::size_t b) { ends[b] = of_block(b, [](auto&&...) {}); });
    std::vector<cox_totals> from;
    for (std::size_t b = 0; b < blocks; ++b) {
      from.push_back(before);
      proceed(ends[b]);
    }
    executor.parallel_for(blocks, [&](std::size_t b) { pass(b, from[b]); });
  }

  /// Tiles are dealt to at most 64 parts, whatever the number of threads.
  std::size_t parts() const noexcept { return (std::min)(std::size_t{64}, (rows_.tiles + 15) / 16); }
  std::size_t first_tile(std::size_t part) const noexcept { return part * rows_.tiles / parts(); }

 private:
  void add_stretch(std::size_t first, std::size_t last, double* to) const noexcept {
    if (last - first >= 16) {
      simd::on_active_path(cox_stretch_call{rows_.x.data(), r_.data(), first, last, rows_.padded, to});
      return;
    }
    for (std::size_t i = first; i < last; ++i) {
      const double* const z = rows_.x.data() + i / tile_rows * rows_.padded * tile_rows + i % tile_rows;
      for (std::size_t j = 0; j < rows_.terms; ++j) to[j] += r_[i] * z[j * tile_rows];
    }
  }

  void add_row(std::size_t i, double sign, cox_totals& to) const noexcept {
    const double* const z = rows_.x.data() + i / tile_rows * rows_.padded * tile_rows + i % tile_rows;
    const double r = sign * r_[i];
    for (std::size_t j = 0; j < rows_.terms; ++j) {
      const double v = r * z[j * tile_rows];
      to.add(j, v);
    }
  }

  std::vector<double> shifted_rates(std::span<const double> theta) {
    std::vector<double> shift;
    for (const cox_stratum& k : rows_.strata) {
      const std::size_t first = rows_.groups[k.first_group].first, last = rows_.groups[k.last_group - 1].last;
      double most = -std::numeric_limits<double>::infinity();
      for (std::size_t i = first; i < last; ++i) {
        double sum = 0;
        for (std::size_t j = 1; j < rows_.terms; ++j) sum += theta[j - 1] * rows_.at(i, j);
        r_[i] = sum;
        most = sum > most ? sum : most;
      }
      for (std::size_t i = first; i < last; ++i) r_[i] = rows_.weight[i] * std::exp(r_[i] - most);
      shift.push_back(most);
    }
    return shift;
  }

  const cox_rows& rows_;
  large_buffer<double> r_;
};

}  // namespace walaa::inline WALAA_ABI::detail
