# SPDX-License-Identifier: Apache-2.0
"""The functions of the purchase models in Arb: balls that certainly hold the value, at whatever precision they need.

Nothing here is written the way the library writes it: likelihoods are the textbook sums over "still here" and "gone", expectations
are hypergeometric functions, and what is singular in them (a = 1, a + b = 1) is stepped over by 2^-200 instead of expanded."""

from flint import acb, arb, ctx

NUDGE = arb(2) ** -200
TINY = arb(2) ** -1100  # a logarithm may be zero, which no precision certifies: this rounds to it


def certified(f, *args, bits=64, most=2560):
    """f(*args) as a dict of arbs, each known to `bits` bits; f is called again at twice the precision until it is."""
    prec = 160
    exact = [arb(a) if isinstance(a, float) else a for a in args]
    while prec <= most:
        ctx.prec = prec
        try:
            values = f(*exact)
            if all(v.is_exact() or v.rel_accuracy_bits() >= bits or name[:4] == "log_" and abs(v) < TINY for name, v in values.items()):
                return values
        except (ValueError, ZeroDivisionError):
            pass
        prec *= 2
    raise ArithmeticError(f"{f.__name__}{args}: not certain at {most} bits")


def ln_beta(a, b):
    return a.lgamma() + b.lgamma() - (a + b).lgamma()


def trigamma(x):
    return acb(2).zeta(acb(x)).real


def largest(terms):
    """The largest absolute value: a sum of these terms in double precision cannot be better than its rounding."""
    return arb(max(abs(float(v.mid())) for v in terms))


# ---- the beta-geometric customer: rates gamma(r, alpha), leaves after each purchase with p ~ beta(a, b) ----


def survival(r, alpha, a, b, t):
    if t == 0:
        return arb(1)
    return (-t / alpha).hypgeom_2f1(r, a, a + b)


def expected(r, alpha, a, b, t):
    """c/(a-1) [1 - 2F1(r, a-1; c; -t/alpha)], c = a+b-1."""
    if t == 0:
        return arb(0)
    if a == 1:
        a = a + NUDGE
    c = a + b - 1
    if c == 0:
        c = c + NUDGE
    return c / (a - 1) * (1 - (-t / alpha).hypgeom_2f1(r, a - 1, c))


def by_count(name, r, alpha, a, b, t):
    """expected or survival as a sum over the purchases that would be made if nobody left; None where those are too many."""
    c = float(t / alpha)
    most = float(r) * c
    most += 20 * (most * (1 + c)) ** 0.5 + 120 * (1 + c)
    if most > 20000:
        return None
    ctx.prec = 256
    z = t / (alpha + t)
    nb = (-r * (t / alpha).log1p()).exp()
    stays, made, total = arb(1), arb(0), nb if name == "survival" else arb(0)
    for j in range(int(most)):
        nb *= z * (r + j) / (j + 1)
        made += stays
        stays *= (b + j) / (a + b + j)
        total += nb * (made if name == "expected" else stays)
    return total


def incomplete_beta(z, complement, n, r):
    """I_z(n, r), by a series of positive terms from whichever side is the smaller."""
    if n == 0:
        return arb(1)
    front = n * z.log() + r * complement.log() - ln_beta(n, r)
    if z * (n + r) > n:
        return 1 - (front - r.log()).exp() * complement.hypgeom_2f1(n + r, arb(1), r + 1)
    return (front - n.log()).exp() * z.hypgeom_2f1(n + r, arb(1), n + 1)


def probability(r, alpha, a, b, t, n):
    if t == 0:
        return arb(1 if n == 0 else 0)
    z, rest = t / (alpha + t), alpha / (alpha + t)
    nb = ((r + n).lgamma() - r.lgamma() - (n + 1).lgamma() + r * rest.log() + n * z.log()).exp()
    here = (ln_beta(a, b + n) - ln_beta(a, b)).exp() * nb
    if n == 0:
        return here
    return here + (ln_beta(a + 1, b + n - 1) - ln_beta(a, b)).exp() * incomplete_beta(z, rest, n, r)


def discounted(r, alpha, a, b, delta):
    """The Mellin-Barnes integral of the discounted rate by residues; three series in w = alpha delta, of which e^w cancels."""
    w = alpha * delta
    r, a = r + NUDGE, a + NUDGE * 3  # off the integers, and off each other
    g = lambda v: v.gamma()
    one = w * g(r) * g(a - 1) * (a + b - 1).rgamma() * w.hypgeom([arb(1), 2 - a - b], [1 - r, 2 - a])
    two = w ** (r + 1) * g(r + 1) * g(-r) * g(a - r - 1) * (a + b - r - 1).rgamma() * w.hypgeom_1f1(2 + r - a - b, 2 + r - a)
    three = w**a * g(a) * g(1 - a) * g(r + 1 - a) * b.rgamma() * w.hypgeom_1f1(1 - b, a - r)
    return g(a + b) / g(a) / g(r) / w * (one + two + three)


# ---- histories: modified = False is the BG/NBD, True the MBG/NBD (who may leave after the first purchase too) ----


def parts(r, alpha, a, b, x, tx, T, modified):
    """Likelihood of "still here" and of "left after the last purchase", as logarithms; the second is None if it cannot be."""
    k = x + 1 if modified else x
    purchases = (r + x).lgamma() - r.lgamma() + r * alpha.log()
    here = purchases + ln_beta(a, b + k) - ln_beta(a, b) - (r + x) * (alpha + T).log()
    if k == 0:
        return here, None
    return here, purchases + ln_beta(a + 1, b + k - 1) - ln_beta(a, b) - (r + x) * (alpha + tx).log()


def log_likelihood(r, alpha, a, b, x, tx, T, modified):
    here, gone = parts(r, alpha, a, b, x, tx, T, modified)
    if gone is None:
        return here
    return here + (gone - here).exp().log1p() if gone < here else gone + (here - gone).exp().log1p()


def history(modified):
    def values(r, alpha, a, b, x, tx, T):
        here, gone = parts(r, alpha, a, b, x, tx, T, modified)
        ll = log_likelihood(r, alpha, a, b, x, tx, T, modified)
        k = x + 1 if modified else x
        out = {"log_likelihood": ll}
        if gone is None:
            out |= {"log_odds_dead": arb("-inf"), "log_p_alive": arb(0), "p_alive": arb(1)}
        else:
            u = gone - here
            out |= {"log_odds_dead": u, "log_p_alive": -u.exp().log1p(), "p_alive": 1 / (1 + u.exp())}
        # posterior means as ratios of likelihoods with a shifted shape
        out["rate"] = r / alpha * (log_likelihood(r + 1, alpha, a, b, x, tx, T, modified) - ll).exp()
        out["dropout"] = a / (a + b) * (log_likelihood(r, alpha, a + 1, b, x, tx, T, modified) - ll).exp()
        terms = [(r + x).lgamma() - r.lgamma(), r * alpha.log(), (r + x) * (alpha + tx).log(), (r + x) * (alpha + T).log(),
                 ln_beta(a, b + k) - ln_beta(a, b), (a + b + x).log()]
        return out | {"scale": largest(terms)}

    return values


def alive(r, alpha, a, b, x, T, modified):
    """The parameters of the new customer that an alive one is."""
    return r + x, alpha + T, a, b + x + 1 if modified else b + x


def horizon(modified):
    def values(r, alpha, a, b, x, tx, T, t, n):
        here, gone = parts(r, alpha, a, b, x, tx, T, modified)
        p = arb(1) if gone is None else 1 / (1 + (gone - here).exp())
        dead = arb(0) if gone is None else 1 / (1 + (here - gone).exp())
        now = alive(r, alpha, a, b, x, T, modified)
        pmf = p * probability(*now, t, n)
        return {"expected_purchases": p * expected(*now, t), "p_alive_later": p * survival(*now, t),
                "probability": pmf + dead if n == 0 else pmf}

    return values


def horizon_discounted(modified):
    def values(r, alpha, a, b, x, tx, T, delta):
        here, gone = parts(r, alpha, a, b, x, tx, T, modified)
        p = arb(1) if gone is None else 1 / (1 + (gone - here).exp())
        return {"discounted": p * discounted(*alive(r, alpha, a, b, x, T, modified), delta)}

    return values


def newcomer(r, alpha, a, b, t, n):
    """A new MBG/NBD customer: stays after the first purchase with probability b/(a+b), then is a BG one with b + 1."""
    stays = b / (a + b)
    pmf = stays * probability(r, alpha, a, b + 1, t, n)
    return {"expected_purchases": stays * expected(r, alpha, a, b + 1, t), "survival": stays * survival(r, alpha, a, b + 1, t),
            "probability": pmf + a / (a + b) if n == 0 else pmf}


def kernel(r, alpha, a, b, t, n):
    return {"expected_purchases": expected(r, alpha, a, b, t), "survival": survival(r, alpha, a, b, t),
            "probability": probability(r, alpha, a, b, t, n)}


def kernel_discounted(r, alpha, a, b, delta):
    return {"discounted": discounted(r, alpha, a, b, delta)}


# ---- derivatives by central differences in multiple precision ----


def differences(f, theta, bits=400):
    """Gradient and lower triangle of the Hessian, row after row."""
    ctx.prec = bits + 200
    step = arb(2) ** -(bits // 4)
    k, h = len(theta), [t * step for t in theta]

    def at(*moves):
        moved = list(theta)
        for i, s in moves:
            moved[i] = moved[i] + s * h[i]
        return f(*moved)

    centre, plus, minus = f(*theta), [at((i, 1)) for i in range(k)], [at((i, -1)) for i in range(k)]
    gradient = [(plus[i] - minus[i]) / (2 * h[i]) for i in range(k)]
    lower = []
    for i in range(k):
        for j in range(i + 1):
            if i == j:
                lower.append((plus[i] - 2 * centre + minus[i]) / (h[i] * h[i]))
            else:
                mixed = at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))
                lower.append(mixed / (4 * h[i] * h[j]))
    return gradient, lower


def purchase_terms(r, alpha, a, b, x, tx, T, modified):
    """The same derivatives term by term: what the library could add up. Returns lists of terms, gradient then lower Hessian."""
    k = x + 1 if modified else x
    end, last = alpha + T, alpha + tx
    g = [[(r + x).digamma() - r.digamma(), (alpha / end).log()], [r / alpha, -(r + x) / end],
         [(a + b).digamma() - (a + b + k).digamma()],
         [(b + k).digamma() - b.digamma(), (a + b).digamma() - (a + b + k).digamma()]]
    spread = trigamma(a + b) - trigamma(a + b + k)
    h = [[trigamma(r + x) - trigamma(r)], [1 / alpha, -1 / end], [-r / alpha**2, (r + x) / end**2], [], [], [spread], [], [],
         [spread], [trigamma(b + k) - trigamma(b), spread]]
    if k > 0:
        stay = b + k - 1
        odds = a / stay * ((r + x) * (end / last).log()).exp()
        w, rest = odds / (1 + odds), 1 / (1 + odds)
        u = [(end / last).log(), (r + x) * (1 / end - 1 / last), 1 / a, -1 / stay]
        uu = {(1, 0): 1 / end - 1 / last, (1, 1): (r + x) * (1 / last**2 - 1 / end**2), (2, 2): -1 / a**2, (3, 3): 1 / stay**2}
        for i in range(4):
            g[i].append(w * u[i])
            for j in range(i + 1):
                h[i * (i + 1) // 2 + j] += [w * rest * u[i] * u[j]] + ([w * uu[i, j]] if (i, j) in uu else [])
    return g, h


# ---- Gamma-Gamma ----


def gamma_gamma_log_density(p, q, v, x, m):
    s = x * m
    return (p * x + q).lgamma() - (p * x).lgamma() - q.lgamma() + q * v.log() + p * x * s.log() - m.log() - (p * x + q) * (v + s).log()


def gamma_gamma(p, q, v, x, m):
    s = x * m
    terms = [ln_beta(p * x, q), q * (s / v).log1p(), p * x * (v / s).log1p(), m.log()]
    return {"log_likelihood": gamma_gamma_log_density(p, q, v, x, m), "expected_spend": p * (v + s) / (p * x + q - 1),
            "scale": largest(terms)}


def gamma_gamma_terms(p, q, v, x, m):
    s = x * m
    total = p * x + q
    g = [[x * (total.digamma() - (p * x).digamma()), -x * (v / s).log1p()], [total.digamma() - q.digamma(), -(s / v).log1p()],
         [q * s / (v * (v + s)), -p * x / (v + s)]]
    h = [[x * x * (trigamma(total) - trigamma(p * x))], [x * trigamma(total)], [trigamma(total) - trigamma(q)], [-x / (v + s)],
         [s / (v * (v + s))], [-q * s * (2 * v + s) / (v * (v + s)) ** 2, p * x / (v + s) ** 2]]
    return g, h
