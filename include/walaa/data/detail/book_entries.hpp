// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a customer_book keeps of a customer: entries in order of (id, day, amount), and how they are saved as columns. */

#include <walaa/core/key.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/detail/purchase_step.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// An event with an id, or all events without one of a day that are of one sign: their sum says all that the rules ask.
struct book_entry {
  std::optional<key> id;
  std::int64_t amount = 0;  ///< in whole units
  std::int32_t day = 0;
  std::uint32_t rows = 1;  ///< how many events it stands for

  friend bool operator==(const book_entry&, const book_entry&) = default;
};

/** Puts an entry into its place; `entries` is unchanged when it throws.
    \returns false when it was there already */
inline bool insert_entry(std::string_view where, std::vector<book_entry>& entries, const book_entry& e) {
  const auto by_id = [](const book_entry& a, const book_entry& b) { return a.id < b.id; };
  const auto by_day = [](const book_entry& a, const book_entry& b) { return a.day < b.day; };
  const auto in_order = [](const book_entry& a, const book_entry& b) {
    return std::tie(a.day, a.amount) < std::tie(b.day, b.amount);
  };
  const auto [first, end] = std::equal_range(entries.begin(), entries.end(), e, by_id);
  if (e.id) {
    for (auto known = first; known != end; ++known) {
      if (known->day == e.day && known->amount == e.amount) return false;
      if (known->amount >= 0 && e.amount >= 0)
        throw invalid_input(
            error_code::conflicting_event,
            std::string(where) + ": id is the id of another purchase of this customer; one id, one day and one amount", "id");
    }
  } else {
    for (auto known = std::lower_bound(first, end, e, by_day); known != end && known->day == e.day; ++known) {
      if ((known->amount < 0) != (e.amount < 0)) continue;
      std::int64_t sum;
      if (__builtin_add_overflow(known->amount, e.amount, &sum))
        throw invalid_input(error_code::not_representable,
                            std::string(where) + ": amount takes its day's sum beyond 64 bits; choose a larger amount_unit",
                            "amount");
      known->amount = sum;
      known->rows += e.rows;
      return true;
    }
  }
  entries.insert(std::upper_bound(first, end, e, in_order), e);
  return true;
}

/// The facts of one customer from the events up to a day.
inline purchase_facts facts_as_of(std::span<const book_entry> entries, date as_of, purchase_folder& folder) {
  std::vector<purchase_event> events;
  events.reserve(entries.size());
  std::int64_t id = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const book_entry& e = entries[i];
    if (i > 0 && e.id != entries[i - 1].id) ++id;
    if (date{date::duration{e.day}} > as_of) continue;
    events.push_back(
        {.customer = 0, .id = id, .amount = e.amount, .day = e.day, .rows = e.rows, .row = i, .has_id = e.id.has_value()});
  }
  return folder.fold(std::span(events));
}

/// A table without columns for these keys, all of one kind.
inline customers table_of(std::span<const key> keys, date as_of, time_unit unit) {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
  for (const key& k : keys) {
    if (const auto* number = std::get_if<std::int64_t>(&k))
      numbers.push_back(*number);
    else
      texts.push_back(std::get<std::string>(k));
  }
  return texts.empty() ? customers(std::move(numbers), as_of, unit) : customers(std::move(texts), as_of, unit);
}

/// 64-bit numbers in columns of numbers that doubles hold.
struct split_column {
  std::vector<std::int32_t> high;
  std::vector<std::uint32_t> low;

  void push_back(std::int64_t v) {
    high.push_back(static_cast<std::int32_t>(v >> 32)), low.push_back(static_cast<std::uint32_t>(v));
  }
  std::int64_t operator[](std::size_t i) const noexcept {
    return static_cast<std::int64_t>(high[i]) * (std::int64_t{1} << 32) + low[i];
  }
  std::size_t size() const noexcept { return high.size() == low.size() ? high.size() : static_cast<std::size_t>(-1); }

  template<class Archive> void serialize(Archive& ar, unsigned) {
    ar& boost::make_nvp("high", high) & boost::make_nvp("low", low);
  }
};

/// All entries of a book as columns, customer by customer.
struct book_columns {
  enum kind : std::uint8_t { no_id, number_id, text_id };

  split_column numbers;  // keys: one of the two is empty
  std::vector<std::string> texts;
  std::vector<std::uint32_t> entries_of;  // how many entries each customer has
  std::vector<std::int32_t> day;
  split_column amount;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint8_t> id_kind;
  split_column id_numbers;
  std::vector<std::string> id_texts;

  void add(const key& who, std::span<const book_entry> entries) {
    if (const auto* number = std::get_if<std::int64_t>(&who))
      numbers.push_back(*number);
    else
      texts.push_back(std::get<std::string>(who));
    entries_of.push_back(static_cast<std::uint32_t>(entries.size()));
    for (const book_entry& e : entries) {
      day.push_back(e.day), amount.push_back(e.amount), rows.push_back(e.rows);
      id_kind.push_back(!e.id ? no_id : e.id->index() == 0 ? number_id : text_id);
      if (e.id && e.id->index() == 0) id_numbers.push_back(std::get<std::int64_t>(*e.id));
      if (e.id && e.id->index() == 1) id_texts.push_back(std::get<std::string>(*e.id));
    }
  }

  /// Back to entries. \throws load_error for columns that do not fit together or that no book would have written
  std::unordered_map<key, std::vector<book_entry>> entries(bool has_amount) const {
    const auto need = [](bool holds) {
      if (!holds) throw load_error(error_code::bad_value, "customer_book: the file's columns do not fit together");
    };
    need((numbers.size() == 0) != texts.empty() || entries_of.empty());
    need(entries_of.size() == numbers.size() + texts.size());
    need(amount.size() == day.size() && rows.size() == day.size() && id_kind.size() == day.size());
    need(id_numbers.size() == static_cast<std::size_t>(std::count(id_kind.begin(), id_kind.end(), number_id)));
    need(id_texts.size() == static_cast<std::size_t>(std::count(id_kind.begin(), id_kind.end(), text_id)));
    std::unordered_map<key, std::vector<book_entry>> out;
    std::size_t at = 0, number = 0, text = 0;
    for (std::size_t i = 0; i < entries_of.size(); ++i) {
      const key who = texts.empty() ? key(numbers[i]) : key(texts[i]);
      if (!texts.empty()) need(is_utf8(texts[i]));
      need(entries_of[i] <= day.size() - at);
      std::vector<book_entry> entries;
      for (const std::size_t end = at + entries_of[i]; at < end; ++at) {
        book_entry e{.id = {}, .amount = amount[at], .day = day[at], .rows = rows[at]};
        need(id_kind[at] <= text_id && is_day(date{date::duration{e.day}}) && e.rows > 0 && (has_amount || e.amount == 0));
        if (id_kind[at] == number_id) e.id = id_numbers[number++];
        if (id_kind[at] == text_id) e.id = id_texts[text++];
        const std::size_t before = entries.size();
        try {
          insert_entry("customer_book", entries, e);
        } catch (const invalid_input&) {
          need(false);
        }
        need(entries.size() == before + 1);
      }
      need(out.emplace(who, std::move(entries)).second);
    }
    need(at == day.size());
    return out;
  }

  template<class Archive> void serialize(Archive& ar, unsigned) {
    ar& boost::make_nvp("numbers", numbers) & boost::make_nvp("texts", texts) & boost::make_nvp("entries_of", entries_of) &
        boost::make_nvp("day", day) & boost::make_nvp("amount", amount) & boost::make_nvp("rows", rows) &
        boost::make_nvp("id_kind", id_kind) & boost::make_nvp("id_numbers", id_numbers) & boost::make_nvp("id_texts", id_texts);
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
