import random
from datetime import datetime, timedelta

from freezegun import freeze_time

from ..tools import health
from ..tools.levels import worst
from .common import DoublePreventionCase

START = datetime(2026, 3, 1, 8)
STEP = timedelta(minutes=7)
HISTORIES, ACTS = 6, 30
KINDS = ("check_failed", "check_missed", "hazard_open", "hazard_major", "bypass")


class TestHealthReplay(DoublePreventionCase):
    """Random lives of random trees: stored levels and history equal the pure law."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(START):
            draft = cls.env["dp.health.parameters"].create(
                {"name": "Held", "company_id": cls.company.id, "notes": "With holds"}
            )
            for line in draft.effect_ids:
                line.hold_hours = {"check_failed": 1, "hazard_open": 0.5}.get(line.kind)
            draft.action_put_in_force()

    def setUp(self):
        super().setUp()
        self.shown = {}

    def _grow(self, chance):
        """Create a random tree with events, measures and duties."""
        site = self._unit("Site", kind="site")
        nodes = [site]
        for number in range(9):
            kind = chance.choice(["zone", "object"]) if number < 4 else "unit"
            above = chance.choice([n for n in nodes if n.kind in ("site", "zone")])
            nodes.append(self._unit(f"Node {number}", above, kind))
        self.tree = site.browse().union(*nodes)
        duties = self.env["dp.duty"]
        for node in self.tree:
            for _event in range(chance.randint(0, 2)):
                high = chance.choice("123")
                low = chance.choice([one for one in "1234" if one >= high])
                event = self._event(node, inherent=high, residual=low)
                for number in range(chance.randint(1, 3)):
                    measure = self._measure(
                        event, f"M{number}", critical=chance.random() < 0.3
                    )
                    duties |= self._duty(measure)
        self.duties = duties

    def _act(self, chance):
        """Let something happen."""
        duties = self.duties.exists()
        act = chance.choice(["open"] * 4 + ["end"] * 3 + ["move", "rest", "delete"])
        some = duties.browse(chance.sample(duties.ids, min(2, len(duties))))
        if act == "open":
            self._contribute(
                some,
                chance.choice(KINDS),
                chance.choice([0.1, 0.3, 0.5, 1.0]),
                chance.choice([False, False, "3", "1"]),
            )
        elif act == "end":
            self._end_contributions(some)
        elif act == "delete":
            some[:1].unlink()
        elif act == "move":
            node = chance.choice(self.tree[1:])
            above = self.tree.filtered(
                lambda one: (
                    one.active
                    and one.kind in ("site", "zone")
                    and not one.parent_path.startswith(node.parent_path)
                )
            )
            if node.active and above:
                node.parent_id = chance.choice(above)
        else:
            node = chance.choice(self.tree[1:])
            if node.parent_id.active:
                node.active = not node.active

    def _compute(self, at):
        """Return ``{unit: level}`` from scratch: the pure law, and worst upwards."""
        events, contributions, parameters = self.tree._read_health_facts(at)
        own = {
            unit: health.unit_state(
                events[unit.id], contributions[unit.id], at, parameters[unit.id]
            ).level
            for unit in self.tree
        }
        levels = {}

        def level(unit):
            if unit not in levels:
                parts = self.tree.filtered(
                    lambda one: one.parent_id == unit and one.active
                )
                levels[unit] = worst((own[unit], *(level(part) for part in parts)))
            return levels[unit]

        for unit in self.tree:
            level(unit)
        return own, levels

    def _check(self, at):
        """Assert stored levels, then their history, against the computation."""
        own, levels = self._compute(at)
        self.tree.invalidate_recordset()
        for unit in self.tree:
            self.assertEqual(unit.own_current_level or None, own[unit], unit.name)
            self.assertEqual(unit.current_level or None, levels[unit], unit.name)
        last = {}
        for row in self.env["dp.level.change"].search(
            [("unit_id", "in", self.tree.ids)], order="id"
        ):
            # No row is lost and none doubled: each begins where the last one ended.
            self.assertEqual(row.from_level, last.get(row.unit_id, False))
            last[row.unit_id] = row.to_level
        for unit in self.tree:
            self.assertEqual(last.get(unit, False), unit.current_level, unit.name)
        self.shown[at] = own

    def _live(self, seed):
        chance = random.Random(seed)
        cron = self.env.ref("double_prevention.ir_cron_level_due")
        with freeze_time(START):
            self._grow(chance)
        for number in range(1, ACTS + 1):
            now = START + number * STEP
            with freeze_time(now):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
                self._act(chance)
            self._check(now)
        # What was shown then is what the facts of then say today.
        for at, own in self.shown.items():
            self.assertEqual(self._compute(at)[0], own, at)

    def test_random_histories_equal_recomputation_from_scratch(self):
        for seed in range(HISTORIES):
            with self.subTest(seed=seed):
                self.shown = {}
                self._live(seed)

    def test_full_recomputation_finds_nothing_to_do(self):
        self._live(HISTORIES)
        rows = self.env["dp.level.change"].search_count([])
        with freeze_time(START + ACTS * STEP):
            self.env["dp.risk.unit"]._recompute_all_levels()
        self.assertEqual(self.env["dp.level.change"].search_count([]), rows)

    def test_full_recomputation_repairs_what_was_written_past_the_product(self):
        with freeze_time(START):
            self._grow(random.Random(1))
            self._contribute(self.duties[:2])
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE dp_risk_unit
                  SET current_level = '4', own_current_level = '4',
                      own_residual_level = '4', inherent_level = '4'
                WHERE id = ANY(%s)""",
            [self.tree.ids],
        )
        self.env.cr.execute("UPDATE dp_control_measure SET health = 0.2")
        self.env.invalidate_all()
        with freeze_time(START + STEP):
            self.env["dp.risk.unit"]._recompute_all_levels()
        own, levels = self._compute(START + STEP)
        for unit in self.tree:
            self.assertEqual(unit.current_level or None, levels[unit])
        rest = self.duties[2:].measure_id - self.duties[:2].measure_id
        self.assertEqual(set(rest.mapped("health")), {1.0})
