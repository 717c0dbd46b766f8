/* SPDX-License-Identifier: Apache-2.0 */
/* Purchases that BG/NBD expects within t of every customer, times P(alive), with GSL's 2F1 on every row: equation 10 of Fader, Hardie
   & Lee (2005). Compiled by gsl_peer.py where GSL is installed. */
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>
#include <stddef.h>

void expected_purchases(double r, double alpha, double a, double b, const double* x, const double* last, const double* age, double t,
                        double* out, size_t rows) {
  for (size_t i = 0; i < rows; ++i) {
    const double n = r + x[i], end = alpha + age[i], z = t / (end + t);
    const double series = gsl_sf_hyperg_2F1(n, b + x[i], a + b + x[i] - 1, z);
    const double gone = x[i] > 0 ? a / (b + x[i] - 1) * exp(n * log(end / (alpha + last[i]))) : 0;
    out[i] = (a + b + x[i] - 1) / (a - 1) * (1 - exp(n * log1p(-z)) * series) / (1 + gone);
  }
}
