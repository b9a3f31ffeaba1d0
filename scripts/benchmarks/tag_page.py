from .framework import Benchmark
from .plant import Plant

REPEAT = 100  # so many visits are one measurement


class TagPage(Benchmark):
    """The page behind a tag for a logged-in user against /web/login, over HTTP.

    In a group of 20,050 units and 100,000 events, at a place with a round that is due,
    a hazard that is open, and a reason for its level.
    """

    name = "tag_page"
    unit = "ms"
    budget = 1.5

    def prepare(self, bench):
        plant = Plant(bench.env)
        plant.units()
        plant.events(6)
        plant.measures(1)
        plant.duties(20_000)
        plant.hazards(20_000)
        env = plant.env
        duties = env["dp.duty"].search([("company_id", "=", plant.company.id)], limit=3)
        env["dp.inspection"]._generate(duties)
        hazard = env["dp.hazard"]._report(
            {"unit_id": duties[0].unit_id.id, "title": "Seal broken", "grade": "major"}
        )
        hazard._sync_contributions()
        tag = env["dp.tag"].create(
            {"unit_id": duties[0].unit_id.id, "company_id": plant.company.id}
        )
        self.path = f"/dp/q/{tag.token}"
        plant.finish()
        self.server = bench.enter_context(bench.server(env.cr.dbname))
        self.server.login("bench", "bench-password")
        for _visit in range(5):
            self.page = self.server.get(self.path).text
            self._get_login()

    def _get_login(self):
        # In the same session: a stranger's also costs the search for his database.
        self.server.get("/web/login")

    def ours(self, bench):
        return bench.milliseconds(lambda: self._repeat(self._get_page)) / REPEAT

    def baseline(self, bench):
        return bench.milliseconds(lambda: self._repeat(self._get_login)) / REPEAT

    def _get_page(self):
        self.server.get(self.path)

    def _repeat(self, function):
        for _visit in range(REPEAT):
            function()

    def problems(self, bench):
        """The page must be the real one."""
        wanted = {
            "dp-start-round": "the round that is due",
            "Seal broken": "the hazard",
            "dp-why": "the reason of the level",
        }
        return [
            f"the page lacks {what}"
            for text, what in wanted.items()
            if text not in self.page
        ]
