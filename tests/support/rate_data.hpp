// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Published counts for the tests of rates. */

#include <cstdint>
#include <vector>

namespace walaa::tests {

/// Lip cancer in 56 areas of Scotland, 1975 to 1980: observed and expected cases (Clayton & Kaldor 1987, table 1).
inline const std::vector<double> lip_cancer_observed{9, 39, 11, 9,  15, 8,  26, 7, 6,  20, 13, 5, 3, 8, 17, 9,  2, 7,  9,
                                                     7, 16, 31, 11, 7,  19, 15, 7, 10, 16, 11, 5, 3, 7, 8,  11, 9, 11, 8,
                                                     6, 4,  10, 8,  2,  6,  19, 3, 2,  3,  28, 6, 1, 1, 1,  1,  0, 0};
inline const std::vector<double> lip_cancer_expected{
    1.4, 8.7,  3,    2.5,  4.3, 2.4,  8.1,  2.3, 2,   6.6,  4.4,  1.8,  1.1, 3.3, 7.8, 4.6,  1.1,  4.2,  5.5,
    4.4, 10.5, 22.7, 8.8,  5.6, 15.5, 12.5, 6,   9,   14.4, 10.2, 4.8,  2.9, 7,   8.5, 12.3, 10.1, 12.7, 9.4,
    7.2, 5.3,  18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3,  88.7, 19.6, 3.4, 3.6, 5.7, 7,    4.2,  1.8};

/// Private cars in five states over twelve quarters: average claim and number of claims (Hachemeister 1975).
inline const std::vector<double> claim_average{
    1738, 1642, 1794, 2051, 2079, 2234, 2032, 2035, 2115, 2262, 2267, 2517, 1364, 1408, 1597, 1444, 1342, 1675, 1470, 1448,
    1464, 1831, 1612, 1471, 1759, 1685, 1479, 1763, 1674, 2103, 1502, 1622, 1828, 2155, 2233, 2059, 1223, 1146, 1010, 1257,
    1426, 1532, 1953, 1123, 1343, 1243, 1762, 1306, 1456, 1499, 1609, 1741, 1482, 1572, 1606, 1735, 1607, 1573, 1613, 1690};
inline const std::vector<double> claim_number{
    7861, 9251, 8706, 8575, 7917, 8263, 9456, 8003, 7365, 7832, 7849, 9077, 1622, 1742, 1523, 1515, 1622, 1602, 1964, 1515,
    1527, 1748, 1654, 1861, 1147, 1357, 1329, 1204, 998,  1077, 1277, 1218, 896,  1003, 1108, 1121, 407,  396,  348,  341,
    315,  328,  352,  331,  287,  384,  321,  342,  2902, 3172, 3046, 3068, 2693, 2910, 3275, 2697, 2663, 3017, 3242, 3425};
inline const std::vector<std::int64_t> claim_state{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
                                                   2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4,
                                                   4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};

/// Boys among the first twelve children of 6,115 families in Saxony (Geissler 1889): families with 0 to 12.
inline const std::vector<double> saxony_boys{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
inline const std::vector<double> saxony_families{3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7};

}  // namespace walaa::tests
