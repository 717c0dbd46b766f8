// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Purchases as they happen: a value that a host keeps beside its till and asks about one customer at a time.

        customer_book book;
        book.add({.customer = 42, .on = today, .amount = 19.90});
        loyalty.score(book.at(42, today));        // the columns frequency, recency, T, monetary_value

    What it says is what summarize says of the same events, to the bit: in any order of adding, with late events, refunds and
    duplicates, after merging books and after saving and loading.

    It keeps an entry a customer and day (events with an id: an entry each), so it can be asked as of any day, past ones too.
    That is also why books may be merged although one customer bought in both: a state of only first, last, count and sum
    would count a period that both books know twice. Events without an id must reach one of the books only; events with an id
    may reach several and count once.

    Not thread-safe while it changes; const members may be called from any number of threads. */

#include <walaa/data/detail/book_entries.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_folding.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One event of a purchase log; amount < 0: a refund.
struct purchase {
  key customer{};
  date on = no_date;
  double amount = missing;  ///< missing in all events of a book, or in none
  std::optional<key> id{};  ///< of the event
};

struct book_options {
  time_unit unit = time_unit::day;
  period_rule period = period_rule::day;
  double amount_unit = 0.01;
};

class customer_book {
 public:
  explicit customer_book(const book_options& options = {}) : options_(options), scale_(options.amount_unit) {}

  /** Takes an event in; the book is unchanged when it throws.
      \returns false when the event was known already (same customer, id, day and amount)
      \throws invalid_input for a bad day, amount or key, and for another purchase under a known id */
  bool add(const purchase& p) {
    constexpr std::string_view where = "customer_book::add";
    if (!detail::is_day(p.on)) detail::refuse_date(where, "on", no_row);
    check_key(where, p.customer);
    detail::book_entry e{.id = p.id, .day = static_cast<std::int32_t>(p.on.time_since_epoch().count())};
    if (!is_missing(p.amount) && !scale_.to_units(p.amount, e.amount))
      detail::refuse_amount(where, "amount", no_row, p.amount, scale_.unit());
    check_amounts(where, !is_missing(p.amount));
    const bool added = detail::insert_entry(where, entries_[p.customer], e);
    has_amount_ = !is_missing(p.amount);
    return added;
  }

  /// A whole log, row by row. \throws invalid_input for columns of different lengths, and as the single event does
  void add(const purchase_log& log) {
    const std::size_t n = log.customer.size();
    check_same_length("customer_book::add", "customer", n, "on", log.on.size());
    if (!log.amount.empty()) check_same_length("customer_book::add", "customer", n, "amount", log.amount.size());
    if (!log.id.empty()) check_same_length("customer_book::add", "customer", n, "id", log.id.size());
    for (std::size_t row = 0; row < n; ++row)
      add({.customer = log.customer[row],
           .on = log.on[row],
           .amount = log.amount.empty() ? missing : log.amount[row],
           .id = log.id.empty() ? std::nullopt : std::optional<key>(log.id[row])});
  }

  /** Takes in everything that another book knows.
      \throws invalid_input, this book unchanged, when the books differ in options or kinds of keys, or contradict each other */
  void merge(const customer_book& other) {
    constexpr std::string_view where = "customer_book::merge";
    if (other.options_.unit != options_.unit || other.options_.period != options_.period ||
        other.options_.amount_unit != options_.amount_unit)
      throw invalid_input(error_code::unit_mismatch, std::string(where) + ": the books differ in unit, period or amount_unit",
                          "other");
    if (other.entries_.empty()) return;
    check_amounts(where, other.has_amount_);
    customer_book both(*this);
    for (const auto& [who, entries] : other.entries_) {
      both.check_key(where, who);
      std::vector<detail::book_entry>& mine = both.entries_[who];
      for (const detail::book_entry& e : entries) detail::insert_entry(where, mine, e);
    }
    both.has_amount_ = other.has_amount_;
    *this = std::move(both);
  }

  /// A customer as of a day: events up to it count. Without a purchase that stands by then: all missing.
  customer at(const key& who, date as_of) const {
    static constexpr std::string_view names[] = {"frequency", "recency", "T", "monetary_value"};
    customer out(std::span(names, has_amount_ || entries_.empty() ? 4u : 3u), as_of, options_.unit);
    const auto found = entries_.find(who);
    if (found == entries_.end()) return out;
    detail::purchase_folder folder(options_.period);
    const auto v = values(detail::facts_as_of(found->second, as_of, folder), as_of);
    out["frequency"] = v.frequency, out["recency"] = v.recency, out["T"] = v.age;
    if (has_amount_) out["monetary_value"] = v.monetary_value;
    return out;
  }

  /// All customers with a purchase that stands as of a day, in order of keys: what summarize makes of the same events.
  customers table(date as_of) const {
    detail::purchase_folder folder(options_.period);
    std::vector<key> keys;
    std::vector<double> frequency, recency, age, spend;
    for (const key& who : keys_in_order()) {
      const auto v = values(detail::facts_as_of(entries_.find(who)->second, as_of, folder), as_of);
      if (is_missing(v.frequency)) continue;
      keys.push_back(who);
      frequency.push_back(v.frequency), recency.push_back(v.recency), age.push_back(v.age), spend.push_back(v.monetary_value);
    }
    customers out = detail::table_of(keys, as_of, options_.unit);
    out.with("frequency", std::move(frequency)).with("recency", std::move(recency)).with("T", std::move(age));
    if (has_amount_) out.with("monetary_value", std::move(spend));
    join_report report;
    report.customers = out.size();
    detail::report_purchases(folder.counts(), report);
    out.set_report(report);
    return out;
  }

  std::size_t size() const noexcept { return entries_.size(); }  ///< customers known
  const book_options& options() const noexcept { return options_; }

  /// The latest day of any event; no_date for an empty book.
  date high_water_mark() const noexcept {
    date latest = no_date;
    for (const auto& [who, entries] : entries_)
      for (const auto& e : entries) latest = (std::max)(latest, date{date::duration{e.day}});
    return latest;
  }

  /// Removes a customer and every trace of him. \returns false when he was not known
  bool forget(const key& who) { return entries_.erase(who) > 0; }

  friend bool operator==(const customer_book& a, const customer_book& b) {
    return a.options_.unit == b.options_.unit && a.options_.period == b.options_.period &&
           a.options_.amount_unit == b.options_.amount_unit && a.entries_ == b.entries_;
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<customer_book>(file_version);
    detail::book_columns rows;
    if constexpr (Archive::is_saving::value)
      for (const key& who : keys_in_order()) rows.add(who, entries_.find(who)->second);
    ar& boost::make_nvp("unit", options_.unit) & boost::make_nvp("period", options_.period) &
        boost::make_nvp("amount_unit", options_.amount_unit) & boost::make_nvp("has_amount", has_amount_) &
        boost::make_nvp("rows", rows);
    if constexpr (Archive::is_loading::value) {
      if (options_.unit > time_unit::month || options_.period > period_rule::quarter || !is_finite(options_.amount_unit) ||
          !(options_.amount_unit > 0))
        throw load_error(error_code::bad_value, "customer_book: the file's options are out of range");
      scale_ = amount_scale(options_.amount_unit);
      entries_ = rows.entries(has_amount_);
    }
  }

 private:
  detail::purchase_values values(const detail::purchase_facts& f, date as_of) const noexcept {
    return detail::values_of(f, period_of(as_of, options_.period), options_.period, options_.unit, scale_);
  }

  void check_key(std::string_view where, const key& who) const {
    if (const auto* text = std::get_if<std::string>(&who); text && !detail::is_utf8(*text))
      throw invalid_input(error_code::bad_text, std::string(where) + ": customer is not valid UTF-8", "customer");
    if (!entries_.empty() && entries_.begin()->first.index() != who.index())
      throw invalid_input(error_code::wrong_key_kind,
                          std::string(where) + ": customer is " + (who.index() == 0 ? "an integer" : "a text") +
                              " and the book has the other kind of keys",
                          "customer");
  }
  void check_amounts(std::string_view where, bool has_amount) const {
    if (!entries_.empty() && has_amount != has_amount_)
      throw invalid_input(
          error_code::not_finite,
          std::string(where) + ": amount is given for some events and missing for others; give it for all or for none", "amount");
  }
  std::vector<key> keys_in_order() const {
    std::vector<key> keys;
    keys.reserve(entries_.size());
    for (const auto& [who, entries] : entries_) keys.push_back(who);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  book_options options_;
  amount_scale scale_;
  std::unordered_map<key, std::vector<detail::book_entry>> entries_;
  bool has_amount_ = false;
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::customer_book> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
