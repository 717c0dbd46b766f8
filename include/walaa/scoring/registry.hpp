// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which strategies a file may hold. A registry is an object that the caller owns: no global, no static initialiser, no macro.

        scorer s = load_scorer(bytes, builtin().add<my_strategy>());

    A file keeps tag, form and members of each strategy; the registry makes the strategy of that tag and form from them. */

#include <walaa/scoring/any_strategy.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What a file keeps of one strategy.
struct stored_strategy {
  std::string name, tag, form;
  tree members;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<stored_strategy>(file_version);
    ar& boost::make_nvp("name", name) & boost::make_nvp("tag", tag) & boost::make_nvp("form", form) &
        boost::make_nvp("members", members);
  }
};

/// \throws invalid_input when the strategy has no form on file, by its name
inline stored_strategy stored_form(std::string_view where, const any_strategy& s) {
  if (!s.is_storable())
    throw invalid_input(
        error_code::not_storable,
        std::string(where) + ": the strategy '" + s.name() + "' cannot be saved: it has no static tag or no serialize()",
        s.name());
  return {s.name(), s.tag, std::string(s.form()), s.stored()};
}

class registry {
 public:
  /** Makes strategies of this type known; works on temporaries.
      \throws invalid_input when another type has that tag and form */
  template<storable S> registry& add() {
    const entry made{std::string(S::tag), form_of<S>(), [](const tree& members, const registry& known) -> any_strategy {
                       if constexpr (detail::composed<S>)
                         return S::from_stored(members, known);
                       else
                         return static_cast<void>(known), from_tree<S>(members);
                     }};
    if (find(made.tag, made.form))
      throw invalid_input(error_code::duplicate_name,
                          "registry: there is a strategy '" + shown(made.tag, made.form) + "' already", made.tag);
    entries_.push_back(made);
    return *this;
  }

  bool has(std::string_view tag, std::string_view form = {}) const noexcept { return find(tag, form) != nullptr; }

  /** The strategy that a file describes.
      \throws load_error for a strategy that nobody added, listing the known; for members that are out of their domain */
  any_strategy make(const stored_strategy& s) const {
    if (const entry* e = find(s.tag, s.form)) return any_strategy(s.name, e->from(s.members, *this));
    std::string known;
    for (const entry& e : entries_) known += (known.empty() ? "" : ", ") + shown(e.tag, e.form);
    throw load_error(error_code::unknown_strategy,
                     "registry: the file holds a strategy '" + shown(s.tag, s.form) + "' that is not known here; known are: " +
                         (known.empty() ? "none" : known) + "; add<your_type>() makes your own known");
  }

  /// Tags with forms, "lifetime_value (bg_nbd)", in the order they were added.
  std::vector<std::string> known() const {
    std::vector<std::string> out;
    for (const entry& e : entries_) out.push_back(shown(e.tag, e.form));
    return out;
  }

 private:
  struct entry {
    std::string tag, form;
    any_strategy (*from)(const tree&, const registry&);
  };

  template<class S> static std::string form_of() {
    if constexpr (requires { std::string_view(S::form); })
      return std::string(S::form);
    else
      return {};
  }
  static std::string shown(std::string_view tag, std::string_view form) {
    return form.empty() ? std::string(tag) : std::string(tag) + " (" + std::string(form) + ")";
  }
  const entry* find(std::string_view tag, std::string_view form) const noexcept {
    for (const entry& e : entries_)
      if (e.tag == tag && e.form == form) return &e;
    return nullptr;
  }

  std::vector<entry> entries_;
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::stored_strategy> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
