from collections import defaultdict

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import warnings as law
from .dp_warning import OPEN_WARNING

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class DpWarning(models.Model):
    """How warnings come into being: causes in, one live warning per cause out."""

    _inherit = "dp.warning"

    @api.model
    def _raise_for(self, trigger, causes):
        """Warn of what just happened, by every rule of the trigger.

        A cause that has an open warning updates it; many causes in one department
        become one warning. Costs the same for one cause and for a thousand, and no
        query where no rule listens.

        :param trigger: key of ``dp.warning.rule.trigger``
        :param causes: list of dicts with ``record``, ``reason`` (a function that
            gives the sentence in the language of the environment passed to it) and,
            as far as known, ``unit``, ``employee``, ``department``, ``company``,
            ``count``
        :return: the warnings concerned, as superuser
        """
        # Whoever makes a check causes warnings that others read.
        warnings_sudo = self.sudo()
        raised_sudo = warnings_sudo.browse()
        if not causes or self.env.context.get("dp_no_warnings"):
            return raised_sudo
        for rule in self.env["dp.warning.rule"]._get_rules(trigger):
            raised_sudo |= warnings_sudo._raise_rule(rule, trigger, causes, again=True)
        return raised_sudo

    @api.model
    def _raise_rule(self, rule, trigger, causes, again):
        """Bring the warnings of one rule up to date with ``causes``.

        :param rule: ``warnings.Rule``
        :param again: the causes just happened (and are counted); otherwise they are
            what is so now
        :return: the warnings concerned
        """
        by_key = {}
        for cause in causes:
            cause = self._complete_cause(cause)
            if law.concerns(
                rule,
                company_id=cause["company"].id,
                unit_level=cause["unit"].current_level,
            ):
                by_key[cause["key"]] = cause
        if not by_key:
            return self.browse()
        groups = {key: cause["group"] for key, cause in by_key.items()}
        live = self._find_live(rule, {*groups, *groups.values()})
        alone, together = law.bundle(groups, rule.group_above, live, live)
        entries = {key: [by_key[key]] for key in alone}
        for group, keys in together.items():
            entries[group] = [by_key[key] for key in keys]
        for key in self._find_cooling(rule, entries.keys() - live.keys()):
            del entries[key]
        now = fields.Datetime.now()
        news = self._create_warnings(
            rule, trigger, {k: v for k, v in entries.items() if k not in live}, now
        )
        told = {warning: entries[warning.key] for warning in news}
        known = {
            warning: entries[key] for key, warning in live.items() if key in entries
        }
        renamed = {}
        for warning, mine in known.items():
            is_renamed, is_news = warning._update(rule, mine, again, now)
            if is_renamed:
                renamed[warning] = mine
            if is_news:
                told[warning] = mine
        self._write_sentences(renamed)
        self._tell(rule, told, now)
        return self.browse(warning.id for warning in known) | news

    @api.model
    def _complete_cause(self, cause):
        """Return a cause with everything that can be derived, as superuser."""
        record = cause["record"].with_env(self.env)
        unit = cause.get("unit", self.env["dp.risk.unit"]).with_env(self.env)
        employee = cause.get("employee", self.env["hr.employee"]).with_env(self.env)
        department = (
            cause.get("department") or unit.department_id or employee.department_id
        ).with_env(self.env)
        company = (
            cause.get("company")
            or unit.company_id
            or department.company_id
            or self.env.company
        )
        return {
            **cause,
            "record": record,
            "unit": unit,
            "employee": employee,
            "department": department,
            "company": company,
            "key": f"{record._name},{record.id}",
            "group": f"group,{company.id},{department.id or 0}",
        }

    @api.model
    def _find_live(self, rule, keys):
        """Return ``{key: open warning}``."""
        found = self.search(
            OPEN_WARNING & Domain("rule_id", "=", rule.id) & Domain("key", "in", keys)
        )
        return {warning.key: warning for warning in found}

    @api.model
    def _find_cooling(self, rule, keys):
        """Return the keys of which a warning ended too short a time ago."""
        if not (rule.cooldown_hours and keys):
            return set()
        since = fields.Datetime.subtract(
            fields.Datetime.now(), hours=rule.cooldown_hours
        )
        return {
            key
            for (key,) in self._read_group(
                [
                    ("rule_id", "=", rule.id),
                    ("key", "in", list(keys)),
                    ("state", "=", "closed"),
                    ("closed_at", ">", since),
                ],
                ["key"],
            )
        }

    @api.model
    def _create_warnings(self, rule, trigger, entries, now):
        """Create one warning per entry, its sentence in every language."""
        if not entries:
            return self.browse()
        vals_list = []
        for key, causes in entries.items():
            cause = causes[0]
            is_grouped = key == cause["group"]
            record = cause["record"]
            unit = self._common_unit(causes) if is_grouped else cause["unit"]
            count = self._count(causes)
            step = law.steps(rule, count=count, since=now, now=now)
            vals_list.append(
                {
                    "rule_id": rule.id,
                    "trigger": trigger,
                    "key": key,
                    "is_grouped": is_grouped,
                    "name": key,
                    "level": law.level(
                        rule, unit_levels=self._levels(causes), since=now, now=now
                    ),
                    "unit_id": unit.id,
                    "department_id": cause["department"].id,
                    "company_id": cause["company"].id,
                    "res_model": False if is_grouped else record._name,
                    "res_id": False if is_grouped else record.id,
                    "hazard_id": record.id
                    if record._name == "dp.hazard" and not is_grouped
                    else False,
                    "count": count,
                    "step": step,
                    "date_first": now,
                    "date_last": now,
                }
            )
        warnings = self.with_context(**QUIET).create(vals_list).with_env(self.env)
        warnings._write_sentences(
            {warning: entries[warning.key] for warning in warnings}
        )
        return warnings

    @api.model
    def _count(self, causes):
        if len(causes) == 1:
            return causes[0].get("count", 1)
        return len(causes)

    @api.model
    def _levels(self, causes):
        return [cause["unit"].current_level for cause in causes if cause["unit"]]

    @api.model
    def _common_unit(self, causes):
        """Return the deepest unit above all of the causes, if there is one."""
        paths = {cause["unit"].parent_path or "" for cause in causes}
        common = []
        for parts in zip(*(path.split("/")[:-1] for path in paths), strict=False):
            if len(set(parts)) > 1:
                break
            common.append(int(parts[0]))
        return self.env["dp.risk.unit"].browse(common[-1:])

    def _update(self, rule, causes, again, now):
        """Bring an open warning up to date.

        :return: whether its sentence changes, and whether it has to be told again
        """
        self.ensure_one()
        count = self._count(causes)
        if again:
            count += self.count
        elif not self.is_grouped and "count" not in causes[0]:
            count = self.count
        step = law.steps(rule, count=count, since=self.date_first, now=now)
        level = law.level(
            rule, unit_levels=self._levels(causes), since=self.date_first, now=now
        )
        climbed = step > self.step or level < self.level
        changed = {"count": count, "step": step, "level": level}
        vals = {name: value for name, value in changed.items() if self[name] != value}
        if again:
            vals["date_last"] = now
        if vals:
            self.with_context(**QUIET).write(vals)
        is_news = climbed or (
            self.state == "open" and law.needs_repeat(rule, self.date_told, now)
        )
        return again or "count" in vals, is_news

    # ------------------------------------------------------------------
    # IN WORDS
    # ------------------------------------------------------------------

    @api.model
    def _write_sentences(self, entries):
        """Store what these warnings say in every language, in one statement.

        Stored and not rendered on reading: what was told stays what it was.

        :param entries: ``{warning: causes}``
        """
        if not entries:
            return
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        texts = {warning: {} for warning in entries}
        for code in {"en_US", *codes}:
            env = self.with_context(lang=code).env
            for warning, causes in entries.items():
                texts[warning][code] = (
                    warning.with_env(env)._describe_group()
                    if warning.is_grouped
                    else causes[0]["reason"](env)
                )
        self.browse(warning.id for warning in entries).flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE dp_warning w SET name = v.name
                     FROM (VALUES %s) AS v(id, name) WHERE w.id = v.id""",
                SQL(", ").join(
                    SQL("(%s, %s::jsonb)", warning.id, Json(by_lang))
                    for warning, by_lang in texts.items()
                ),
            )
        )
        self.browse(warning.id for warning in entries).invalidate_recordset(
            ["name"], flush=False
        )

    def _describe_group(self):
        """Return the sentence of a warning with several causes."""
        self.ensure_one()
        return self.env._(
            "%(count)s times “%(rule)s” in %(department)s",
            count=self.count,
            rule=self.rule_id.name,
            department=self.department_id.name or self.company_id.name,
        )

    # ------------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------------

    @api.model
    def _tell(self, rule, entries, now):
        """Tell the people a rule names of these warnings.

        :param entries: ``{warning: causes}``
        """
        if not entries:
            return
        receivers = self._find_receivers(rule, entries)
        warnings = self.browse(warning.id for warning in entries)
        for users, group in warnings.grouped(lambda one: receivers[one]).items():
            group.with_context(**QUIET).write(
                {
                    "date_told": now,
                    "receiver_ids": [fields.Command.link(user.id) for user in users],
                }
            )
        notices = []
        for warning in warnings:
            notices += [
                {
                    "user": user,
                    "record": warning,
                    "kind": "warning",
                    "urgent": rule.urgent,
                    "channel": rule.channel,
                    "summary": lambda env, one=warning: one.with_env(env)._summarise(),
                }
                for user in receivers[warning]
            ]
        self.env["dp.notice"]._post(notices)

    @api.model
    def _find_receivers(self, rule, entries):
        """Return ``{warning: res.users}``, the people a rule names today."""
        wanted = {
            warning: law.tiers(rule, level=warning.level, step=warning.step)
            for warning in entries
        }
        units = self.browse(warning.id for warning in entries).unit_id
        people = {}
        if any(wanted.values()):
            people = units._get_tier_people(sorted(set().union(*wanted.values())))
        always = self.env["res.users"].browse(rule.user_ids)
        found = defaultdict(self.env["res.users"].browse)
        for warning, causes in entries.items():
            employees = self.env["hr.employee"]
            if rule.to_person:
                employees = employees.union(*(cause["employee"] for cause in causes))
            if rule.to_manager:
                employees |= warning.department_id.manager_id
            if warning.unit_id:
                for tier in wanted[warning]:
                    employees |= people[warning.unit_id][tier]
            elif wanted[warning]:
                employees |= self.env["dp.duty"]._find_manager(warning.department_id)
            found[warning] = employees.user_id | always
        return found

    def _summarise(self):
        """Return the warning as it is told: level and what."""
        self.ensure_one()
        levels = dict(self._fields["level"]._description_selection(self.env))
        return self.env._(
            "%(level)s: %(what)s", level=levels[self.level], what=self.name
        )
