# SPDX-License-Identifier: Apache-2.0
"""In an environment that holds the wheel and NumPy alone: the package imports, knows its version, and fits a model.

    wheel_smoke.py include/walaa/version.hpp"""

import importlib.metadata
import pathlib
import re
import sys
import sysconfig

import numpy as np
import walaa

wanted = ".".join(re.findall(r"WALAA_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", pathlib.Path(sys.argv[1]).read_text()))
installed = importlib.metadata.version("walaa")
assert installed == wanted, f"the wheel says {installed}, version.hpp {wanted}"
assert "site-packages" in walaa.__file__, f"imported from {walaa.__file__}, not from the wheel"
assert walaa._core.__file__.endswith(sysconfig.get_config_var("EXT_SUFFIX")), walaa._core.__file__

# Buyers of a BG/NBD world with known parameters; the fit must find the rate of purchase again.
rng = np.random.default_rng(20240607)
n, weeks = 4000, 78.0
rate = rng.gamma(0.8, 1 / 5.0, n)
frequency, recency = np.zeros(n), np.zeros(n)
for i in range(n):
    t, p = 0.0, rng.beta(1.2, 3.0)
    while True:
        t += rng.exponential(1 / rate[i])
        if t > weeks:
            break
        frequency[i] += 1
        recency[i] = t
        if rng.random() < p:
            break
data = {"customer_id": np.arange(n), "frequency": frequency, "recency": recency, "T": np.full(n, weeks)}
model = walaa.BetaGeoModel().fit(data)
mean_rate = model.params_["r"] / model.params_["alpha"]
assert abs(mean_rate - 0.16) < 0.03, model.params_
print(f"walaa {installed} from the wheel: {model!r}")
