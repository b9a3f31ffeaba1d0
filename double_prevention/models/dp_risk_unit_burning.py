from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_time

from .dp_risk_unit import OPEN_HAZARD
from .dp_warning import OPEN_WARNING

NODES = 300  # lines of the tree at most: nobody reads more
NEWS = 20  # lines of what changed today
THINGS = 3  # things to do
OVERDUE = OPEN_HAZARD & Domain("deadline_status", "=", "overdue")
WORST = ("1", "2")


class DpRiskUnit(models.Model):
    """What is burning now: the page leaders look at in the morning."""

    _inherit = "dp.risk.unit"

    @api.model
    @api.readonly
    def get_burning_now(self):
        """Return what the page "Burning now" shows, as far as the user may see it.

        A fixed number of queries for any number of units; every number comes with the
        domain of the records behind it.

        :return: dict with ``levels`` (names by value), ``nodes`` (the tree, parents
            before their parts, the worst first), ``news`` (what changed today, the
            latest first) and ``todo`` (at most three things)
        """
        levels = dict(self._fields["current_level"]._description_selection(self.env))
        return {
            "levels": levels,
            "nodes": self._get_burning_nodes(),
            "news": self._get_burning_news(levels),
            "todo": self._get_burning_todo(),
        }

    # ------------------------------------------------------------------
    # THE TREE
    # ------------------------------------------------------------------

    def _get_burning_nodes(self):
        """Return sites and zones, and below them what burns."""
        warnings = Counter()
        for unit, level, count in self.env["dp.warning"]._read_group(
            OPEN_WARNING & Domain("unit_id", "!=", False),
            ["unit_id", "level"],
            ["__count"],
        ):
            warnings[unit.id, level] += count
        overdue = {
            unit.id: count
            for unit, count in self.env["dp.hazard"]._read_group(
                OVERDUE, ["unit_id"], ["__count"]
            )
        }
        hot = {unit_id for unit_id, _level in warnings} | overdue.keys()
        hot |= set(self._search(Domain("is_worse_than_residual", "=", True)))
        units = self.search(Domain("kind", "in", ("site", "zone")))
        units |= self.browse(hot)._with_ancestors()
        return self._flatten_burning(units, warnings, overdue)

    def _with_ancestors(self):
        """Return these units and everything above them."""
        return self.browse(
            {int(part) for unit in self for part in unit.parent_path.split("/")[:-1]}
        )

    @api.model
    def _flatten_burning(self, units, warnings, overdue):
        """Return the rows of the tree, each with what lies below it summed up."""
        counts, late = defaultdict(Counter), Counter()
        for unit in units:
            for part in unit.parent_path.split("/")[:-1]:
                late[int(part)] += overdue.get(unit.id, 0)
                for level in "1234":
                    counts[int(part)][level] += warnings.get((unit.id, level), 0)
        parts = defaultdict(list)
        for unit in units.sorted(
            lambda one: (one.current_level or "9", -counts[one.id].total(), one.id)
        ):
            parts[unit.parent_id.id if unit.parent_id in units else None].append(unit)
        rows = []

        def walk(parent, depth):
            for unit in parts[parent]:
                rows.append(
                    {
                        "id": unit.id,
                        "name": unit.name,
                        "code": unit.code or "",
                        "depth": depth,
                        "level": unit.current_level or "",
                        "worse": unit.is_worse_than_residual,
                        "sentence": unit.level_sentence if not parts[unit.id] else "",
                        "warnings": {k: n for k, n in counts[unit.id].items() if n},
                        "overdue": late[unit.id],
                        "parts": len(parts[unit.id]),
                    }
                )
                walk(unit.id, depth + 1)

        walk(None, 0)
        return rows[:NODES]

    # ------------------------------------------------------------------
    # WHAT CHANGED TODAY
    # ------------------------------------------------------------------

    def _get_burning_news(self, levels):
        """Return levels, warnings and deadlines of today in words."""
        now = fields.Datetime.now()
        local = fields.Datetime.context_timestamp(self, now)
        midnight = fields.Datetime.subtract(
            now, hours=local.hour, minutes=local.minute, seconds=local.second
        )
        news = [
            *self._get_level_news(midnight, levels),
            *self._get_warning_news(midnight),
            *self._get_deadline_news(midnight, now),
        ]
        news.sort(key=lambda one: one["moment"], reverse=True)
        for one in news[:NEWS]:
            one["time"] = format_time(
                self.env,
                fields.Datetime.context_timestamp(self, one.pop("moment")).time(),
                time_format="short",
            )
        return news[:NEWS]

    def _get_level_news(self, midnight, levels):
        # What only came up from a part is told there.
        changes = self.env["dp.level.change"].search(
            [("date", ">=", midnight)], limit=5 * NEWS
        )
        own = changes.filtered(
            lambda one: one.origin_id in (one.unit_id, one.origin_id.browse())
        )
        units = own.unit_id
        own.fetch(["date", "unit_id", "from_level", "to_level", "reason"])
        units.fetch(["name", "code"])
        for change in own:
            place = change.unit_id.display_name
            reached = levels.get(change.to_level, "")
            yield {
                "moment": change.date,
                "kind": "level",
                "level": change.to_level or "",
                "text": self.env._(
                    "%(place)s is %(level)s: %(reason)s",
                    place=place,
                    level=reached,
                    reason=change.reason,
                )
                if change.reason
                else self.env._(
                    "%(place)s is %(level)s again", place=place, level=reached
                ),
                "model": "dp.risk.unit",
                "id": change.unit_id.id,
            }

    def _get_warning_news(self, midnight):
        for warning in self.env["dp.warning"].search(
            [("date_first", ">=", midnight)], limit=NEWS, order="date_first desc"
        ):
            yield {
                "moment": warning.date_first,
                "kind": "warning",
                "level": warning.level,
                "text": warning.name,
                "model": "dp.warning",
                "id": warning.id,
            }

    def _get_deadline_news(self, midnight, now):
        for hazard in self.env["dp.hazard"].search(
            OPEN_HAZARD
            & Domain("deadline", ">=", midnight)
            & Domain("deadline", "<=", now),
            limit=NEWS,
            order="deadline desc",
        ):
            yield {
                "moment": hazard.deadline,
                "kind": "hazard",
                "level": "",
                "text": self.env._(
                    "deadline passed: %(hazard)s", hazard=hazard.display_name
                ),
                "model": "dp.hazard",
                "id": hazard.id,
            }

    # ------------------------------------------------------------------
    # WHAT TO DO
    # ------------------------------------------------------------------

    def _get_burning_todo(self):
        """Return the first three things that wait for somebody, the gravest first."""
        things = []
        for model, domain, describe in self._get_burning_candidates():
            count = self.env[model].search_count(domain)
            if count:
                text = describe(count)
                things.append(
                    {
                        "model": model,
                        "domain": list(domain),
                        "count": count,
                        "text": text,
                    }
                )
            if len(things) == THINGS:
                break
        return things

    def _get_burning_candidates(self):
        """Return ``(model, domain, sentence by number)``, the gravest first."""
        return [
            (
                "dp.warning",
                Domain("state", "=", "open") & Domain("level", "in", WORST),
                lambda count: self.env._(
                    "Take up %(count)s grave warnings nobody cares for yet", count=count
                ),
            ),
            (
                "dp.hazard",
                OPEN_HAZARD & Domain("grade", "=", "major"),
                lambda count: self.env._(
                    "Look after %(count)s major hidden hazards yourself", count=count
                ),
            ),
            (
                "dp.hazard",
                OVERDUE,
                lambda count: self.env._(
                    "Ask why %(count)s hidden hazards are overdue", count=count
                ),
            ),
            (
                "dp.duty",
                Domain("employee_id", "=", False),
                lambda count: self.env._(
                    "Name somebody for %(count)s checks without a person", count=count
                ),
            ),
            (
                "dp.hazard",
                Domain("state", "=", "verifying"),
                lambda count: self.env._(
                    "Let %(count)s rectified hidden hazards be verified", count=count
                ),
            ),
        ]
