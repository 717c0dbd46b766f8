# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks and prints, for every question, walaa on each path beside the plain and the careful reference and beside the
floor of the machine, all from one run. Run by ./dev bench; --large adds the long sizes, --page writes into docs/benchmarks.md.

The repetitions of a program's benchmarks are interleaved at random, and the least time counts: CPU time, or wall time where threads
are compared. Results are compared with the references before the clock starts.

  python3 benchmarks/report.py [--large] [--page] [--repetitions 5] [--from build/bench.json] [Google Benchmark's arguments]"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from gate import ROOT, compiler_of, processor, write_between

PATHS = ("v1", "v3", "v4")
SCALE = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
MILLION = "1000000"

# What stands in the table: what it is, benchmarks of walaa ({path}), of the references (or None), of the floor; rows
COPY, COPIES = "copy/{n}", "copy/four columns/{n}"
QUESTIONS = [
    ("P(alive), unsorted", "p_alive/walaa/{path}/unsorted/{n}", "p_alive/{ref}/unsorted/{n}", COPY, "1000000"),
    ("P(alive), sorted by count", "p_alive/walaa/{path}/sorted/{n}", "p_alive/{ref}/sorted/{n}", COPY, "1000000"),
    ("P(alive), mixed", "p_alive/walaa/{path}/{n}", "p_alive/{ref}/{n}", COPY, "1000000"),
    ("P(alive), mixed, in the cache", "p_alive/walaa/{path}/{n}", "p_alive/{ref}/{n}", COPY, "8192"),
    ("no purchase within 30 days", "no_purchase/walaa/{path}/{n}", "no_purchase/{ref}/{n}", COPY, "1000000"),
    ("expected purchases, unsorted", "expected_purchases/walaa/{path}/unsorted/{n}", "expected_purchases/{ref}/unsorted/{n}", COPY, "1000000"),
    ("expected purchases, sorted by count", "expected_purchases/walaa/{path}/sorted/{n}", "expected_purchases/{ref}/sorted/{n}", COPY, "1000000"),
    ("expected purchases, mixed, in the cache", "expected_purchases/walaa/{path}/{n}", "expected_purchases/{ref}/{n}", COPY, "8192"),
    ("12 months' value", "value/walaa/{path}/{n}", "value/{ref}/{n}", COPIES, "8192"),
    ("P(alive), purchases, spend and 12 months' value together", "together/walaa/{path}/{n}", "together/{ref}/{n}", COPIES, "8192"),
    ("the same, unsorted", "together/walaa/{path}/unsorted/{n}", "together/{ref}/unsorted/{n}", COPIES, "1000000"),
    ("whole profile, three scores with what they rest on", "profile/walaa/{path}/{n}", "profile/{ref}/{n}", COPIES, "8192"),
    ("BG/NBD log-likelihood, gradient and Hessian", "pass/walaa/{path}/{n}", "pass/{ref}/{n}", None, "1048576"),
    ("Pareto/NBD log-likelihood", "pareto/walaa/{path}/{n}", "pareto/{ref}/{n}", None, "100000"),
    ("the same with gradient and Hessian, which the reference lacks", "pareto_pass/walaa/{path}/{n}", "pareto/{ref}/{n}", None, "100000"),
]
FITS = [
    ("BG/NBD, 2,357 customers", "fit/bg_nbd/{path}/2357"),
    ("BG/NBD, 10,000", "fit/bg_nbd/{path}/10000"),
    ("BG/NBD, 100,000", "fit/bg_nbd/{path}/100000"),
    ("BG/NBD, 1,000,000", "fit/bg_nbd/{path}/1000000"),
    ("BG/NBD, 10,000,000", "fit/bg_nbd/{path}/10000000"),
    ("MBG/NBD, 1,000,000", "fit/mbg_nbd/{path}/1000000"),
    ("Pareto/NBD, 2,357", "fit/pareto_nbd/{path}/2357"),
    ("Pareto/NBD, 100,000", "fit/pareto_nbd/{path}/100000"),
    ("NBD, 1,000,000", "fit/nbd/1000000"),
    ("Gamma-Gamma, 1,000,000", "fit/gamma_gamma/1000000"),
]
THREADS = [
    ("P(alive)", "p_alive/walaa/{path}"),
    ("expected purchases", "expected_purchases/walaa/{path}"),
    ("12 months' value", "value/walaa/{path}"),
    ("whole profile", "profile/walaa/{path}"),
    ("likelihood pass", "pass/walaa/{path}"),
    ("copy of three columns", "copy"),
    ("copy of four columns", "copy/four columns"),
    ("additions that keep a core busy", "core"),
]
GROWTH = [
    ("P(alive)", "p_alive/walaa/{path}/{n}", COPY),
    ("no purchase within", "no_purchase/walaa/{path}/{n}", COPY),
    ("expected purchases", "expected_purchases/walaa/{path}/{n}", COPY),
    ("12 months' value", "value/walaa/{path}/{n}", COPIES),
    ("all together", "together/walaa/{path}/{n}", COPIES),
    ("whole profile", "profile/walaa/{path}/{n}", COPIES),
    ("fit of BG/NBD", "fit/bg_nbd/{path}/{n}", COPY),
]


def turns(programs: pathlib.Path, large: bool) -> list[tuple[str, str]]:
    """Program and filter of what is interleaved; kinds of logs and the longest one by themselves, for they fill the memory."""
    program = "bench_summarize"
    listed = subprocess.run([programs / program, "--benchmark_list_tests"], check=True, capture_output=True, text=True, env=environment(large))
    together = re.compile(r"summarize/(walaa|unordered_map|copy)(/two threads)?/10{6,7}(/real_time)?")
    alone = [name for name in listed.stdout.splitlines() if name and not together.fullmatch(name)]
    return [("bench_score", "."), ("bench_fit", "."), (program, f"^{together.pattern}$"), *((program, f"^{re.escape(name)}$".replace("\\ ", " ")) for name in alone)]


def environment(large: bool) -> dict[str, str]:
    return {**os.environ, "WALAA_BENCH_LARGE": "1" if large else ""}


def run(programs: pathlib.Path, asked: argparse.Namespace, more: list[str]) -> dict[str, dict]:
    """Least nanoseconds of each benchmark, and its counters."""
    least: dict[str, dict] = {}
    for program, pattern in turns(programs, asked.large):
        print(f"{program} {pattern}", file=sys.stderr, flush=True)
        with tempfile.NamedTemporaryFile(suffix=".json") as out:
            subprocess.run(
                [programs / program, f"--benchmark_filter={pattern}", "--benchmark_enable_random_interleaving=true",
                 f"--benchmark_repetitions={asked.repetitions}", "--benchmark_min_time=0.05", f"--benchmark_out={out.name}",
                 "--benchmark_out_format=json", *more],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(asked.large),
            )  # fmt: skip
            text = pathlib.Path(out.name).read_text(encoding="utf-8")
        for one in json.loads(text)["benchmarks"] if text else []:
            name = one.get("run_name", one["name"])
            if one.get("error_occurred"):
                sys.exit(f"{name}: {one['error_message']}")
            if one["run_type"] != "iteration":
                continue
            name = name.replace("/iterations:1", "")
            known = least.setdefault(name, {"cpu": float("inf"), "wall": float("inf")})
            known["cpu"] = min(known["cpu"], one["cpu_time"] * SCALE[one["time_unit"]])
            known["wall"] = min(known["wall"], one["real_time"] * SCALE[one["time_unit"]])
            known.update({k: one[k] for k in ("items_per_second", "passes", "allocations") if k in one})
    return least


class Times:
    def __init__(self, least: dict[str, dict]) -> None:
        self.least = least
        self.paths = [p for p in PATHS if any(f"/{p}/" in name or name.endswith(f"/{p}") for name in least)]

    def get(self, pattern: str | None, kind: str = "cpu", **words: str) -> float | None:
        found = self.least.get(pattern.format(**words)) if pattern else None
        return found[kind] if found else None

    def a_row(self, pattern: str | None, **words: str) -> float | None:
        t = self.get(pattern, **words)
        return t / int(words["n"]) if t else None


def number(x: float | None, digits: int = 3) -> str:
    if x is None:
        return ""
    return f"{x:,.0f}" if x >= 1000 else f"{x:.{digits}g}"


def time_text(ns: float | None) -> str:
    if ns is None:
        return ""
    for scale, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "us")):
        if ns >= scale:
            return f"{ns / scale:.3g} {unit}"
    return f"{ns:.3g} ns"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def page_of(times: Times, log: dict) -> str:
    clock = times.get("clock")
    hertz = (1 << 14) / clock if clock else None  # cycles a nanosecond
    lines = [
        f"On {log['processor']}{f' at {hertz:.2g} GHz' if hertz else ''}, {log['compiler']}, -O2 without -march, one thread; nanoseconds a row.",
        "",
    ]
    rows = []
    for what, ours, references, floor, n in QUESTIONS:
        plain, careful = (times.a_row(references, ref=ref, n=n) for ref in ("plain", "careful"))
        bound = times.a_row(floor, n=n)
        for path in times.paths:
            t = times.a_row(ours, path=path, n=n)
            if t is None:
                continue
            rows.append(
                [what if path == times.paths[0] else "", f"{int(n):,}" if path == times.paths[0] else "", path, number(t), number(plain), number(careful),
                 number(plain / t if plain else None), number(careful / t if careful else None), f"{bound / t:.0%}" if bound else "",
                 number(t * hertz if hertz else None)]
            )  # fmt: skip
    lines += table(["what", "rows", "path", "walaa", "plain", "careful", "plain : walaa", "careful : walaa", "of the copy floor", "cycles a row"], rows)

    rows = []
    for what, pattern in FITS:
        by = {p: times.get(pattern, path=p) for p in times.paths}
        if not any(by.values()):
            continue
        passes = times.least[pattern.format(path=times.paths[-1])].get("passes")
        shown = [time_text(by[p]) if "{path}" in pattern or p == times.paths[-1] else "" for p in times.paths]
        rows.append([what, *shown, number(passes)])
    lines += table(["fit", *times.paths, "passes"], rows)

    rows = []
    best = times.paths[-1] if times.paths else ""
    for what, pattern in THREADS:
        for n in (MILLION, str(1 << 20)):
            one, two = (times.get(f"{pattern}/threads:{k}/{n}/real_time", "wall", path=best) for k in (1, 2))
            if one and two:
                rows.append([what, time_text(one), time_text(two), number(one / two)])
    one, two = times.get("summarize/walaa/10000000", "wall"), times.get("summarize/walaa/two threads/10000000/real_time", "wall")
    if one and two:
        rows.append(["10,000,000 purchases to customers", time_text(one), time_text(two), number(one / two)])
    lines += table([f"1,000,000 rows, {best}, wall time", "one thread", "two threads", "one : two"], rows)

    rows = []
    for what, pattern, floor in GROWTH:
        for path in times.paths:
            small, big, copy, copies = (
                times.a_row(p, path=path, n=n) for p, n in ((pattern, MILLION), (pattern, "10000000"), (floor, MILLION), (floor, "10000000"))
            )
            if small and big and copy and copies:
                rows.append([what, path, number(small), number(big), number(big / small), number(copies / copy)])
    lines += table(["growth", "path", "1,000,000", "10,000,000", "grows", "the copy grows"], rows)

    rows = []
    for n in (MILLION, "10000000", "100000000"):
        ours, theirs, copy = (times.get(f"summarize/{who}/{n}") for who in ("walaa", "unordered_map", "copy"))
        if ours:
            rows.append([f"{int(n):,}", time_text(ours), number(int(n) / ours * 1e3), time_text(theirs), number(theirs / ours if theirs else None),
                         f"{copy / ours:.0%}" if copy else ""])  # fmt: skip
    lines += table(["events to customers", "walaa", "million a second", "unordered_map", "ratio", "of the copy floor"], rows)

    others = sorted(name for name in times.least if name.startswith("summarize/") and name.split("/")[1] not in ("walaa", "unordered_map", "copy"))
    lines += table(
        ["10,000,000 events of a kind", "walaa"],
        [[name.split("/")[1], time_text(times.least[name]["cpu"])] for name in others],
    )

    rows = [[f"one customer, {p}", time_text(times.get("one_customer/walaa/{path}", path=p))] for p in times.paths if times.get("one_customer/walaa/{path}", path=p)]
    for name, what in (
        ("own_strategy/loop", "a user's loop, 8,192 customers"), ("own_strategy/any_strategy", "the same as a strategy"),
        ("own_strategy/scorer", "the same through a scorer, missing values looked for"),
        ("expected_purchases/table", "table of expected purchases"), ("value/table", "table of 12 months' value"),
    ):  # fmt: skip
        if times.get(name):
            rows.append([what, time_text(times.get(name))])
    lines += table(["one at a time", "time"], rows)
    return "\n".join(lines).rstrip()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--large", action="store_true", help="10,000,000 customers, 100,000,000 events, the slow references at 1,000,000")
    words.add_argument("--page", action="store_true", help="write the tables into docs/benchmarks.md")
    words.add_argument("--repetitions", type=int, default=5)
    words.add_argument("--from", dest="saved", type=pathlib.Path, help="tables of an earlier run")
    words.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/bench/benchmarks")
    asked, more = words.parse_known_args()
    if asked.saved:
        log = json.loads(asked.saved.read_text(encoding="utf-8"))
    else:
        log = {"processor": processor(), "compiler": compiler_of(asked.programs), "times": run(asked.programs, asked, more)}
        (ROOT / "build/bench.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")
    text = page_of(Times(log["times"]), log)
    print(text)
    if asked.page:
        write_between("<!-- bench: written by ./dev bench --page -->", "<!-- end of bench -->", text)


if __name__ == "__main__":
    main()
