// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Stock Boost.Serialization archives over the same `serialize` members, for hosts that store their own data in them. Needs
    the compiled Boost.Serialization library (CMake: walaa::boost_archive).

    Trusted files only. Stock archives believe what they read: a changed byte is mostly accepted, a damaged length can take all
    memory, damaged XML can end the program. What comes from elsewhere belongs into model files (archive/model_file.hpp).

        std::ostringstream out;
        walaa::boost_archive::save_text(out, visits);
        const auto again = walaa::boost_archive::load_text<walaa::fitted<walaa::mbg_nbd>>(in);

    Or use an archive of one's own: after including this header every walaa type goes into it,

        boost::archive::xml_oarchive ar(stream);
        ar << boost::make_nvp("visits", visits);

    but then missing numbers (NaN) cannot be read back: stock archives write them and refuse them. The functions here can. */

#include <walaa/core/tree.hpp>

#include <boost/archive/text_iarchive.hpp>
#include <boost/archive/text_oarchive.hpp>
#include <boost/archive/xml_iarchive.hpp>
#include <boost/archive/xml_oarchive.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include <exception>
#include <ios>
#include <istream>
#include <limits>
#include <locale>
#include <new>  // for bad_alloc
#include <ostream>
#include <string>

namespace walaa::inline WALAA_ABI {

namespace boost_archive {

namespace detail {

/// Writes NaN and infinities as the words nan, inf and -inf, whatever the C library would write.
class words_out : public std::num_put<char> {
 protected:
  iter_type do_put(iter_type out, std::ios_base& stream, char fill, double v) const override {
    if (is_finite(v)) return std::num_put<char>::do_put(out, stream, fill, v);
    for (const char* c = is_missing(v) ? "nan" : v > 0 ? "inf" : "-inf"; *c; ++c) *out++ = *c;
    return out;
  }
};

/// Reads these words, and numbers as ever.
class words_in : public std::num_get<char> {
 protected:
  iter_type do_get(iter_type in, iter_type end, std::ios_base& stream, std::ios_base::iostate& state, double& v) const override {
    const bool minus = in != end && *in == '-';
    if (minus) ++in;
    if (in == end || (*in != 'n' && *in != 'i')) {
      in = std::num_get<char>::do_get(in, end, stream, state, v);
      if (minus) v = -v;
      return in;
    }
    const bool nan = *in == 'n';
    for (const char* c = nan ? "nan" : "inf"; *c; ++c, ++in)
      if (in == end || *in != *c) return state |= std::ios_base::failbit, in;
    if (in == end) state |= std::ios_base::eofbit;
    v = nan ? missing : minus ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return in;
  }
};

/// The stream in the classic locale with these words, for as long as this lives.
template<class Stream> class plain_numbers {
 public:
  explicit plain_numbers(Stream& stream)
      : stream_(stream), before_(stream.imbue(std::locale(std::locale(std::locale::classic(), new words_out), new words_in))) {}
  plain_numbers(const plain_numbers&) = delete;
  plain_numbers& operator=(const plain_numbers&) = delete;
  ~plain_numbers() { stream_.imbue(before_); }

 private:
  Stream& stream_;
  std::locale before_;
};

template<class Archive, class T> void save(std::ostream& out, const T& value) {
  const plain_numbers numbers(out);
  Archive ar(out, boost::archive::no_codecvt);  // or the archive would change the stream's locale itself
  ar << boost::make_nvp("walaa", value);
}

template<class Archive, class T> T load(std::istream& in) {
  T value{};
  try {
    const plain_numbers numbers(in);
    Archive ar(in, boost::archive::no_codecvt);
    ar >> boost::make_nvp("walaa", value);
    if constexpr (walaa::detail::validated<T>) value.validate();
  } catch (const load_error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    throw load_error(error_code::bad_value, std::string("boost_archive: ") + e.what());
  }
  return value;
}

}  // namespace detail

/// \throws boost::archive::archive_exception
template<class T> void save_text(std::ostream& out, const T& value) { detail::save<boost::archive::text_oarchive>(out, value); }
template<class T> void save_xml(std::ostream& out, const T& value) { detail::save<boost::archive::xml_oarchive>(out, value); }

/// \throws load_error
template<class T> T load_text(std::istream& in) { return detail::load<boost::archive::text_iarchive, T>(in); }
template<class T> T load_xml(std::istream& in) { return detail::load<boost::archive::xml_iarchive, T>(in); }

}  // namespace boost_archive

}  // namespace walaa::inline WALAA_ABI
