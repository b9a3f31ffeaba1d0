import base64
import io

from PIL import Image

from odoo.tests import TransactionCase, new_test_user


def picture(color="red", size=(64, 48)):
    """Return a small valid JPEG as base64, as an attachment's ``datas`` wants it."""
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return base64.b64encode(buffer.getvalue())


class DoublePreventionCase(TransactionCase):
    """A small plant with one person per role, and builders for the chain.

    Departments: Plant > Production > Reactor Team, and Maintenance beside them.
    Users: ``manager``, ``officer`` (of Production), ``worker`` (Reactor Team),
    ``fixer`` (Maintenance), ``stranger`` (no department), ``auditor``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": "en_US"}
        )
        cls.company = cls.env["res.company"].create({"name": "Test Plant"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.plant = cls._department("Plant")
        cls.production = cls._department("Production", cls.plant)
        cls.team = cls._department("Reactor Team", cls.production)
        cls.maintenance = cls._department("Maintenance", cls.plant)
        cls.manager = cls._person("manager", cls.plant, "group_dp_manager")
        cls.officer = cls._person("officer", cls.production, "group_dp_officer")
        cls.worker = cls._person("worker", cls.team)
        cls.fixer = cls._person("fixer", cls.maintenance)
        cls.stranger = cls._person("stranger")
        cls.auditor = cls._person("auditor", groups="group_dp_auditor")

    @classmethod
    def _department(cls, name, parent=None, company=None):
        return cls.env["hr.department"].create(
            {
                "name": name,
                "parent_id": parent and parent.id,
                "company_id": (company or cls.company).id,
            }
        )

    @classmethod
    def _person(cls, login, department=None, groups="", company=None):
        """Create a user with an employee of the same name; return the user."""
        company = company or cls.company
        wanted = ["base.group_user"]
        wanted += [f"double_prevention.{g}" for g in groups.split(",") if g]
        user = new_test_user(
            cls.env,
            login,
            groups=",".join(wanted),
            name=login.title(),
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            tz="Asia/Shanghai",
        )
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": department and department.id,
                "company_id": company.id,
            }
        )
        return user

    @classmethod
    def _unit(cls, name, parent=None, kind="unit", **vals):
        vals.setdefault("department_id", cls.team.id)
        vals.setdefault("company_id", cls.company.id)
        return cls.env["dp.risk.unit"].create(
            {"name": name, "kind": kind, "parent_id": parent and parent.id, **vals}
        )

    @classmethod
    def _tree(cls):
        """Return ``site, zone, place, unit``, one below the other."""
        site = cls._unit("Site", kind="site", code="S")
        zone = cls._unit("Zone", site, "zone", code="Z")
        place = cls._unit("Reactor Section", zone, "object", code="R")
        unit = cls._unit("Reactor", place, "unit", code="R-301")
        return site, zone, place, unit

    @classmethod
    def _event(cls, unit, inherent="2", residual="3", **vals):
        """Create an event that somebody determined directly at these levels."""
        event = cls.env["dp.risk.event"].create(
            {"name": "Overpressure", "unit_id": unit.id, **vals}
        )
        cls._assess(event, "inherent", inherent)
        cls._assess(event, "residual", residual)
        return event

    @classmethod
    def _assess(cls, event, stage, level, **vals):
        """Append an assessment by direct determination."""
        return cls.env["dp.risk.assessment"].create(
            {
                "event_id": event.id,
                "stage": stage,
                "method_id": cls.env.ref("double_prevention.method_direct").id,
                "level": level,
                "date": "2026-01-01",
                "reason": "Set up for the test",
                **vals,
            }
        )

    @classmethod
    def _measure(cls, event, name="Relief valve sealed", **vals):
        return cls.env["dp.control.measure"].create(
            {"event_id": event.id, "name": name, "check_content": f"{name}?", **vals}
        )

    @classmethod
    def _duty(cls, measure, user=None, **vals):
        """Create a daily duty of ``user`` (default: the worker)."""
        employee = (user or cls.worker).with_company(cls.company).employee_id
        return cls.env["dp.duty"].create(
            {
                "measure_id": measure.id,
                "rule": "employee",
                "rule_employee_id": employee.id,
                "date_start": "2026-01-01 00:00:00",
                **vals,
            }
        )

    @classmethod
    def _contribute(cls, sources, kind="check_failed", penalty=1.0, floor=False):
        """Let each source contribute to its unit, past the model of the source."""
        cls.env["dp.risk.contribution"]._sync(
            sources,
            {
                source: [
                    {
                        "kind": kind,
                        "unit_id": source.unit_id.id,
                        "measure_id": source.measure_id.id,
                        "penalty": penalty,
                        "floor_level": floor,
                        "reason": lambda env: env._("Check failed"),
                    }
                ]
                for source in sources
            },
        )

    @staticmethod
    def _level_change(unit_id, company):
        """Return a change of a unit that is as assessed again, as the hook gets it."""
        return {
            "id": unit_id,
            "parent_id": None,
            "company_id": company.id,
            "old_current": "2",
            "current_level": "4",
            "residual_level": "4",
            "current_reason": None,
            "level_origin_id": None,
        }

    @classmethod
    def _end_contributions(cls, sources):
        """End whatever the sources contribute."""
        cls.env["dp.risk.contribution"]._sync(sources, {})

    @classmethod
    def _photo(cls, user, name="place.jpg", color="red"):
        """Create a photo that ``user`` uploaded and that belongs to nothing yet."""
        return (
            cls.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "datas": picture(color)})
        )

    @classmethod
    def _hazard(cls, unit, reporter=None, responsible=None, **vals):
        """Report a hidden hazard as ``reporter`` (default: the worker).

        :param responsible: user who has to rectify it, default: the fixer
        """
        responsible = (responsible or cls.fixer).with_company(cls.company)
        hazard = (
            cls.env["dp.hazard"]
            .with_user(reporter or cls.worker)
            .create({"title": "Flange leaks", "unit_id": unit.id, **vals})
            .with_user(cls.env.user)
        )
        hazard.employee_id = responsible.employee_id
        return hazard

    @classmethod
    def _criterion(cls, **vals):
        """Create a criterion of a major hidden hazard, in force since 2020."""
        pack = cls.env["dp.criterion.pack"].create(
            {"name": "Test Criteria", "code": "T", "company_id": cls.company.id}
        )
        return cls.env["dp.hazard.criterion"].create(
            {
                "name": "Safety valve out of service",
                "code": "T-1",
                "pack_id": pack.id,
                "grade": "major",
                "valid_from": "2020-01-01",
                **vals,
            }
        )

    @classmethod
    def _judge(cls, hazard, judge=None, criterion=None, reason="Looked at it on site"):
        """Judge a hazard as ``judge`` (default: the manager).

        :param criterion: the clause that is met; without one it is not major
        """
        judgement = (
            cls.env["dp.hazard.judgement"]
            .with_user(judge or cls.manager)
            .create({"hazard_id": hazard.id, "reason": reason})
        )
        met = judgement.line_ids.filtered(lambda line: line.criterion_id == criterion)
        met.answer = "yes"
        (judgement.line_ids - met).answer = "no"
        judgement.action_decide()
        return judgement
