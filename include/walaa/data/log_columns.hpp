// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Logs that own their columns: for readers of files, for the simulator, and to collect logs that come in chunks.

        log_columns all;
        while (next_chunk()) all.append(chunk);            // logs: only views
        customers c = summarize(all.view(), options);      // the same bits as from one log */

#include <walaa/core/check.hpp>
#include <walaa/core/key.hpp>
#include <walaa/data/logs.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A column of keys that owns them: all integers or all texts, whichever came first.
class key_column {
 public:
  key_column() = default;
  key_column(std::vector<std::int64_t> numbers) : numbers_(std::move(numbers)) {}           // NOLINT
  key_column(std::vector<std::string> texts) : texts_(std::move(texts)), is_text_(true) {}  // NOLINT

  std::size_t size() const noexcept { return is_text_ ? texts_.size() : numbers_.size(); }
  bool empty() const noexcept { return size() == 0; }
  operator key_view() const& noexcept { return is_text_ ? key_view(texts_) : key_view(numbers_); }  // NOLINT
  operator key_view() const&& = delete;  // a view of a temporary would dangle

  void push_back(std::int64_t number) { want(false), numbers_.push_back(number); }
  void push_back(std::string text) { want(true), texts_.push_back(std::move(text)); }
  void append(const key_view& more) {
    check(more);
    if (more.empty()) return;
    is_text_ = more.is_text();
    numbers_.insert(numbers_.end(), more.numbers().begin(), more.numbers().end());
    texts_.insert(texts_.end(), more.texts().begin(), more.texts().end());
  }

  /// \throws invalid_input when `more` is of the other kind
  void check(const key_view& more) const {
    if (!more.empty() && !empty() && more.is_text() != is_text_) refuse(more.is_text());
  }

 private:
  void want(bool text) {
    if (empty()) is_text_ = text;
    if (text != is_text_) refuse(text);
  }
  [[noreturn]] void refuse(bool text) const {
    throw invalid_input(error_code::wrong_key_kind, std::string("key_column: has ") + (is_text_ ? "text" : "integer") +
                                                        " keys and is given " + (text ? "text" : "integer") +
                                                        " keys; give all chunks one kind");
  }
  std::vector<std::int64_t> numbers_;
  std::vector<std::string> texts_;
  bool is_text_ = false;
};

struct log_columns {
  struct item_column {
    std::string name;
    std::vector<double> answer;
    double lowest = 0, highest = 10;
    bool reversed = false;
  };
  struct {
    key_column customer;
    std::vector<date> on;
    std::vector<double> amount;
    key_column id;
  } purchases;
  struct {
    key_column customer;
    std::vector<date> on;
    std::vector<item_column> items;
  } answers;
  struct {
    key_column customer;
    std::vector<date> opened, first_reply, resolved, due;
    std::vector<std::uint8_t> kind;
  } service;
  struct {
    key_column customer;
    std::vector<date> from, until;
  } contracts;
  key_column roster;

  /// The logs, seen; valid until a column changes.
  logs view() const& {
    logs l{.purchases = {purchases.customer, purchases.on, purchases.amount, purchases.id},
           .answers = {answers.customer, answers.on, {}},
           .service = {service.customer, service.opened, service.first_reply, service.resolved, service.due, service.kind},
           .contracts = {contracts.customer, contracts.from, contracts.until},
           .roster = roster};
    for (const item_column& q : answers.items) l.answers.items.push_back({q.name, q.answer, q.lowest, q.highest, q.reversed});
    return l;
  }
  logs view() const&& = delete;

  /** Adds the rows of further logs behind the ones here.
      \throws invalid_input when a chunk has other columns than the chunks before it (an empty log has none and is welcome) */
  void append(const logs& more) {
    const purchase_log& p = more.purchases;
    check_rows("purchases.amount", purchases.customer.size(), purchases.amount.size(), p.customer.size(), p.amount.size());
    check_rows("purchases.id", purchases.customer.size(), purchases.id.size(), p.customer.size(), p.id.size());
    check_items(more.answers);
    const service_log& c = more.service;
    const std::size_t cases = service.customer.size(), more_cases = c.customer.size();
    check_rows("service.first_reply", cases, service.first_reply.size(), more_cases, c.first_reply.size());
    check_rows("service.resolved", cases, service.resolved.size(), more_cases, c.resolved.size());
    check_rows("service.due", cases, service.due.size(), more_cases, c.due.size());
    check_rows("service.kind", cases, service.kind.size(), more_cases, c.kind.size());
    check_rows("contracts.until", contracts.customer.size(), contracts.until.size(), more.contracts.customer.size(),
               more.contracts.until.size());

    purchases.customer.check(p.customer), purchases.id.check(p.id), answers.customer.check(more.answers.customer);
    service.customer.check(c.customer), contracts.customer.check(more.contracts.customer), roster.check(more.roster);

    purchases.customer.append(p.customer), add(purchases.on, p.on), add(purchases.amount, p.amount), purchases.id.append(p.id);
    if (answers.items.empty())
      for (const item& q : more.answers.items)
        answers.items.push_back({std::string(q.name), {}, q.lowest, q.highest, q.reversed});
    answers.customer.append(more.answers.customer), add(answers.on, more.answers.on);
    for (std::size_t i = 0; i < more.answers.items.size(); ++i) add(answers.items[i].answer, more.answers.items[i].answer);
    service.customer.append(c.customer), add(service.opened, c.opened), add(service.first_reply, c.first_reply);
    add(service.resolved, c.resolved), add(service.due, c.due), add(service.kind, c.kind);
    contracts.customer.append(more.contracts.customer), add(contracts.from, more.contracts.from);
    add(contracts.until, more.contracts.until);
    roster.append(more.roster);
  }

 private:
  template<class T> static void add(std::vector<T>& to, std::span<const T> more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  /// A column that may be absent must be there in all chunks or in none.
  static void check_rows(std::string_view name, std::size_t rows, std::size_t values, std::size_t more_rows,
                         std::size_t more_values) {
    if (more_rows != more_values && more_values != 0)
      check_same_length("log_columns::append", "customer", more_rows, name, more_values);
    if (rows > 0 && more_rows > 0 && (values > 0) != (more_values > 0))
      throw invalid_input(
          error_code::length_mismatch,
          "log_columns::append: some chunks have " + std::string(name) + " and some have not; give it in all or in none", name);
  }
  void check_items(const answer_log& more) const {
    for (const item& q : more.items)
      check_same_length("log_columns::append", "answers.customer", more.customer.size(), q.name, q.answer.size());
    if (answers.items.empty() || (more.items.empty() && more.customer.empty())) return;
    bool same = more.items.size() == answers.items.size();
    for (std::size_t i = 0; same && i < more.items.size(); ++i) {
      const item_column& q = answers.items[i];
      const item& r = more.items[i];
      same = q.name == r.name && q.lowest == r.lowest && q.highest == r.highest && q.reversed == r.reversed;
    }
    if (!same)
      throw invalid_input(
          error_code::length_mismatch,
          "log_columns::append: the chunks ask different items; give all chunks the same items on the same scales",
          "answers.items");
  }
};

}  // namespace walaa::inline WALAA_ABI
