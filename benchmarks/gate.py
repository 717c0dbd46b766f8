# SPDX-License-Identifier: Apache-2.0
"""The speed gates: ratios of time to the references in the same run, and instructions a row. Run by ./dev gate.

Seconds are never gated: they differ by tens of percent between runs and machines. Two things do not:

  ratios        ours : reference, minimum CPU time of 15 randomly interleaved repetitions, against benchmarks/floors.json: for
                kernels forced to v1, v3 and v4, those that this processor has, and for what has no path (any). Floors leave
                at least 20 % of slack. Fails only when three runs fail.
  instructions  counted by callgrind inside `measured` of benchmarks/instructions, on v3 (valgrind knows no AVX-512), against
                benchmarks/instructions.json, kept for each compiler and C library: 2 % more fails, 2 % fewer asks for a new
                baseline (./dev gate --accept). And one kernel against another, in LIKE.

The figures of the run are left in build/gate.json; --page writes them into docs/benchmarks.md.

  python3 benchmarks/gate.py [--accept] [--only ratios|instructions] [--page] [--programs build/bench/benchmarks]"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
RUNS = 3  # a ratio below its floor is measured again, twice at most
MARGIN = 0.02  # of instructions
LIKE = [("own_strategy/any_strategy", "own_strategy/loop")]  # no more instructions than the other, but for the margin
PAGE = ROOT / "docs/benchmarks.md"


def processor() -> str:
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)[1]
    except (OSError, TypeError):
        return platform.processor() or "unknown"


# ---------------------------------------------------------------------------------------------------------------- ratios


def measure(program: pathlib.Path, names: list[str]) -> dict[str, float]:
    """Minimum CPU seconds of each benchmark; those of one program are interleaved with each other."""
    pattern = "^(" + "|".join(re.escape(n) for n in names) + ")$"
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [program, f"--benchmark_filter={pattern}", "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=15",
             "--benchmark_min_time=0.03", f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        report = json.loads(pathlib.Path(out.name).read_text(encoding="utf-8"))
    scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    least: dict[str, float] = {}
    for one in report["benchmarks"]:
        if one.get("error_occurred"):
            sys.exit(f"{one['name']}: {one['error_message']}")
        if one["run_type"] == "iteration":
            name, seconds = one["run_name"], one["cpu_time"] * scale[one["time_unit"]]
            least[name] = min(seconds, least.get(name, seconds))
    absent = [n for n in names if n not in least]
    if absent:
        sys.exit(f"{program.name} has no benchmark {', '.join(absent)}; benchmarks/floors.json and the program disagree")
    return least


def paths(programs: pathlib.Path) -> list[str]:
    """The paths of this processor, as a program of benchmarks says."""
    names = subprocess.run([programs / "bench_score", "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout
    return [path for path in ("v1", "v3", "v4") if f"p_alive/walaa/{path}/" in names]


def gate_ratios(programs: pathlib.Path, log: dict) -> list[str]:
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
    here = paths(programs)
    print(f"ratios to the reference ({processor()}; {', '.join(here)})")
    left: dict[str, dict[str, dict]] = {}  # program -> gate -> floor
    for path in [*here, "any"]:
        for program, gates in floors[path].items():
            left.setdefault(program, {}).update({gate if path == "any" else f"{gate}, {path}": g for gate, g in gates.items()})
    best: dict[str, float] = {}
    for run in range(RUNS):
        again: dict[str, dict[str, dict]] = {}
        for program, gates in left.items():
            names = sorted({n for g in gates.values() for n in (g["ours"], g["reference"])})
            least = measure(programs / program, names)
            for gate, g in gates.items():
                ratio = least[g["reference"]] / least[g["ours"]]
                best[gate] = max(ratio, best.get(gate, 0.0))
                low = ratio < g["at_least"]
                print(f"  {gate:52} {ratio:8.2f}   at least {g['at_least']:<6} {'LOW' if low else ''}{f', run {run + 1}' if run else ''}")
                log.setdefault(gate, []).append(
                    {"ratio": ratio, "ours_s": least[g["ours"]], "reference_s": least[g["reference"]], "at_least": g["at_least"]}
                )
                if low:
                    again.setdefault(program, {})[gate] = g
        left = again
        if not left:
            break
    return [f"{gate}: {best[gate]:.2f} times the reference at best in {RUNS} runs; the floor is {g['at_least']}"
            for gates in left.values() for gate, g in gates.items()]  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- instructions


def compiler_of(programs: pathlib.Path) -> str:
    """What decides the counts: the compiler of the build, the C library, whether its log and exp may use FMA."""
    cache = (programs.parent / "CMakeCache.txt").read_text(encoding="utf-8")
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache, re.MULTILINE)[1]
    version = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    number = re.search(r"\d+\.\d+\.\d+", version)[0]
    family = "clang" if "clang" in version else "g++"
    cpu = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    fma = "fma" if re.search(r"\bfma\b", cpu) else "no fma"
    return f"{family} {number}, {' '.join(platform.libc_ver())}, {platform.machine()}, {fma}"


def count(program: pathlib.Path, kernel: str) -> float:
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=measured", program, kernel],
        capture_output=True, text=True,
    )  # fmt: skip
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not collected or int(collected[1]) == 0:
        sys.exit(f"callgrind failed for {kernel}:\n{done.stderr}")
    return int(collected[1]) / int(done.stdout)


def gate_instructions(programs: pathlib.Path, accept: bool, log: dict) -> list[str]:
    program = programs / "walaa_instructions"
    key = compiler_of(programs)
    path = HERE / "instructions.json"
    baselines = json.loads(path.read_text(encoding="utf-8"))
    baseline = baselines.get(key)
    kernels = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        now = dict(zip(kernels, pool.map(lambda k: count(program, k), kernels)))
    print(f"instructions a row ({key})")
    failures = []
    for kernel, n in now.items():
        before = baseline.get(kernel) if baseline else None
        change = n / before - 1 if before else 0.0
        print(f"  {kernel:44} {n:8.1f}" + (f"   {change:+7.2%} from {before:.1f}" if before else "   no baseline"))
        log[kernel] = {"instructions": n, "baseline": before}
        if before and change > MARGIN:
            failures.append(f"{kernel}: {n:.1f} instructions a row, {change:+.1%}; if that is meant, ./dev gate --accept")
        elif before and change < -MARGIN:
            failures.append(f"{kernel}: {n:.1f} instructions a row, {change:+.1%}: well done; keep it by ./dev gate --accept")
        elif baseline and before is None:
            failures.append(f"{kernel}: no baseline yet; ./dev gate --accept")
    over = []
    for ours, other in LIKE:
        more = now[ours] / now[other] - 1
        print(f"  {ours} : {other} {1 + more:.4f}, at most {1 + MARGIN}")
        if more > MARGIN:
            over.append(f"{ours}: {now[ours]:.2f} instructions a row, {more:+.1%} of {other}")
    if accept:
        baselines[key] = {k: round(n, 2) for k, n in now.items()}
        path.write_text(json.dumps(dict(sorted(baselines.items())), indent=2) + "\n", encoding="utf-8")
        print("  taken over into benchmarks/instructions.json")
        return over
    if baseline is None:
        print("  no baseline for this compiler and C library: counted, not gated (./dev gate --accept keeps these)")
    return failures + over


def write_between(first: str, last: str, text: str) -> None:
    """Replaces what stands between two lines of docs/benchmarks.md."""
    page = PAGE.read_text(encoding="utf-8")
    if first not in page or last not in page:
        sys.exit(f"{PAGE}: the lines {first} and {last} are missing")
    page = re.sub(re.escape(first) + ".*?" + re.escape(last), lambda _: f"{first}\n{text}\n{last}", page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


def time_text(seconds: float) -> str:
    scale, unit = (1, "s") if seconds >= 1 else (1e3, "ms") if seconds >= 1e-3 else (1e6, "us")
    return f"{seconds * scale:.3g} {unit}"


def tables(log: dict) -> str:
    lines = [f"On {log['processor']}, {log['compiler']}, -O2 without -march.", "",
             "| what : reference | walaa | reference | ratio | floor |", "|---|---:|---:|---:|---:|"]  # fmt: skip
    for gate, runs in log["ratios"].items():
        best = max(runs, key=lambda r: r["ratio"])
        lines.append(f"| {gate} | {time_text(best['ours_s'])} | {time_text(best['reference_s'])} | {best['ratio']:.1f} | {best['at_least']} |")
    lines += ["", "| kernel, on v3 | instructions a row |", "|---|---:|"]
    lines += [f"| {kernel} | {n['instructions']:.1f} |" for kernel, n in log["instructions"].items()]
    return "\n".join(lines)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--accept", action="store_true", help="take over the instruction counts as the baseline")
    words.add_argument("--only", choices=["ratios", "instructions"])
    words.add_argument("--page", action="store_true", help="write the figures into docs/benchmarks.md")
    words.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/bench/benchmarks")
    asked = words.parse_args()
    log: dict = {"processor": processor(), "compiler": compiler_of(asked.programs), "ratios": {}, "instructions": {}}
    failures = []
    if asked.only != "ratios":
        failures += gate_instructions(asked.programs, asked.accept, log["instructions"])
    if asked.only != "instructions":
        failures += gate_ratios(asked.programs, log["ratios"])
    (ROOT / "build/gate.json").write_text(json.dumps(log, indent=2) + "\n", encoding="utf-8")
    if asked.page:
        write_between("<!-- gates: written by ./dev gate --page -->", "<!-- end of gates -->", tables(log))
    if failures:
        sys.exit("the speed gates failed:\n  " + "\n  ".join(failures))
    print("the speed gates hold")


if __name__ == "__main__":
    main()
