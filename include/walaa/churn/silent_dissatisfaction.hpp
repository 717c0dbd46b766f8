// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How likely is a customer who never complained dissatisfied all the same?

        P(dissatisfied | silent) = pD (1 - v) / (pD (1 - v) + 1 - pD)

    pD is the share that is dissatisfied (a survey of your own), v the share of those who say so; the satisfied are taken never to
    complain. Both are numbers with an origin and the answer carries theirs. There is no default for v: it runs from about 3 % for
    small problems to 69 % for a large loss, and no one rate is everybody's. `voice_over` mixes it from the severities that
    your customers meet; the two published rates are there by name, for who asks for them.

    Sources: Hirschman (1970), Exit, Voice, and Loyalty; TARP's rates as Goodman & Newman report them. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/tree.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Published shares of the dissatisfied who complain, by what went wrong.
inline number voice_after_large_loss() { return {0.69, origin::published, "TARP: a loss of about $142 (Goodman & Newman)"}; }
inline number voice_after_small_problem() { return {0.03, origin::published, "TARP: small problems (Goodman & Newman)"}; }

namespace detail {

/// The origin of what was computed from both: the user's word rules, then an estimate, then what was published.
inline origin weaker(origin a, origin b) noexcept {
  for (const origin o : {origin::user, origin::estimated, origin::published})
    if (a == o || b == o) return o;
  return origin::definition;
}

inline void check_share(std::string_view where, std::string_view name, const number& n) {
  if (is_missing(n.value))
    throw invalid_input(
        error_code::missing_input,
        std::string(where) + ": " + std::string(name) + " is missing; give a number with its origin, there is no default", name);
  check_within(where, name, n.value, 0, 1);
  n.validate();
}

}  // namespace detail

struct silent_dissatisfaction {
  number dissatisfied = missing;  ///< pD
  number voice = missing;         ///< v

  /// \throws invalid_input for a share that is missing or outside [0, 1], or all dissatisfied of whom all speak: nobody is silent
  void validate() const {
    constexpr std::string_view where = "silent_dissatisfaction";
    detail::check_share(where, "dissatisfied", dissatisfied);
    detail::check_share(where, "voice", voice);
    if (dissatisfied.value == 1 && voice.value == 1)
      throw invalid_input(error_code::out_of_range,
                          "silent_dissatisfaction: everybody is dissatisfied and says so; nobody is silent", "voice", no_row, 1);
  }

  /// P(dissatisfied | silent), with the error that the two estimates bring, taken as independent. \throws as validate
  number posterior() const {
    validate();
    const double p = dissatisfied, v = voice, silent = 1 - p * v;
    number out(p * (1 - v) / silent, detail::weaker(dissatisfied.from, voice.from),
               "dissatisfied: " + origin_text(dissatisfied) + "; voice: " + origin_text(voice));
    const double by_p = (1 - v) / (silent * silent), by_v = -p * (1 - p) / (silent * silent);
    out.standard_error = std::hypot(by_p * dissatisfied.standard_error, by_v * voice.standard_error);
    const double n = dissatisfied.observations, m = voice.observations;
    out.observations = n == 0 ? m : m == 0 ? n : (std::min)(n, m);
    return out;
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<silent_dissatisfaction>(file_version);
    ar& boost::make_nvp("dissatisfied", dissatisfied) & boost::make_nvp("voice", voice);
  }

 private:
  static std::string origin_text(const number& n) {
    return std::string(origin_name(n.from)) + (n.source.empty() ? "" : " (" + n.source + ")");
  }
};

/// One kind of trouble: how much of all trouble it is, and how many of its victims speak.
struct trouble {
  number share, voice;
};

/** The voice rate over kinds of trouble. \throws invalid_input for rates outside [0, 1], shares that do not sum to 1 (to 1e-9) */
inline number voice_over(std::span<const trouble> kinds) {
  constexpr std::string_view where = "voice_over";
  check_not_empty(where, "kinds", kinds.size());
  double total = 0, variance = 0;
  number out(0, origin::definition, "");
  for (const trouble& k : kinds) {
    detail::check_share(where, "share", k.share);
    detail::check_share(where, "voice", k.voice);
    total += k.share.value;
    out.value += k.share.value * k.voice.value;
    variance += std::pow(k.share.value * k.voice.standard_error, 2) + std::pow(k.voice.value * k.share.standard_error, 2);
    out.from = detail::weaker(out.from, detail::weaker(k.share.from, k.voice.from));
    if (!k.voice.source.empty()) out.source += (out.source.empty() ? "" : "; ") + k.voice.source;
  }
  if (std::fabs(total - 1) > 1e-9)
    detail::refuse(error_code::out_of_range, where, "the sum of shares", no_row, total, "is not 1");
  out.standard_error = std::sqrt(variance);
  return out;
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::silent_dissatisfaction> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
