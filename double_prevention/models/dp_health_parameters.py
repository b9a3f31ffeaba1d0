from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import health
from .dp_measure_category import WEIGHT_CLASSES

BATCH = 200  # units recomputed in one transaction
HOUR = 3600


class DpHealthParameters(models.Model):
    """One version of the numbers that levels are computed with (DOMAIN.md 4.4).

    A version in force is never edited: a change is a new version, put in force on its
    own day. Versions that were replaced are kept, so that a past level is explained
    with the numbers of then. A company may have versions of its own, which go before
    the common ones.
    """

    _name = "dp.health.parameters"
    _description = "Health Parameters"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    version = fields.Integer(readonly=True, copy=False, default=1)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies without their own."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In Force"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    date_from = fields.Datetime("In Force From", readonly=True, copy=False)
    date_to = fields.Datetime("In Force Until", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "dp.health.parameters",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    notes = fields.Text(
        "Reason",
        required=True,
        translate=True,
        help="Why these numbers: what the last version got wrong.",
    )
    critical_factor = fields.Float(
        default=lambda self: health.DEFAULT.critical_factor,
        help="A critical measure weighs so many times more.",
    )
    default_weight = fields.Float(
        default=lambda self: health.DEFAULT.default_weight,
        help="Weight of a measure whose category has no weight class.",
    )
    weight_ids = fields.One2many(
        "dp.health.weight",
        "parameters_id",
        "Weights",
        copy=True,
        default=lambda self: self._default_weights(),
    )
    effect_ids = fields.One2many(
        "dp.health.effect",
        "parameters_id",
        "Effects",
        copy=True,
        default=lambda self: self._default_effects(),
    )
    # how far the levels have been recomputed with it
    apply_total = fields.Integer(readonly=True, copy=False)
    apply_done = fields.Integer(readonly=True, copy=False)
    apply_unit_id = fields.Integer(readonly=True, copy=False)
    is_applying = fields.Boolean("Recomputing Levels", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")

    _numbers_range = models.Constraint(
        "CHECK (critical_factor BETWEEN 1 AND 1000 "
        "AND default_weight BETWEEN 0 AND 1000)",
        "The critical factor runs from 1 to 1000, a weight from 0 to 1000.",
    )
    _one_in_force = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE state = 'in_force'",
        "Another version is in force already.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "%(name)s, version %(version)s", name=one.name, version=one.version
            )

    @api.depends("apply_total", "apply_done", "is_applying")
    def _compute_progress(self):
        for one in self:
            done = 100 * one.apply_done / one.apply_total if one.apply_total else 100
            one.progress = min(done, 99) if one.is_applying else 100

    @api.model
    def _default_weights(self):
        weights = health.DEFAULT.weights
        return [
            fields.Command.create({"weight_class": name, "weight": weights[name]})
            for name, _label in WEIGHT_CLASSES
        ]

    @api.model
    def _default_effects(self):
        return [
            fields.Command.create({"kind": kind, **effect})
            for kind, effect in self._get_standard_effects().items()
        ]

    @api.model
    def _get_standard_effects(self):
        """Return the effect of each kind of contribution where no version names it.

        Addons that add kinds extend it with those of theirs.

        :return: ``{kind: dict of penalty, floor_level, hold_hours, brings_inherent}``
        """
        standard = health.DEFAULT
        kinds = self.env["dp.risk.contribution"]._fields["kind"].get_values(self.env)
        return {
            kind: {
                "penalty": standard.penalty(kind),
                "floor_level": standard.floor(kind) or False,
                "hold_hours": standard.holds.get(kind, 0) / HOUR,
                "brings_inherent": kind in standard.inherent_kinds,
            }
            for kind in kinds
        }

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @api.model
    def _get_parameters(self, company_id, at=None):
        """Return the ``health.Parameters`` in force for a company at ``at``.

        Its own version goes before the common one. Before the first version began,
        and where there is none, the standard ones count.

        :param at: naive UTC datetime, now without it
        """
        own, common, standard = self._read_versions(company_id)
        for versions in (own, common):
            for begin, end, parameters in versions:
                if at is None and end is None:
                    return parameters
                if at and begin <= at and (end is None or at < end):
                    return parameters
        return standard

    @api.model
    @tools.ormcache("company_id")
    def _read_versions(self, company_id):
        """Return own and common versions, and the standard parameters.

        Versions are tuples ``(begin, end or None, health.Parameters)``.
        """
        # Whoever reports a hazard moves levels, whatever companies he chose.
        versions_sudo = self.sudo().search(
            [
                ("state", "!=", "draft"),
                ("company_id", "in", (False, company_id)),
            ]
        )
        own, common = [], []
        for one in versions_sudo:
            (own if one.company_id else common).append(
                (one.date_from, one.date_to or None, one._to_parameters())
            )
        return tuple(own), tuple(common), self._merge(self._get_standard_effects())

    def _to_parameters(self):
        """Return this version as the pure law wants it."""
        self.ensure_one()
        effects = self._get_standard_effects()
        for line in self.effect_ids:
            effects[line.kind] = {
                "penalty": line.penalty,
                "floor_level": line.floor_level,
                "hold_hours": line.hold_hours,
                "brings_inherent": line.brings_inherent,
            }
        return self._merge(
            effects,
            weights={line.weight_class: line.weight for line in self.weight_ids},
            critical_factor=self.critical_factor,
            default_weight=self.default_weight,
            version=str(self.id),
        )

    @api.model
    def _merge(self, effects, **values):
        return health.Parameters(
            penalties={kind: one["penalty"] for kind, one in effects.items()},
            floors={
                kind: one["floor_level"]
                for kind, one in effects.items()
                if one["floor_level"]
            },
            holds={
                kind: round(one["hold_hours"] * HOUR)
                for kind, one in effects.items()
                if one["hold_hours"]
            },
            inherent_kinds=frozenset(
                kind for kind, one in effects.items() if one["brings_inherent"]
            ),
            **values,
        )

    # ------------------------------------------------------------------
    # VERSIONS
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions; every one begins as a draft."""
        created = super().create([{**vals, "state": "draft"} for vals in vals_list])
        for one in created:
            earlier = self.search(
                [("company_id", "=", one.company_id.id), ("id", "!=", one.id)],
                order="version desc",
                limit=1,
            )
            one.version = earlier.version + 1
        return created

    def write(self, vals):
        """Refuse to edit what is or was in force."""
        if vals:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse unless these are drafts."""
        for one in self:
            if one.state != "draft":
                raise UserError(
                    self.env._(
                        "%(parameters)s explains levels of the past and can't be "
                        "changed. Make a new version.",
                        parameters=one.display_name,
                    )
                )

    def _write_unguarded(self, vals):
        """Write what the system itself keeps of a version."""
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    def action_new_version(self):
        """Open a copy to edit, with kinds that came since at their standard."""
        self.ensure_one()
        new = self.copy({"previous_id": self.id, "notes": self.env._("What changed?")})
        known = set(new.effect_ids.mapped("kind"))
        self.env["dp.health.effect"].create(
            [
                {"parameters_id": new.id, "kind": kind, **effect}
                for kind, effect in self._get_standard_effects().items()
                if kind not in known
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "views": [(False, "form")],
        }

    def action_simulate(self):
        """Show the tree as it would be with these numbers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_level_simulation_action"
        )
        company = self.company_id or self.env.company
        root = self.env["dp.risk.unit"].search(
            [("parent_id", "=", False), ("company_id", "=", company.id)], limit=1
        )
        return action | {
            "context": {"default_parameters_id": self.id, "default_unit_id": root.id}
        }

    def action_put_in_force(self):
        """Compute levels with this version from now on.

        What contributes today is computed anew in the background.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        now = fields.Datetime.now()
        current = self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "in_force")]
        )
        current._write_unguarded(
            {"state": "replaced", "date_to": now, "is_applying": False}
        )
        # Two versions in force at once would be refused.
        current.flush_recordset()
        self._write_unguarded(
            {
                "state": "in_force",
                "date_from": now,
                "previous_id": current.id or self.previous_id.id,
                "is_applying": True,
                "apply_unit_id": 0,
                "apply_done": 0,
            }
        )
        self.env.flush_all()
        self.env.registry.clear_cache()
        self._write_unguarded({"apply_total": len(self._read_waiting_units())})
        self.env.ref("double_prevention.ir_cron_health_apply")._trigger()
        return True

    @api.model
    def _ensure_in_force(self):
        """Put the standard version in force where none ever was."""
        if not self.search_count([("state", "!=", "draft")], limit=1):
            standard = self.env.ref(
                "double_prevention.health_parameters_standard", raise_if_not_found=False
            )
            if standard:
                standard.action_put_in_force()

    # ------------------------------------------------------------------
    # RECOMPUTING
    # ------------------------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Recompute what contributes with a new version, batch by batch, restartable.

        Units without a contribution are at their residual level whatever the numbers.
        """
        for one in self.search([("is_applying", "=", True)], order="date_from"):
            while waiting := one._read_waiting_units():
                units = self.env["dp.risk.unit"].browse(waiting[:BATCH])
                units._renew_contributions()
                one._write_unguarded(
                    {
                        "apply_unit_id": units[-1:].id,
                        "apply_done": one.apply_done + len(units),
                    }
                )
                if not self.env["ir.cron"]._commit_progress(
                    len(units), remaining=len(waiting) - len(units) + 1
                ):
                    return
            one._write_unguarded({"is_applying": False})
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _read_waiting_units(self):
        """Return the ids of units still to be recomputed with this version."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id FROM dp_risk_unit u
                    WHERE u.id > %s AND (%s IS NULL OR u.company_id = %s)
                      AND (u.level_next_change IS NOT NULL
                           OR EXISTS (SELECT FROM dp_risk_contribution c
                                       WHERE c.unit_id = u.id AND c.date_to IS NULL))
                    ORDER BY u.id""",
                self.apply_unit_id,
                self.company_id.id or None,
                self.company_id.id or None,
            )
        )
        return [row[0] for row in rows]
