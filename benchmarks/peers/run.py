# SPDX-License-Identifier: Apache-2.0
"""walaa from Python beside lifetimes, lifelines, scikit-survival, scikit-learn, R survival, NumPy with SciPy, GSL, pandas, polars and
duckdb: one run, one thread each, in turns.

Every peer runs in a process and an environment of its own (build/peers; packages by the block at the top of its script). In each round
every peer does the task once, in random order; the least CPU time of all rounds counts, and the least wall time stands beside it. What
they compute is compared first. The table goes into docs/benchmarks.md.

  ./dev bench --peers [--rounds 5] [--tasks WORD] [--print]     (--print: do not touch the page)"""

import argparse
import datetime
import json
import math
import os
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/peers"
BEGIN, END = "<!-- peers: written by ./dev bench --peers -->", "<!-- end of peers -->"

sys.path.insert(0, str(HERE.parent))
from gate import processor, time_text, write_between  # noqa: E402

PEERS = ["walaa", "lifetimes", "lifelines", "sksurv", "r", "numpy", "gsl", "pandas", "polars", "duckdb"]
# task -> what it is, the peers to beat and how often with AVX2 and with AVX-512 (none: shown, no target), and how far results may differ
TASKS = {
    "fit 2,357": ("BG/NBD fit, CDNOW's 2,357 customers", {"lifetimes": (50, 50)}, 1e-3),
    "fit 1,000,000": ("BG/NBD fit, 1,000,000 customers", {"lifetimes": (300, 500), "numpy": (140, 200)}, 1e-3),
    "Pareto fit, 2,357": ("Pareto/NBD fit, CDNOW's 2,357 customers", {"lifetimes": ()}, 2e-3),
    "Pareto fit, 100,000": ("Pareto/NBD fit, 100,000 customers", {"lifetimes": (150, 150)}, 2e-3),
    "P(alive), frame": ("P(alive), BG/NBD, 1,000,000 customers in a pandas frame", {"lifetimes": (8, 8)}, 1e-9),
    "P(alive), arrays": ("the same from NumPy arrays", {"lifetimes": ()}, 1e-9),
    "P(alive) of MBG/NBD, frame": ("P(alive), MBG/NBD, 1,000,000 customers in a pandas frame", {"lifetimes": ()}, 1e-9),
    "expected purchases": ("purchases expected within 39 weeks, times P(alive), 1,000,000 customers in NumPy arrays", {"gsl": (20, 35)}, 1e-8),
    "12-month value": ("12-month lifetime value, 1,000,000 customers in a pandas frame", {"lifetimes": (500, 500)}, 1e-6),
    "Kaplan-Meier": ("survival curve of 10,000,000 customers, whole days", {"lifelines": (8, 8)}, 1e-9),
    "Harrell's C": ("Harrell's C, 1,000,000 customers", {"lifelines": (20, 20)}, 1e-12),
    "Cox, whole days": ("Cox (Efron), 1,000,000 customers, ten columns, whole days", {"lifelines": (6, 6), "r": (25, 25)}, 1e-5),
    "Cox, few ties": ("the same by the second", {"lifelines": (60, 60), "sksurv": (60, 60), "r": (25, 25)}, 1e-5),
    "logistic": ("logistic regression, 1,000,000 customers, twenty columns", {"sksurv": (2, 2)}, 1e-2),
    "AUC": ("AUC of 1,000,000 customers", {"sksurv": (4, 4)}, 1e-12),
    "summarise": ("10,000,000 unsorted purchases to 1,000,000 customers, with mean repeat spend", {"duckdb": (10, 10)}, 1e-9),
}
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "NUMEXPR_NUM_THREADS"), "1")


def environment(script: pathlib.Path) -> pathlib.Path:
    """The interpreter with the packages that the script names; made when there is none with these."""
    wanted = subprocess.run([sys.executable, ROOT / "tools/script_requirements.py", script], check=True, capture_output=True, text=True).stdout
    name = next((peer for peer in ("lifetimes", "lifelines", "scikit-survival") if peer in wanted), "current")
    home = BUILD / name
    stamp = home / ".stamp"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"environment {name}: {', '.join(wanted.split())}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        (home / "requirements.txt").write_text(wanted, encoding="utf-8")
        pip = [home / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "-r", home / "requirements.txt"]
        subprocess.run(pip, check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return home / "bin/python"


def target(by_instructions: tuple[int, ...]) -> int:
    """The target of this processor; 0: none."""
    try:
        wide = "avx512vl" in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        wide = False
    return by_instructions[wide] if by_instructions else 0


class Peer:
    def __init__(self, name: str, python: pathlib.Path, data: pathlib.Path) -> None:
        self.name = name
        self.log = (BUILD / f"{name}.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [python, HERE / f"{name}_peer.py", data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
        hello = self.read()
        self.tasks, self.versions = hello["tasks"], hello["versions"]

    def read(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended; see {BUILD / self.name}.log")
        return json.loads(line)

    def run(self, task: str) -> dict:
        self.process.stdin.write(task + "\n")
        self.process.stdin.flush()
        return self.read()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def compare(task: str, results: dict[str, dict], tolerance: float) -> list[str]:
    """What differs from walaa's by more than the tolerance. A fit is judged by its log-likelihood, which must not be above ours."""
    ours, differ = results["walaa"], []
    for peer, theirs in results.items():
        for name, value in theirs.items():
            if name == "log-likelihood":
                if not ours[name] >= value - 1e-9 * abs(value):
                    differ.append(f"{task}: {peer} found a better optimum, {value} against {ours[name]}")
            elif not math.isclose(value, ours[name], rel_tol=tolerance):
                differ.append(f"{task}: {name} of {peer} is {value}, of walaa {ours[name]}")
    return differ


def page_of(times: dict, versions: dict[str, str], rounds: dict[str, int], misses: list[str]) -> str:
    lines = [
        f"Measured on {datetime.date.today().isoformat()} on {processor()}, one thread, with "
        + ", ".join(f"{name} {version}" for name, version in sorted(versions.items())) + f" and Python {sys.version.split()[0]}.",
        "",
        "| task | who | CPU time | wall time | times walaa |",
        "|---|---|---:|---:|---:|",
    ]  # fmt: skip
    for task, by_peer in times.items():
        what, rivals, _ = TASKS[task]
        for peer in sorted(by_peer, key=lambda p: (p != "walaa", p not in rivals, by_peer[p]["cpu"])):
            cpu, wall = by_peer[peer]["cpu"], by_peer[peer]["wall"]
            ratio = "" if peer == "walaa" else f"{cpu / by_peer['walaa']['cpu']:.1f}"
            lines.append(f"| {what if peer == 'walaa' else ''} | {peer} | {time_text(cpu)} | {time_text(wall)} | {ratio} |")
    lines += ["", f"Least of {min(rounds.values())} to {max(rounds.values())} rounds in turns, a short task several times in its turn. " + (
        "Every target holds." if not misses else "Below target: " + "; ".join(misses) + ".")]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=5, help="of tasks that take seconds; those of milliseconds take three times as many, those of half a minute two")
    words.add_argument("--tasks", default="", help="only tasks whose name contains this")
    words.add_argument("--print", action="store_true", help="print the table and leave the page alone")
    words.add_argument("--walaa", type=pathlib.Path, default=ROOT / "build/python/package", help="where the module is")
    asked = words.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    pythons = {peer: environment(HERE / f"{peer}_peer.py") for peer in PEERS if peer != "walaa"}
    pythons["walaa"] = ROOT / "build/venv/bin/python"
    os.environ["PYTHONPATH"] = str(asked.walaa)
    data = BUILD / "data"
    if not (data / "events-amount.npy").exists():
        print("data", flush=True)
        data.mkdir(exist_ok=True)
        subprocess.run([pythons["numpy"], HERE / "data.py", data], check=True)

    tasks = {task: t for task, t in TASKS.items() if asked.tasks in task}
    times: dict = {}
    rounds: dict[str, int] = {}
    versions: dict[str, str] = {}
    misses, differences = [], []
    for task, (_, rivals, tolerance) in tasks.items():
        peers = [p for p in (Peer(name, pythons[name], data) for name in PEERS) if task in p.tasks or p.end()]
        for p in peers:
            versions.update(p.versions)
        first = {p.name: p.run(task) for p in peers}  # not counted: caches, first calls
        differences += compare(task, {name: r["result"] for name, r in first.items()}, tolerance)
        longest = max(r["cpu"] for r in first.values())
        rounds[task] = asked.rounds * 3 if longest < 1 else asked.rounds if longest < 15 else 2
        least = {p.name: {"cpu": math.inf, "wall": math.inf} for p in peers}
        for _ in range(rounds[task]):
            for p in random.sample(peers, len(peers)):
                r = p.run(task)
                least[p.name] = {kind: min(least[p.name][kind], r[kind]) for kind in ("cpu", "wall")}
        for p in peers:
            p.end()
        times[task] = least
        ratios = {rival: (least[rival]["cpu"] / least["walaa"]["cpu"], target(targets)) for rival, targets in rivals.items() if rival in least}
        print(f"{task:26} " + "  ".join(f"{n} {time_text(t['cpu'])} ({time_text(t['wall'])})" for n, t in least.items()) + "  "
              + ", ".join(f"{rival} : walaa {ratio:.1f}, target {wanted or 'none'}" for rival, (ratio, wanted) in ratios.items()), flush=True)  # fmt: skip
        misses += [f"{task} {ratio:.1f} times {rival}, {wanted} is the target" for rival, (ratio, wanted) in ratios.items() if ratio < wanted]

    if differences:
        sys.exit("results differ:\n  " + "\n  ".join(differences))
    table = page_of(times, versions, rounds, misses)
    (BUILD / "peers.json").write_text(json.dumps({"processor": processor(), "versions": versions, "times": times}, indent=2) + "\n", encoding="utf-8")
    if asked.print or asked.tasks:
        print("\n" + table)
    else:
        write_between(BEGIN, END, table)
        print("the table stands in docs/benchmarks.md")


if __name__ == "__main__":
    main()
