// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The one policy under which walaa calls Boost.Math: doubles stay doubles (no silent promotion to long double, so that
    every platform gives the same bits), nothing sets errno, domain and pole errors throw.

        boost::math::gamma_p(a, x, walaa::boost_policy{});

    Opt-in: walaa.hpp does not include it, since Boost.Math's headers cost seconds to compile. Tests use it as an independent
    second opinion; programs may use it beside walaa. */

#include <walaa/core/config.hpp>

#include <boost/math/policies/policy.hpp>  // for policy, promote_double, ...

namespace walaa::inline WALAA_ABI {

using boost_policy =
    boost::math::policies::policy<boost::math::policies::promote_float<false>, boost::math::policies::promote_double<false>,
                                  boost::math::policies::domain_error<boost::math::policies::throw_on_error>,
                                  boost::math::policies::pole_error<boost::math::policies::throw_on_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::denorm_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::throw_on_error>>;

}  // namespace walaa::inline WALAA_ABI
