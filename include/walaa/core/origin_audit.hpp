// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The rule "a strategy's own numbers are walaa::number", kept by the compiler: every number that enters a score says
    whether it was estimated, is a definition, was published, or is the user's choice.

        static_assert(audit_origin<my_strategy>());

    looks at the members twice. What `serialize` lists is passed through an archive that stores nothing and refuses
    floating-point fields and columns of them; and the members of an aggregate are asked directly, so that a strategy
    without `serialize` keeps the rule as well. A class with a `serialize` of its own (a fitted model, a survival curve) is
    responsible for its inside: its numbers are estimates with a report.

    It cannot see private members that `serialize` leaves out. */

#include <walaa/core/number.hpp>

#include <boost/core/nvp.hpp>                     // for nvp
#include <boost/serialization/serialization.hpp>  // for serialize_adl

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A floating-point number, or a list of them, of lists of them, ...
template<class T> constexpr bool without_origin() {
  if constexpr (std::is_floating_point_v<T>)
    return true;
  else if constexpr (list_like<T>)
    return without_origin<typename T::value_type>();
  else
    return false;
}

/// Converts to everything, to what has no origin, to classes: what a member can be initialised from tells what it is.
struct any_member {
  template<class T> operator T() const;  // NOLINT
};
struct bare_member {
  template<class T>
    requires(without_origin<T>())
  operator T() const;  // NOLINT
};
struct class_member {
  template<class T>
    requires(std::is_class_v<T> && !without_origin<T>())
  operator T() const;  // NOLINT
};

template<std::size_t> using any_at = any_member;

template<class S, class Last, std::size_t... Before> constexpr bool member_takes(std::index_sequence<Before...>) {
  return requires { S{any_at<Before>{}..., Last{}}; };
}

/// Is the member number i bare? A class is not, although braces could be elided into its first member.
template<class S, std::size_t I> constexpr bool bare_member_at() {
  return member_takes<S, bare_member>(std::make_index_sequence<I>{}) &&
         !member_takes<S, class_member>(std::make_index_sequence<I>{});
}

template<class S, std::size_t I = 0> constexpr bool has_bare_member() {
  if constexpr (!std::is_aggregate_v<S> || I == 64)
    return false;
  else if constexpr (!member_takes<S, any_member>(std::make_index_sequence<I>{}))
    return false;  // there are only I members
  else if constexpr (bare_member_at<S, I>())
    return true;
  else
    return has_bare_member<S, I + 1>();
}

}  // namespace detail

/// Models Boost's Archive concept, stores nothing, and does not compile for a field without origin.
class origin_audit {
 public:
  using is_saving = std::true_type;
  using is_loading = std::false_type;

  template<class T> origin_audit& operator&(const boost::nvp<T>&) {
    static_assert(
        !detail::without_origin<T>(),
        "walaa: a strategy's own numbers are walaa::number, so that their origin is recorded; this one serializes a bare "
        "floating-point number");
    return *this;
  }
  template<class T> origin_audit& operator<<(const boost::nvp<T>& field) { return *this & field; }
  template<class T> origin_audit& operator>>(const boost::nvp<T>& field) { return *this & field; }
};

/// True; does not compile when a member of S is a bare floating-point number or a column of them.
template<class S> constexpr bool audit_origin() {
  static_assert(!detail::has_bare_member<S>(),
                "walaa: a strategy's own numbers are walaa::number, so that their origin is recorded; this one has a bare "
                "floating-point member");
  if constexpr (requires(S& s, origin_audit& ar) { s.serialize(ar, 0u); }) {
    // never called: its body makes the compiler read `serialize`
    [[maybe_unused]] constexpr auto read = [](S& s, origin_audit& ar) {
      boost::serialization::serialize_adl(ar, s, class_version<S>);
    };
  }
  return true;
}

}  // namespace walaa::inline WALAA_ABI
