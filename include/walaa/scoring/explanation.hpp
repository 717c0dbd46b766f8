// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Why a customer has this score: a base, what each input added to it, and the total.

        total == base + sum of effects, to 1e-12 of the largest of them

    The base is what the strategy says of a customer it knows nothing of (the model's new customer) or, for a strategy
    without reasons of its own, of the scorer's reference customer. Effects add up on the scale that is named: probabilities
    are explained in log-odds, because probabilities do not add; `value` is the score itself.

    An explanation says how a score came about, not what would happen if the customer changed. */

#include <walaa/scoring/reason.hpp>
#include <walaa/scoring/strategy.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One input's part in a score.
struct contribution {
  std::string code;   ///< of the table in reason.hpp, or a strategy's own
  std::string input;  ///< the column it was read from
  double seen = missing, effect = 0;
};

/// What the base of an explanation stands for.
enum class explanation_base : std::uint8_t { new_customer, reference_customer, nothing };

/// The languages that texts come in: "en", "ar".
inline constexpr std::string_view explanation_languages[] = {"en", "ar"};

struct explanation {
  std::string strategy, scale;             ///< the strategy's name in the scorer; "log_odds", "probability", "money", ...
  double base = missing, total = missing;  ///< on that scale
  std::vector<contribution> why;           ///< the largest effect first
  double value = missing;                  ///< the score itself
  standing status = standing::scored;
  explanation_base from = explanation_base::new_customer;
  time_unit unit = time_unit::day;   ///< of durations among the values seen
  bool explained = true;             ///< false: between this customer and the reference the strategy gives no numbers; no reasons
  std::vector<std::string> lacking;  ///< for `insufficient`: the required inputs that are missing in this row

  void add(reason id, std::string_view input, double seen, double effect) {
    why.push_back({std::string(reason_code(id)), std::string(input), seen, effect});
  }

  /** The score, its base, and a sentence a contribution.
      \throws invalid_input for a language that walaa does not speak */
  std::string text(std::string_view language = "en") const;

  /// The sentence of the largest contribution; of a stranger, that nothing is known of him; else empty.
  std::string first_reason(std::string_view language = "en") const;

  /// The sentence of one contribution.
  std::string sentence(const contribution& c, std::string_view language = "en") const;
};

namespace detail {

inline bool in_arabic(std::string_view language) {
  if (language == "en" || language == "ar") return language == "ar";
  throw invalid_input(error_code::bad_option,
                      "explanation: no texts in language '" + std::string(language) + "'; there is: en, ar", "language");
}

inline void put_in(std::string& text, std::string_view mark, std::string_view what) {
  const auto at = text.find(mark);
  if (at != std::string::npos) text.replace(at, mark.size(), what);
}

/// The name of a scale as it reads in a sentence; a scale that is not in the table keeps its name.
inline std::string scale_words(std::string_view scale, bool arabic) {
  struct words {
    std::string_view scale, english, arabic;
  };
  static constexpr words known[] = {{"log_odds", "the log-odds", "لوغاريتم نسبة الأرجحية"},
                                    {"log_hazard", "the log of the hazard", "لوغاريتم معدل المغادرة"},
                                    {"probability", "the probability", "الاحتمال"},
                                    {"money", "the value", "القيمة"},
                                    {"points", "the points", "النقاط"},
                                    {"surprise", "the surprise", "مقدار المفاجأة"},
                                    {"complaints", "the expected complaints", "عدد الشكاوى المتوقع"},
                                    {"weighted_by_user", "the user-weighted score", "الدرجة المرجحة بأوزان المستخدم"},
                                    {"score", "the score", "الدرجة"}};
  for (const words& w : known)
    if (w.scale == scale) return std::string(arabic ? w.arabic : w.english);
  return arabic ? "«" + std::string(scale) + "»" : "the " + std::string(scale);
}

inline std::string_view stranger_words(bool arabic) {
  return arabic ? "لا يوجد أي حدث خاص بهذا العميل، فالدرجة هي درجة عميل جديد."
                : "Nothing is known of this customer: it is the score of a new customer.";
}

}  // namespace detail

inline std::string explanation::sentence(const contribution& c, std::string_view language) const {
  const bool arabic = detail::in_arabic(language);
  const reason_words& words = words_of(c.code);
  std::string out(arabic ? words.arabic : words.english);
  detail::put_in(out, "{seen}", detail::readable(c.seen));
  detail::put_in(out, "{input}", c.input);
  detail::put_in(out, "{time}", arabic ? detail::arabic_duration(c.seen, unit) : detail::english_duration(c.seen, unit));
  const std::string on = detail::scale_words(scale, arabic), by = detail::readable(c.effect < 0 ? -c.effect : c.effect);
  if (c.effect == 0) return out + (arabic ? "، وهذا لا يغيّر " + on + "." : ", which does not change " + on + ".");
  if (arabic) return out + (c.effect > 0 ? "، وهذا يرفع " : "، وهذا يخفض ") + on + " بمقدار " + by + ".";
  return out + (c.effect > 0 ? ", which raises " : ", which lowers ") + on + " by " + by + ".";
}

inline std::string explanation::first_reason(std::string_view language) const {
  const bool arabic = detail::in_arabic(language);
  if (status == standing::prior_only && why.empty()) return std::string(detail::stranger_words(arabic));
  return why.empty() ? std::string() : sentence(why.front(), language);
}

inline std::string explanation::text(std::string_view language) const {
  const bool arabic = detail::in_arabic(language);
  if (status == standing::insufficient) {
    std::string out = arabic ? "لا توجد بيانات كافية لحساب الدرجة" : "There is not enough evidence for a score";
    for (std::size_t i = 0; i < lacking.size(); ++i)
      out += (i ? (arabic ? "، " : ", ") : (arabic ? "؛ ينقص: " : "; missing: ")) + lacking[i];
    return out + ".";
  }
  const std::string on = detail::scale_words(scale, arabic), at = detail::readable(base);
  std::string out = (arabic ? "الدرجة هي " : "The score is ") + detail::readable(value) + ".";
  if (status == standing::prior_only && why.empty()) return out + " " + std::string(detail::stranger_words(arabic));
  if (!explained)
    return out + (arabic ? " تعذّر بيان الأسباب: لا تعطي الاستراتيجية رقمًا لبعض الحالات بين هذا العميل والعميل المرجعي."
                         : " No reasons can be given: the strategy has no number for some mixture of this customer and the "
                           "reference customer.");
  if (from == explanation_base::new_customer)
    out += (arabic ? " نقطة البداية لعميل جديد هي " : " The starting point for a new customer is ") + at + " (" + on + ").";
  if (from == explanation_base::reference_customer)
    out += (arabic ? " نقطة البداية للعميل المرجعي هي " : " The starting point for the reference customer is ") + at + " (" + on +
           ").";
  for (const contribution& c : why) out += " " + sentence(c, language);
  return out;
}

}  // namespace walaa::inline WALAA_ABI
