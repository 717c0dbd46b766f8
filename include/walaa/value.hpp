// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `value`: what customers are worth. How often they will buy and whether they still do (NBD, BG/NBD, MBG/NBD),
    what they spend (Gamma-Gamma), what that comes to (lifetime value), and RFM marks. */

#include <walaa/value/purchase_model.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/beta_geometric.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/score_table.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/lifetime_value.hpp>
#include <walaa/value/rfm.hpp>
