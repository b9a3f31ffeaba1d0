"""What a benchmark is, how it is measured, and how it is judged."""

import importlib
import math
import pkgutil
import statistics
from dataclasses import asdict, dataclass, field


class Benchmark:
    """A comparison of ours with a baseline, in the same run, under a budget.

    The budget is on the ratio ``ours / baseline``: at most it, or at least it when
    ``higher_is_better``.
    """

    name = ""
    unit = ""
    budget = 1.0
    higher_is_better = False
    # Ours and the baseline are measured in turn so many times; the medians count.
    rounds = 5

    def prepare(self, bench):
        """Make the data of the size that is needed; not measured."""

    def ours(self, bench):
        """Measure once and return the value in ``unit``."""
        raise NotImplementedError

    def baseline(self, bench):
        """Measure once and return the value in ``unit``."""
        raise NotImplementedError

    def problems(self, bench):
        """Sentences on conditions beside the ratio that do not hold."""
        return []


@dataclass
class Row:
    """The result of one benchmark, as it is printed and written."""

    name: str
    unit: str
    ours: float
    baseline: float
    ratio: float
    budget: float
    ok: bool
    problems: list = field(default_factory=list)

    def as_dict(self):
        """For JSON, which knows no infinity."""
        values = asdict(self)
        if math.isinf(self.ratio):
            values["ratio"] = None
        return values


def measure(benchmark, bench):
    """Prepare and measure a benchmark.

    :param benchmark: a :class:`Benchmark`
    :param bench: what it measures on; has ``rolled_back(function)``
    :return: a :class:`Row`
    """
    benchmark.prepare(bench)
    ours, baseline = [], []
    for _round in range(benchmark.rounds):
        # In turn, so that what slows the machine down slows both down.
        ours.append(bench.rolled_back(lambda: benchmark.ours(bench)))
        baseline.append(bench.rolled_back(lambda: benchmark.baseline(bench)))
    return judge(
        benchmark,
        statistics.median(ours),
        statistics.median(baseline),
        benchmark.problems(bench),
    )


def judge(benchmark, ours, baseline, problems=()):
    """The row of two measured values."""
    if baseline:
        ratio = ours / baseline
    else:
        ratio = math.inf if ours else 1.0
    if benchmark.higher_is_better:
        within = ratio >= benchmark.budget
    else:
        within = ratio <= benchmark.budget
    return Row(
        name=benchmark.name,
        unit=benchmark.unit,
        ours=round(ours, 3),
        baseline=round(baseline, 3),
        ratio=round(ratio, 3),
        budget=benchmark.budget,
        ok=within and not problems,
        problems=list(problems),
    )


def _all_below(cls):
    """Return the classes derived from ``cls``, directly or not."""
    below = set(cls.__subclasses__())
    return below.union(*map(_all_below, below))


def find_benchmarks(package="benchmarks"):
    """The benchmarks of all modules of the package, by name."""
    module = importlib.import_module(package)
    for info in pkgutil.iter_modules(module.__path__):
        importlib.import_module(f"{package}.{info.name}")
    found = sorted(_all_below(Benchmark), key=lambda cls: cls.name)
    return {cls.name: cls for cls in found if cls.__module__.startswith(f"{package}.")}


def table(rows):
    """The rows as aligned text, with their problems below."""
    head = ("name", "unit", "ours", "baseline", "ratio", "budget", "ok")
    lines = [head] + [
        tuple(
            "yes" if value is True else "NO" if value is False else str(value)
            for value in (getattr(row, column) for column in head)
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    text += [f"{row.name}: {problem}" for row in rows for problem in row.problems]
    return "\n".join(text)
