from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from .dp_risk_unit import LEVELS

STORED_REASONS = 5  # reasons a story tells; more are counted


class DpAccident(models.Model):
    """What was known at the moment it happened, told from the history.

    Was the risk identified and assessed, which level did the place have, was a
    barrier known to be weak: from assessments, level changes and contributions as
    they were then, not as they are now. Stored when it is reported, and told again
    when the investigation begins and ends: what comes to light changes the date.
    """

    _inherit = "dp.accident"

    was_identified = fields.Boolean(
        "Risk Was Identified",
        readonly=True,
        copy=False,
        help="The event was in the register before it came true.",
    )
    was_assessed = fields.Boolean(
        "Risk Was Assessed", readonly=True, copy=False, help="Before it came true."
    )
    was_weak = fields.Boolean(
        "Barrier Was Known to Be Weak",
        readonly=True,
        copy=False,
        help="At that moment a check had failed or was missed, a hazard was open or "
        "the like, at the place.",
    )
    level_then = fields.Selection(
        LEVELS, "Level at That Moment", readonly=True, copy=False
    )
    story_then = fields.Text(
        "What Was Known Then", readonly=True, copy=False, translate=True
    )
    looked_back_at = fields.Datetime(readonly=True, copy=False)

    def action_look_back(self):
        """Button: tell again what was known, e.g. after the date was corrected."""
        self.check_access("write")
        self._check_not_closed()
        self._look_back()
        return True

    def _look_back(self):
        """Store what was known at the moment each of these happened."""
        for accident in self:
            facts = accident._read_history()
            source = accident.with_context(lang="en_US")
            # Whoever reports reads the history; the answer is the system's.
            source.sudo().write(
                {
                    "was_identified": facts["identified"],
                    "was_assessed": bool(facts["assessments"]),
                    "was_weak": bool(facts["reasons"]),
                    "level_then": facts["level"],
                    "story_then": source._tell_history(facts),
                    "looked_back_at": fields.Datetime.now(),
                }
            )
            for code, _name in self.env["res.lang"].get_installed():
                if code != "en_US":
                    told = accident.with_context(lang=code)
                    # As above.
                    told.sudo().write({"story_then": told._tell_history(facts)})

    def _read_history(self):
        """Return what was known then: a dict of facts."""
        self.ensure_one()
        moment, event, unit = self.date, self.event_id, self.unit_id
        # The history is the same whoever looks back.
        assessments = (
            self.env["dp.risk.assessment"]
            .sudo()
            .search(
                [("event_id", "=", event.id), ("date", "<=", self._local_day())],
                order="date desc, id desc",
            )
        )
        # As above.
        reasons = (
            self.env["dp.risk.contribution"]
            .sudo()
            .search(
                Domain("unit_id", "=", unit.id)
                & Domain("date_from", "<=", moment)
                & (Domain("date_to", "=", False) | Domain("date_to", ">", moment)),
                order="penalty desc, date_from, id",
            )
        )
        return {
            "identified": bool(event)
            and (event.create_date <= moment or bool(assessments)),
            "assessments": assessments,
            "level": self._level_at(unit, moment),
            "reasons": reasons,
        }

    def _local_day(self):
        """Return the day on which it happened, where it happened."""
        zone = self.company_id.resource_calendar_id.tz or self.env.user.tz
        here = self.with_context(tz=zone or "UTC")
        return fields.Datetime.context_timestamp(here, self.date).date()

    @api.model
    def _level_at(self, unit, moment):
        """Return the current level ``unit`` had at ``moment``, False without one."""
        # The history is the same whoever looks back.
        changes_sudo = self.env["dp.level.change"].sudo()
        here = Domain("unit_id", "=", unit.id)
        before = changes_sudo.search(
            here & Domain("date", "<=", moment), order="date desc, id desc", limit=1
        )
        if before:
            return before.to_level
        after = changes_sudo.search(
            here & Domain("date", ">", moment), order="date, id", limit=1
        )
        return after.from_level if after else unit.current_level

    def _tell_history(self, facts):
        """Return the facts in sentences, one a line, in the present language."""
        reasons = facts["reasons"].with_env(self.env(su=True))
        lines = [
            self._tell_register(facts),
            self._tell_level(facts),
            *map(self._tell_reason, reasons[:STORED_REASONS]),
        ]
        if (more := len(reasons) - STORED_REASONS) > 0:
            lines.append(self.env._("%(count)s more reasons", count=more))
        if not reasons:
            lines.append(self.env._("No barrier at this place was known to be weak."))
        return "\n".join(lines)

    @api.model
    def _tell_reason(self, reason):
        return self.env._(
            "Since %(date)s: %(reason)s",
            date=format_datetime(self.env, reason.date_from, dt_format="short"),
            reason=reason.reason,
        )

    def _tell_register(self, facts):
        if not self.event_id:
            return self.env._("No event of the register says that this can happen.")
        if not facts["identified"]:
            return self.env._(
                "“%(event)s” was entered into the register only afterwards.",
                event=self.event_id.display_name,
            )
        if not facts["assessments"]:
            return self.env._(
                "“%(event)s” was in the register, but nobody had assessed it.",
                event=self.event_id.display_name,
            )
        latest = facts["assessments"][0].with_env(self.env(su=True))
        return self.env._(
            "“%(event)s” was in the register, last assessed: %(assessment)s: "
            "%(result)s.",
            event=self.event_id.display_name,
            assessment=latest.display_name,
            result=latest._result_text(),
        )

    def _tell_level(self, facts):
        names = dict(self._fields["level_then"]._description_selection(self.env))
        if not facts["level"]:
            return self.env._("The place had no level yet.")
        return self.env._(
            "The level of the place was: %(level)s.", level=names[facts["level"]]
        )
