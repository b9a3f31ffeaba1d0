from .framework import Benchmark
from .plant import Plant


class LevelPropagation(Benchmark):
    """Queries to open and close a hazard: 20,050 units against 41 of the same depth."""

    name = "level_propagation"
    unit = "queries"
    budget = 1.0
    rounds = 3

    def prepare(self, bench):
        self.large = self._plant(bench.env)
        self.small = self._plant(
            bench.second_database(), sites=1, zones=2, objects=3, units=5
        )

    def _plant(self, env, **shape):
        plant = Plant(env)
        plant.units(**shape)
        plant.events(1)
        plant.measures(1)
        # The first hazard of a year also opens the year's range of numbers.
        self._open_and_end(plant)
        return plant.finish()

    def ours(self, bench):
        return bench.queries(lambda: self._open_and_end(self.large), self.large.env)

    def baseline(self, bench):
        return bench.queries(lambda: self._open_and_end(self.small), self.small.env)

    def _open_and_end(self, plant):
        """Let a critical measure fail and be good again, seen up to the site."""
        env = plant.env
        measure = env["dp.control.measure"].search(
            [("company_id", "=", plant.company.id), ("critical", "=", True)], limit=1
        )
        hazard = env["dp.hazard"].create(
            {"title": "Broken", "unit_id": measure.unit_id.id, "measure_id": measure.id}
        )
        hazard._transition("reject", reason="Not broken")

    def problems(self, bench):
        root = self.large.env["dp.risk.unit"].search([("kind", "=", "site")], limit=1)
        found = []
        if root.current_level != "3":
            found.append(f"the root is {root.current_level} after the end, not '3'")
        return found
