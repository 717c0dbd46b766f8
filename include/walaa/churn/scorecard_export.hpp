// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A scorecard for programs without walaa: as JSON text, and as one SQL expression for each column and their sum.

    Numbers are written with as many digits as bring back the same double. In SQL a missing value is NULL; columns of texts are
    compared with the texts, others with numbers. Both give the bins in the order in which they are asked: special values, missing,
    then intervals or categories, then the unseen. */

#include <walaa/churn/detail/scorecard_class.hpp>
#include <walaa/core/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline std::string json_text(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += '\\', out += c;
    else if (u < 0x20)
      out += "\\u00", out += hex[u >> 4], out += hex[u & 15];
    else
      out += c;
  }
  return out + "\"";
}

inline std::string quoted(std::string_view text, char mark) {
  std::string out(1, mark);
  for (const char c : text) {
    if (c == mark) out += c;
    out += c;
  }
  return out + mark;
}

/// A category or special value as JSON or SQL has it.
template<class Text> std::string value_text(const binning& b, const bin& one, double v, Text&& text) {
  const bool named = one.kind == bin_kind::category && v >= 0 && v < static_cast<double>(b.labels.size());
  return named ? text(b.labels[static_cast<std::size_t>(v)]) : number_text(v);
}

inline std::string sql_condition(const binning& b, const bin& one, const std::string& column) {
  if (one.kind == bin_kind::blank) return column + " IS NULL";
  if (one.kind == bin_kind::interval) {
    const bool left = b.closed == closed_side::left;
    std::string out;
    if (is_finite(one.low)) out = column + (left ? " >= " : " > ") + number_text(one.low);
    if (is_finite(one.high)) out += (out.empty() ? "" : " AND ") + column + (left ? " < " : " <= ") + number_text(one.high);
    return out.empty() ? column + " IS NOT NULL" : out;
  }
  std::string list;
  for (const double v : one.values)
    list += (list.empty() ? "" : ", ") + value_text(b, one, v, [](std::string_view t) { return quoted(t, '\''); });
  return column + " IN (" + list + ")";
}

}  // namespace detail

/// One CASE expression of column j; `unknown` points for what no other bin takes.
template<int = 0> std::string to_sql(const scorecard& card, std::size_t j) {
  const binning& b = card.columns[j];
  const std::string column = detail::quoted(b.column, '"');
  std::string out = "CASE";
  const auto when = [&](std::size_t k) {
    out += " WHEN " + detail::sql_condition(b, b.bins[k], column) + " THEN " + number_text(card.points_of(j, k));
  };
  for (std::size_t k = b.ordinary; k <= b.missing_bin(); ++k) when(k);
  for (std::size_t k = 0; k < b.ordinary; ++k) when(k);
  return out + " ELSE " + number_text(card.points_of(j, b.categorical ? b.bins.size() - 1 : b.missing_bin())) + " END";
}

/// "SELECT ... AS score FROM table": the score of every row.
template<int = 0> std::string to_sql(const scorecard& card, std::string_view table) {
  std::string out = "SELECT\n  ";
  for (std::size_t j = 0; j < card.size(); ++j) out += (j ? "\n  + " : "") + to_sql(card, j);
  return out + " AS score\nFROM " + detail::quoted(table, '"') + "\n";
}

template<int = 0> std::string to_json(const scorecard& card) {
  std::string out = "{\"scorecard\": 1, \"points_rise_with\": ";
  out += card.scale.direction == points_rise_with::staying ? "\"staying\"" : "\"leaving\"";
  out += ", \"pdo\": " + number_text(card.scale.pdo) + ", \"score\": " + number_text(card.scale.score) +
         ", \"odds\": " + number_text(card.scale.odds) + ", \"ratio\": " + number_text(card.scale.ratio) +
         ", \"intercept\": " + number_text(card.intercept) + ",\n \"columns\": [";
  for (std::size_t j = 0; j < card.size(); ++j) {
    const binning& b = card.columns[j];
    out += (j ? ",\n  " : "\n  ") + std::string("{\"name\": ") + detail::json_text(b.column) +
           ", \"coefficient\": " + number_text(card.beta[j]) + ", \"iv\": " + number_text(b.iv()) +
           ", \"closed\": " + (b.closed == closed_side::left ? "\"left\"" : "\"right\"") + ", \"bins\": [";
    for (std::size_t k = 0; k < b.bins.size(); ++k) {
      const bin& one = b.bins[k];
      constexpr std::string_view kinds[] = {"interval", "category", "special", "blank", "unseen"};
      out += (k ? ",\n    " : "\n    ") + std::string("{\"kind\": \"") + std::string(kinds[static_cast<std::size_t>(one.kind)]) +
             "\"";
      if (one.kind == bin_kind::interval)
        out += ", \"low\": " + (is_finite(one.low) ? number_text(one.low) : "null") +
               ", \"high\": " + (is_finite(one.high) ? number_text(one.high) : "null");
      if (!one.values.empty()) {
        std::string list;
        for (const double v : one.values) list += (list.empty() ? "" : ", ") + detail::value_text(b, one, v, detail::json_text);
        out += ", \"values\": [" + list + "]";
      }
      out += ", \"left\": " + number_text(one.churned) + ", \"stayed\": " + number_text(one.stayed) +
             ", \"woe\": " + number_text(one.woe) + ", \"points\": " + number_text(card.points_of(j, k)) + "}";
    }
    out += "]}";
  }
  return out + "]}\n";
}

}  // namespace walaa::inline WALAA_ABI
