// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The reasons that walaa gives for a score: stable codes, and their words in English and Arabic.

    A code never changes its meaning and is never reused: hosts store them, translate them and act on them. A strategy of
    one's own uses these where they fit and codes of its own elsewhere; those read as "<input> is <seen>". */

#include <walaa/core/error.hpp>
#include <walaa/core/time.hpp>

#include <charconv>  // for to_chars
#include <cmath>     // for floor
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

enum class reason : std::uint16_t {
  input_value = 1,          ///< any input of a strategy without reasons of its own
  input_missing = 2,        ///< an input that is not known, which tells something too
  purchase_frequency = 10,  ///< how often he came back
  purchase_span = 11,       ///< how long the purchases go on: age at the last one
  silence = 12,             ///< time since the last purchase, against his own rhythm
  average_spend = 13,
  recency_class = 20,  ///< RFM classes
  frequency_class = 21,
  monetary_class = 22,
  promises_kept = 30,
  promises_broken = 31,
  tenure = 40,         ///< how long under contract
  part_of_blend = 50,  ///< another score, by a weight of the user's
  complaints = 60,     ///< how many he made
  observed_for = 61,   ///< how long he has been seen
};

/// A reason's code and what it says; {seen}, {time} (seen as a duration) and {input} are put in.
struct reason_words {
  reason id;
  std::string_view code, english, arabic;
};

inline constexpr reason_words all_reasons[] = {
    {reason::input_value, "input_value", "{input} is {seen}", "قيمة {input} هي {seen}"},
    {reason::input_missing, "input_missing", "{input} is not known", "قيمة {input} غير معروفة"},
    {reason::purchase_frequency, "purchase_frequency", "The number of repeat purchases is {seen}",
     "عدد مرات الشراء بعد المرة الأولى هو {seen}"},
    {reason::purchase_span, "purchase_span", "The last purchase came {time} after the first",
     "جاء آخر شراء بعد {time} من أول شراء"},
    {reason::silence, "silence", "There has been no purchase for {time}", "لم يشترِ العميل منذ {time}"},
    {reason::average_spend, "average_spend", "The average purchase is worth {seen}", "متوسط قيمة الشراء الواحد هو {seen}"},
    {reason::recency_class, "recency_class", "The class by time since the last purchase is {seen}",
     "فئة العميل بحسب حداثة آخر شراء هي {seen}"},
    {reason::frequency_class, "frequency_class", "The class by number of purchases is {seen}",
     "فئة العميل بحسب عدد مرات الشراء هي {seen}"},
    {reason::monetary_class, "monetary_class", "The class by money spent is {seen}", "فئة العميل بحسب قيمة مشترياته هي {seen}"},
    {reason::promises_kept, "promises_kept", "The number of promises kept is {seen}", "عدد الوعود التي تم الوفاء بها هو {seen}"},
    {reason::promises_broken, "promises_broken", "The number of promises broken is {seen}",
     "عدد الوعود التي لم يتم الوفاء بها هو {seen}"},
    {reason::tenure, "tenure", "The customer has been under contract for {time}", "العميل متعاقد منذ {time}"},
    {reason::part_of_blend, "part_of_blend", "The score {input} is {seen}", "درجة {input} هي {seen}"},
    {reason::complaints, "complaints", "The number of complaints is {seen}", "عدد شكاوى العميل هو {seen}"},
    {reason::observed_for, "observed_for", "The customer has been observed for {time}", "مدة متابعة العميل هي {time}"},
};

/// The words of a code; those of input_value for a code that is not walaa's.
constexpr const reason_words& words_of(std::string_view code) noexcept {
  for (const reason_words& w : all_reasons)
    if (w.code == code) return w;
  return all_reasons[0];
}

constexpr std::string_view reason_code(reason id) noexcept {
  for (const reason_words& w : all_reasons)
    if (w.id == id) return w.code;
  return all_reasons[0].code;
}

namespace detail {

/// Four significant digits, for reading; never in scientific notation between 1e-3 and 1e6.
inline std::string readable(double value) {
  if (is_missing(value)) return "NaN";
  char buffer[400];
  const double size = value < 0 ? -value : value;
  const auto put = [&](std::chars_format format, int digits) {
    return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format, digits).ptr);
  };
  if (size == 0) return "0";
  if (!is_finite(value) || size < 1e-3 || size >= 1e6) return put(std::chars_format::general, 4);
  std::string text = put(std::chars_format::fixed, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

inline std::string english_duration(double length, time_unit unit) {
  std::string name(unit_name(unit));
  if (length == 1) name.pop_back();
  return readable(length) + " " + name;
}

/** Arabic counts in six forms (Unicode CLDR plural rules for ar); all of them stand after منذ or بعد, in the genitive. */
inline std::string arabic_duration(double length, time_unit unit) {
  struct forms {
    std::string_view one, two, few, many, other;
  };
  static constexpr forms words[] = {{"يوم واحد", "يومين", "أيام", "يومًا", "يوم"},
                                    {"أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا", "أسبوع"},
                                    {"شهر واحد", "شهرين", "أشهر", "شهرًا", "شهر"}};
  const forms& w = words[static_cast<std::size_t>(unit)];
  const std::string number = readable(length);
  if (length == 1) return std::string(w.one);
  if (length == 2) return std::string(w.two);
  const bool whole = length == std::floor(length);
  const double rest = length - 100 * std::floor(length / 100);
  if (whole && rest >= 3 && rest <= 10) return number + " " + std::string(w.few);
  if (whole && rest >= 11) return number + " " + std::string(w.many);
  return number + " " + std::string(w.other);
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
