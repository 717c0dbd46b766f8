# SPDX-License-Identifier: Apache-2.0
"""The package as a whole: doctests, the notebook, signals, processes, C++ and Python reading each other's files."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import sysconfig
import textwrap
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import walaa

from conftest import ROOT


def test_the_module_belongs_to_this_interpreter() -> None:
    assert walaa._core.__file__.endswith(sysconfig.get_config_var("EXT_SUFFIX"))


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(walaa.__path__) if not m.name.startswith("_core")])
def test_docstrings_tell_the_truth(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"walaa.{name}")).failed == 0


def test_everything_public_is_documented() -> None:
    for name in walaa.__all__:
        assert (getattr(walaa, name).__doc__ or "").strip(), name


@pytest.mark.parametrize(("name", "pictures", "tables"), [("cdnow", 1, 5), ("telco", 3, 6)])
def test_the_notebooks_run(name: str, pictures: int, tables: int, tmp_path: Path) -> None:
    import jupytext
    import nbclient

    notebook = jupytext.read(ROOT / f"examples/notebooks/{name}.py")
    os.environ["WALAA_EXAMPLE_DATA"] = str(ROOT / "examples/data")
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [o.get("data", {}) for cell in notebook.cells for o in cell.get("outputs", [])]
    assert sum("image/png" in data for data in shown) == pictures
    assert sum("text/html" in data for data in shown) >= tables


def test_control_c_is_heard_at_once() -> None:
    program = textwrap.dedent(
        """
        import os, signal, threading, time, numpy as np, walaa
        rng = np.random.default_rng(1)
        n = 4_000_000
        x = rng.integers(0, 30, n).astype(float)
        T = rng.uniform(30, 39, n)
        data = {"frequency": x, "recency": np.where(x > 0, T * rng.uniform(0.2, 1, n), 0.0), "T": T}
        model = walaa.BetaGeoModel.from_params(r=.24, alpha=4.4, a=.8, b=2.4)
        sent = []
        def interrupt():
            time.sleep(0.3); sent.append(time.perf_counter()); os.kill(os.getpid(), signal.SIGINT)
        for work in (lambda: walaa.BetaGeoModel().fit(data), lambda: [model.expected_purchase_probability(3, 10, data) for _ in range(50)]):
            sent.clear(); t = threading.Thread(target=interrupt); t.start()
            try:
                work()
                while True: work()
            except KeyboardInterrupt:
                print(time.perf_counter() - sent[0])
            t.join()
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True)
    reactions = [float(line) for line in done.stdout.split()]
    # at most 0.1 s on an idle machine; a busy one is allowed ten times that
    assert len(reactions) == 2 and max(reactions) < 1.0, (reactions, done.stderr)


def _fit_in_child(_: int) -> float:
    rng = np.random.default_rng(3)
    x = rng.integers(0, 5, 500).astype(float)
    data = {"frequency": x, "recency": np.where(x > 0, 5.0 + x, 0.0), "T": np.full(500, 39.0)}
    return walaa.BetaGeoModel.from_params(r=0.24, alpha=4.4, a=0.8, b=2.4).expected_purchases(data, 39).sum()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_of_a_process_that_used_threads(method: str, tenth: walaa.Customers) -> None:
    walaa.BetaGeoModel(threads=2).fit(tenth)
    with get_context(method).Pool(2) as pool:
        assert len(set(pool.map(_fit_in_child, range(2)))) == 1


def test_a_million_calls_do_not_leak() -> None:
    import resource

    model = walaa.BetaGeoModel.from_params(r=0.24, alpha=4.4, a=0.8, b=2.4)
    one = {"frequency": np.array([2.0]), "recency": np.array([30.0]), "T": np.array([39.0])}
    for _ in range(2000):
        model.expected_probability_alive(one)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100_000):
        model.expected_probability_alive(one)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024  # KiB


@pytest.fixture(scope="module")
def score_file() -> Path:
    """tests/python/score_file.cpp, built beside the C++ tests."""
    found = list((ROOT / "build").glob("*/tests/walaa_score_file"))
    assert found, "the C++ tests are not built: ./dev test builds them first"
    return max(found, key=lambda path: path.stat().st_mtime)  # another preset's may be of older sources


def test_python_and_cpp_read_each_others_files(score_file: Path, tenth: walaa.Customers, tmp_path: Path) -> None:
    columns = ["frequency", "recency", "T", "monetary_value"]
    table = tmp_path / "table.txt"
    table.write_text("\n".join(" ".join(float(tenth[c][i]).hex() for c in columns) for i in range(len(tenth))))
    mine = walaa.Scorer([walaa.LifetimeValue(), walaa.NoPurchaseWithin("90 days"), walaa.PAlive(), walaa.RFM()]).fit(tenth)
    mine.save(tmp_path / "python.walaa")

    def cpp(*arguments: str) -> list[list[float]]:
        out = subprocess.run([score_file, *arguments], capture_output=True, text=True, check=True).stdout
        return [[float.fromhex(v) for v in line.split()] for line in out.splitlines()]

    scored = mine.score(tenth)
    here = [scored[name].value.tolist() for name in scored.keys()]
    there = cpp("score", str(tmp_path / "python.walaa"), str(table))
    assert np.array_equal(np.array(there).T, np.array(here), equal_nan=True)

    cpp("fit", str(tmp_path / "cpp.walaa"), str(table))  # fitted and saved by C++, scored here
    theirs = walaa.load(tmp_path / "cpp.walaa").score(tenth)
    there = cpp("score", str(tmp_path / "cpp.walaa"), str(table))
    assert np.array_equal(np.array(there).T, np.array([theirs[name].value for name in theirs.keys()]), equal_nan=True)


def test_interrupt_is_left_as_it_was() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_stub_knows_the_module() -> None:
    stub = ast.parse((Path(walaa.__file__).parent / "_core.pyi").read_text(encoding="utf-8"))
    for node in stub.body:
        if isinstance(node, ast.ClassDef):
            real = {name for name in vars(getattr(walaa._core, node.name)) if not name.startswith("_")}
            told = {m.name for m in node.body if isinstance(m, ast.FunctionDef)} | {
                m.target.id for m in node.body if isinstance(m, ast.AnnAssign) and isinstance(m.target, ast.Name)
            }
            assert real <= told, f"{node.name}: regenerate _core.pyi, it lacks {real - told}"
    told = {n.name for n in stub.body if isinstance(n, (ast.ClassDef, ast.FunctionDef))} | {
        n.target.id for n in stub.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    }
    real = {name for name in vars(walaa._core) if not name.startswith("_")}
    assert real <= told, f"regenerate _core.pyi, it lacks {real - told}"
