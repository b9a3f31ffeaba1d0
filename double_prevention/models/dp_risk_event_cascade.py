from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models

from ..tools import cascade as law


@dataclass
class EventPlan:
    """What the cascade wants of events.

    ``missing`` are pairs (``dp.control.measure``, ``dp.duty.default``),
    ``superfluous`` is ``dp.duty``, ``homeless`` are measures whose unit belongs to no
    department, so that nobody can be found for them.
    """

    superfluous: models.Model
    homeless: models.Model
    missing: list = field(default_factory=list)


class DpRiskEvent(models.Model):
    """The cascade: a duty for every tier from the control tier down to the post."""

    _inherit = "dp.risk.event"

    def _plan_cascade(self):
        """Return the ``EventPlan`` of these events, of one company.

        Four queries, however many events there are.
        """
        plan = EventPlan(self.env["dp.duty"], self.env["dp.control.measure"])
        find = self.env["dp.duty.default"]._get_finder(self.company_id)
        measures = self._group_checked_measures()
        duties = self._group_duties()
        superfluous, homeless = [], []
        for event in self:
            defaults = find(event.unit_id)
            known = measures[event.id]
            found = law.plan(
                event.residual_level or event.inherent_level,
                event.control_tier,
                [
                    law.Measure(one.id, one.critical, one.tier or law.POST)
                    for one in known
                ],
                duties[event.id],
                {key: default.scope for key, default in defaults.items()},
            )
            superfluous += found.superfluous
            if not event.department_id:
                homeless += {measure_id for measure_id, _tier in found.missing}
                continue
            level = event.residual_level or event.inherent_level
            by_id = {one.id: one for one in known}
            plan.missing += [
                (by_id[measure_id], defaults[level, tier])
                for measure_id, tier in found.missing
            ]
        plan.superfluous = plan.superfluous.browse(superfluous)
        plan.homeless = plan.homeless.browse(homeless)
        return plan

    def _group_checked_measures(self):
        """Return ``{event id: [measures people check]}``, the first one first."""
        grouped = defaultdict(list)
        for measure in self.env["dp.control.measure"].search_fetch(
            [("event_id", "in", self.ids), ("control_mode", "=", "check")],
            ["event_id", "critical", "tier", "department_id"],
            order="event_id, sequence, id",
        ):
            grouped[measure.event_id.id].append(measure)
        return grouped

    def _group_duties(self):
        """Return ``{event id: [duties in force as the law knows them]}``."""
        grouped = defaultdict(list)
        for event, measure, tier, generated, ids in self.env["dp.duty"]._read_group(
            [("event_id", "in", self.ids)],
            ["event_id", "measure_id", "tier", "is_generated"],
            ["id:array_agg"],
        ):
            grouped[event.id] += [
                law.Duty(duty_id, measure.id, tier, generated) for duty_id in ids
            ]
        return grouped

    def action_generate_duties(self):
        """Show which duties the cascade would add to these events."""
        return self.env["dp.duty.generate"]._open({"event_ids": self.ids})
