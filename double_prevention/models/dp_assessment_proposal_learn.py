from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import learning
from .dp_assessment_proposal import OWNER_GROUP

BATCH = 500  # events the nightly action weighs at once


class DpAssessmentProposal(models.Model):
    """Where the evidence comes from, and how it becomes a proposal.

    On the event where that is cheap (a check fails, a hazard is reported, an
    accident, a change); what only time brings is found by a nightly action. The
    number of queries does not depend on the number of facts.
    """

    _inherit = "dp.assessment.proposal"

    @api.model
    def _propose(self, cause, events, evidence):
        """Weigh facts that speak against the assessments of ``events``.

        :param cause: a value of the field ``cause``
        :param events: dp.risk.event
        :param evidence: list of dicts: ``record`` (what the fact came from),
            ``sentence`` (function of an environment, called in each language),
            ``date`` (default: now), ``key`` (default: the record). Give every fact
            that may lie in the window, not only the newest: they are counted.
        :return: the proposals that were opened or got more evidence
        """
        return self._weigh(cause, dict.fromkeys(events, evidence))

    @api.model
    def _weigh(self, cause, found):
        """Open proposals or add evidence to open ones.

        :param found: ``{event: evidence}``, as described at :meth:`_propose`
        """
        found = {event: facts for event, facts in found.items() if facts}
        if not found:
            return self.browse()
        # The facts come from whoever reports; proposals are made by the system.
        proposals_sudo = self.sudo()
        now = fields.Datetime.now()
        events = self.env["dp.risk.event"].union(*found)
        known = proposals_sudo._read_known(cause, events)
        rules = {
            company: proposals_sudo._get_rule(cause, company)
            for company in events.company_id
        }
        opened, written = {}, []
        for event, facts in found.items():
            by_key = {self._key_of(fact): fact for fact in facts}
            answer = learning.decide(
                [
                    learning.Evidence(key, fact.get("date") or now)
                    for key, fact in by_key.items()
                ],
                known.get(event, (None, None))[1],
                rules[event.company_id],
                now,
            )
            if answer.opens:
                opened[event] = self._opening_vals(cause, event, now)
            if answer:
                written.append((event, [(f, by_key[f.key]) for f in answer.evidence]))
        if not written:
            return self.browse()
        fresh = proposals_sudo._open(opened)
        target = {event: proposal for event, (proposal, _known) in known.items()}
        target.update(zip(opened, fresh, strict=True))
        proposals_sudo._write_evidence(
            {target[event]: facts for event, facts in written}
        )
        fresh._update_activities()
        return self.browse(target[event].id for event, _facts in written)

    @api.model
    def _key_of(self, fact):
        return fact.get("key") or f"{fact['record']._name},{fact['record'].id}"

    @api.model
    def _read_known(self, cause, events):
        """Return ``{event: (its latest proposal, learning.Known)}``, in two queries."""
        latest, weighed = {}, defaultdict(set)
        proposals = self.search(
            [("cause", "=", cause), ("event_id", "in", events.ids)], order="id"
        )
        for proposal in proposals:
            latest[proposal.event_id.with_env(events.env)] = proposal
        facts = self.env["dp.assessment.evidence"].search_fetch(
            [("proposal_id", "in", proposals.ids)], ["key", "proposal_id"]
        )
        for fact in facts:
            weighed[fact.proposal_id.event_id.id].add(fact.key)
        return {
            event: (
                proposal,
                learning.Known(
                    proposal.state,
                    frozenset(weighed[event.id]),
                    proposal.silent_until
                    and datetime.combine(proposal.silent_until, time()),
                ),
            )
            for event, proposal in latest.items()
        }

    @api.model
    def _get_rule(self, cause, company):
        """Return how much evidence a cause needs, from the settings."""
        rules = {
            "measure_failing": (company.dp_learn_fails, company.dp_learn_fail_days),
            "hazard_density": (company.dp_learn_hazards, company.dp_learn_hazard_days),
            "alarm": (company.dp_learn_alarms, company.dp_learn_alarm_days),
        }
        if cause not in rules:
            return learning.Rule()
        threshold, days = rules[cause]
        return learning.Rule(threshold, timedelta(days=days))

    @api.model
    def _opening_vals(self, cause, event, now):
        return {
            "cause": cause,
            "event_id": event.id,
            "residual_level": event.residual_level,
            "date": now,
        }

    @api.model
    def _open(self, opened):
        """Create proposals, each for the officer nearest to the place.

        :param opened: ``{event: values}``
        """
        if not opened:
            return self.browse()
        events = self.env["dp.risk.event"].union(*opened)
        # Two transactions that open the same proposal meet in the row of its event,
        # and the database makes the second one start again.
        self.env.cr.execute(
            SQL(
                "UPDATE dp_risk_event SET write_date = write_date WHERE id = ANY(%s)",
                events.ids,
            )
        )
        staff = self.env["dp.hazard"]._find_staff(events.department_id, OWNER_GROUP)
        nobody = self.env["res.users"]
        numbers = self.env["ir.sequence"]._next_many_by_code(
            "dp.assessment.proposal", len(opened)
        )
        return self.create(
            [
                {
                    **vals,
                    "name": number,
                    "user_id": staff.get(event.department_id, nobody)[:1].id,
                }
                for (event, vals), number in zip(opened.items(), numbers, strict=True)
            ]
        )

    @api.model
    def _write_evidence(self, facts):
        """Add evidence to proposals.

        :param facts: ``{proposal: [(learning.Evidence, fact)]}``
        """
        self.env["dp.assessment.evidence"]._create_in_every_language(
            [
                {
                    "proposal_id": proposal.id,
                    "date": evidence.date,
                    "key": evidence.key,
                    "res_model": fact["record"]._name,
                    "res_id": fact["record"].id,
                    "sentence": fact["sentence"],
                }
                for proposal, group in facts.items()
                for evidence, fact in group
            ]
        )
        for proposal, group in facts.items():
            dates = [evidence.date for evidence, _fact in group]
            proposal.write(
                {
                    "evidence_count": proposal.evidence_count + len(group),
                    "last_evidence_date": max(
                        filter(None, [proposal.last_evidence_date, *dates])
                    ),
                }
            )

    # ------------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------------

    @api.model
    def _weigh_failures(self, measures):
        """Weigh the failed checks of ``measures``: does the same one keep failing?"""
        lines = self.env["dp.inspection.line"]
        found = defaultdict(list)
        for company, group in measures.grouped("company_id").items():
            since = self._window_start(company.sudo().dp_learn_fail_days)  # a setting
            # Who fails a check need not see the rounds of others.
            failed_sudo = lines.sudo().search(
                [
                    ("measure_id", "in", group.ids),
                    ("result", "=", "hazard"),
                    ("answered_at", ">=", since),
                ]
            )
            by_measure = failed_sudo.grouped("measure_id")
            for measure_sudo, failures_sudo in by_measure.items():
                # One event has several measures; only one that fails again counts.
                if len(failures_sudo) < company.sudo().dp_learn_fails:  # a setting
                    continue
                event = measure_sudo.event_id.with_env(self.env)
                found[event] += map(self._fact_of_failure, failures_sudo)
        return self._weigh("measure_failing", found)

    @api.model
    def _fact_of_failure(self, line):
        return {
            "record": line,
            "date": line.answered_at,
            "sentence": lambda env: env._(
                "Check failed: %(check)s", check=line.with_env(env).check_content
            ),
        }

    @api.model
    def _weigh_hazards(self, hazards):
        """Weigh how close together the hidden hazards of events lie.

        A hazard without a measure counts for the worst event of its unit.
        """
        loose = hazards.filtered(lambda hazard: not hazard.event_id)
        events = hazards.event_id | self._worst_events(loose.unit_id)
        found = defaultdict(list)
        for company, group in events.grouped("company_id").items():
            since = self._window_start(company.sudo().dp_learn_hazard_days)  # a setting
            recent = self.env["dp.hazard"].search(
                Domain("date_reported", ">=", since)
                & Domain("state", "!=", "rejected")
                & (
                    Domain("event_id", "in", group.ids)
                    | Domain("event_id", "=", False)
                    & Domain("unit_id", "in", group.unit_id.ids)
                )
            )
            loose = recent.filtered(lambda hazard: not hazard.event_id)
            worst = self._worst_events(loose.unit_id).grouped("unit_id")
            for hazard in recent:
                event = hazard.event_id or worst.get(hazard.unit_id)
                if event in group:
                    found[event].append(self._fact_of_hazard(hazard))
        return self._weigh("hazard_density", found)

    @api.model
    def _worst_events(self, units):
        """Return the event with the worst residual level of each unit, one query."""
        rows = self.env["dp.risk.event"].search(
            [("unit_id", "in", units.ids)], order="unit_id, residual_level, id"
        )
        first = {}
        for event in rows:
            first.setdefault(event.unit_id, event)
        return rows.browse(event.id for event in first.values())

    @api.model
    def _fact_of_hazard(self, hazard):
        return {
            "record": hazard,
            "date": hazard.date_reported,
            "sentence": lambda env: env._(
                "Hidden hazard %(hazard)s", hazard=hazard.with_env(env).display_name
            ),
        }

    @api.model
    def _window_start(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    # ------------------------------------------------------------------
    # WHAT ONLY TIME BRINGS
    # ------------------------------------------------------------------

    @api.model
    def _cron_learn(self):
        """Weigh what only time brings: levels that stay high, reviews that are due."""
        units = self.env["dp.risk.unit"]
        for (company,) in units._read_group([], ["company_id"]):
            self._run_in_batches(self._find_high_levels(company), self._weigh_levels)
            self._run_in_batches(self._find_reviews(company), self._weigh_reviews)

    @api.model
    def _run_in_batches(self, rows, weigh):
        cron = self.env["ir.cron"]
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            weigh(part)
            cron._commit_progress(len(part), remaining=len(rows) - start - len(part))

    @api.model
    def _find_high_levels(self, company):
        """Return ``(event id, contribution id)``: what holds levels up for long.

        Of each event that is worse than its residual level, the oldest contribution
        that is older than the setting and still open.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (e.id) e.id, c.id
                     FROM dp_risk_event e
                     JOIN dp_risk_contribution c ON c.unit_id = e.unit_id
                     LEFT JOIN dp_control_measure m ON m.id = c.measure_id
                    WHERE e.active AND e.company_id = %s
                      AND e.current_level < e.residual_level
                      AND c.date_to IS NULL AND c.date_from <= %s
                      AND (m.id IS NULL OR m.event_id = e.id)
                    ORDER BY e.id, c.date_from, c.id""",
                company.id,
                self._window_start(company.dp_learn_level_days),
            )
        )

    @api.model
    def _weigh_levels(self, rows):
        event_ids, contribution_ids = zip(*rows, strict=True)
        events = self.env["dp.risk.event"].browse(event_ids)
        contributions = self.env["dp.risk.contribution"].browse(contribution_ids)
        return self._weigh(
            "level_high",
            {
                event: [self._fact_of_level(event, contribution)]
                for event, contribution in zip(events, contributions, strict=True)
            },
        )

    @api.model
    def _fact_of_level(self, event, contribution):
        def sentence(env):
            names = dict(event._fields["current_level"]._description_selection(env))
            return env._(
                "%(level)s instead of %(residual)s: %(reason)s",
                level=names[event.current_level],
                residual=names[event.residual_level],
                reason=contribution.with_env(env).reason,
            )

        source = contribution.env[contribution.res_model].browse(contribution.res_id)
        return {
            "record": source,
            "key": f"{contribution._name},{contribution.id}",
            "date": contribution.date_from,
            "sentence": sentence,
        }

    @api.model
    def _find_reviews(self, company):
        """Return ``(event id, assessment id)`` of events due for their review."""
        self.env.flush_all()
        today = fields.Date.context_today(self)
        return self.env.execute_query(
            SQL(
                """SELECT e.id, a.id
                     FROM dp_risk_event e
                     JOIN dp_risk_assessment a ON a.id = COALESCE(
                          e.residual_assessment_id, e.inherent_assessment_id)
                     JOIN (VALUES %s) AS review(level, months)
                       ON review.level = a.level
                    WHERE e.active AND e.company_id = %s
                      AND a.date + make_interval(months => review.months) <= %s
                    ORDER BY e.id""",
                SQL(", ").join(
                    SQL("(%s, %s)", level, months)
                    for level, months in company._get_dp_review_months().items()
                ),
                company.id,
                today,
            )
        )

    @api.model
    def _weigh_reviews(self, rows):
        event_ids, assessment_ids = zip(*rows, strict=True)
        events = self.env["dp.risk.event"].browse(event_ids)
        assessments = self.env["dp.risk.assessment"].browse(assessment_ids)
        return self._weigh(
            "review",
            {
                event: [self._fact_of_review(assessment)]
                for event, assessment in zip(events, assessments, strict=True)
            },
        )

    @api.model
    def _fact_of_review(self, assessment):
        return {
            "record": assessment,
            "sentence": lambda env: env._(
                "Last assessed on %(date)s",
                date=fields.Date.to_string(assessment.date),
            ),
        }
