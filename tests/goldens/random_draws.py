# SPDX-License-Identifier: Apache-2.0
"""The first 1,000 draws of random_stream(seed = 20050501, stream = 7) of each kind, from an implementation in Python's own
integers and math module that shares no line with the library. Writes random_draws.bin: 9 columns of 1,000 little-endian
doubles; the first two are the high and the low half of the bits.

    python3 tests/goldens/random_draws.py
"""

import math
import pathlib
import struct

SEED, STREAM, N = 20050501, 7, 1000
W = 1 << 32


def philox4x32(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        h0, l0 = divmod(0xD2511F53 * c0, W)
        h1, l1 = divmod(0xCD9E8D57 * c2, W)
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0, k1 = (k0 + 0x9E3779B9) % W, (k1 + 0xBB67AE85) % W
    return c0, c1, c2, c3


def known_answers():  # kat_vectors of the Random123 distribution
    ones = W - 1
    assert philox4x32((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    assert philox4x32((ones,) * 4, (ones,) * 2) == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)
    assert philox4x32((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)) == (
        0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)


def bits(seed, stream):
    block = 0
    while True:
        a, b, c, d = philox4x32((block % W, block // W, stream % W, stream // W), (seed % W, seed // W))
        yield b * W + a
        yield d * W + c
        block += 1


class Draws:
    def __init__(self):
        self.bits = bits(SEED, STREAM)

    def uniform(self):
        return ((next(self.bits) >> 11) + 0.5) / 2.0**53

    def exponential(self, rate):
        return -math.log(self.uniform()) / rate

    def normal(self):
        u, v = self.uniform(), self.uniform()
        return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)

    def log_gamma(self, shape):
        if shape < 1:
            u = self.uniform()
            return self.log_gamma(shape + 1) + math.log(u) / shape
        d = shape - 1 / 3
        while True:
            z = self.normal()
            v = (1 + z / math.sqrt(9 * d)) ** 3
            if v > 0 and math.log(self.uniform()) < z * z / 2 + d * (1 - v + math.log(v)):
                return math.log(d * v)

    def gamma(self, shape, rate):
        return math.exp(self.log_gamma(shape)) / rate

    def beta(self, a, b):
        x, y = self.log_gamma(a), self.log_gamma(b)
        return 1 / (1 + math.exp(y - x))

    def poisson(self, mean):
        if mean < 10:
            n, product = 0, self.uniform()
            while product > math.exp(-mean):
                n += 1
                product *= self.uniform()
            return n
        b = 0.931 + 2.53 * math.sqrt(mean)
        a = -0.059 + 0.02483 * b
        while True:
            u, v = self.uniform() - 0.5, self.uniform()
            us = 0.5 - abs(u)
            k = math.floor((2 * a / us + b) * u + mean + 0.43)
            if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
                return k
            if k < 0 or (us < 0.013 and v > us):
                continue
            accept = math.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / us**2 + b))
            if accept <= k * math.log(mean) - mean - math.lgamma(k + 1):
                return k


def column(draw):
    d = Draws()
    return [float(draw(d)) for _ in range(N)]


def main():
    known_answers()
    columns = [
        column(lambda d: next(d.bits) >> 32),
        column(lambda d: next(d.bits) % W),
        column(lambda d: d.uniform()),
        column(lambda d: d.exponential(0.25)),
        column(lambda d: d.normal()),
        column(lambda d: d.gamma(0.243, 4.414)),
        column(lambda d: d.gamma(6.25, 0.5)),
        column(lambda d: d.beta(0.793, 2.426)),
        column(lambda d: d.poisson(3.5 if next(d.bits) % 2 else 250.0)),
    ]
    out = b"".join(struct.pack(f"<{N}d", *c) for c in columns)
    pathlib.Path(__file__).with_suffix(".bin").write_bytes(out)


if __name__ == "__main__":
    main()
