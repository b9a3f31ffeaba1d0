import math

from benchmarks.framework import Benchmark, judge, measure, table


class Faster(Benchmark):
    """A rate, of which more is better."""

    name = "faster"
    unit = "records/s"
    budget = 10
    higher_is_better = True
    rounds = 3

    def __init__(self):
        self.values = {"ours": [100, 900, 110], "baseline": [10, 10, 10]}
        self.order = []

    def ours(self, bench):
        self.order.append("ours")
        return self.values["ours"].pop()

    def baseline(self, bench):
        self.order.append("baseline")
        return self.values["baseline"].pop()


class Slower(Benchmark):
    """A time, of which less is better."""

    name = "slower"
    unit = "ms"
    budget = 1.5


class Undisturbed:
    """A bench that measures and keeps nothing."""

    def rolled_back(self, function):
        return function()


def test_ours_and_the_baseline_are_measured_in_turn_and_the_medians_count():
    benchmark = Faster()
    row = measure(benchmark, Undisturbed())
    assert benchmark.order == ["ours", "baseline"] * 3
    assert (row.ours, row.baseline, row.ratio, row.ok) == (110, 10, 11, True)


def test_a_rate_below_its_budget_is_not_ok():
    assert not judge(Faster(), 99, 10).ok
    assert judge(Faster(), 100, 10).ok


def test_a_time_above_its_budget_is_not_ok():
    assert judge(Slower(), 150, 100).ok
    assert not judge(Slower(), 151, 100).ok


def test_a_broken_condition_is_not_ok_whatever_the_ratio():
    row = judge(Slower(), 1, 100, ["it sends 21 queries, 20 are allowed"])
    assert not row.ok
    assert "slower: it sends 21 queries, 20 are allowed" in table([row])


def test_a_baseline_of_zero_is_judged_without_dividing_by_it():
    assert judge(Slower(), 0, 0).ok
    row = judge(Slower(), 1, 0)
    assert math.isinf(row.ratio)
    assert not row.ok
    assert row.as_dict()["ratio"] is None


def test_a_row_has_the_columns_of_the_report():
    row = judge(Slower(), 1, 1).as_dict()
    expected = {"name", "unit", "ours", "baseline", "ratio", "budget", "ok", "problems"}
    assert set(row) == expected
