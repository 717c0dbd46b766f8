# SPDX-License-Identifier: Apache-2.0
"""Hold walaa's numbers against another package's: one printed line a comparison, exit code 1 if any is too far off."""

import sys

import numpy as np


class Agreement:
    def __init__(self, other):
        self.other, self.failed = other, 0
        print(f"{'quantity':52} {'n':>7} {'worst':>9} {'allowed':>9}   walaa against {other}")

    def compare(self, what, ours, theirs, relative):
        """The largest |ours - theirs| / |theirs|; a non-number on either side alone is infinitely far off."""
        ours, theirs = np.broadcast_arrays(np.asarray(ours, float), np.asarray(theirs, float))
        equal = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
        with np.errstate(invalid="ignore", divide="ignore"):
            off = np.where(equal, 0.0, np.abs(ours - theirs) / np.abs(theirs))
        off = np.where(np.isnan(off), np.inf, off)
        worst = float(off.max()) if off.size else np.inf  # nothing compared is no agreement
        ok = worst <= relative
        self.failed += not ok
        print(f"{what:52} {ours.size:7d} {worst:9.1e} {relative:9.0e}   {'' if ok else 'DIFFERS'}")

    def finish(self):
        print(f"{self.failed} differ from {self.other}" if self.failed else f"all agree with {self.other}")
        sys.exit(1 if self.failed else 0)
