import time

from lxml import etree

from .framework import Benchmark
from .plant import Plant

SMALL = {"sites": 1, "zones": 4, "objects": 5, "units": 10}
REPEAT = 10  # so many openings are one measurement


class OpenAtSize(Benchmark):
    """Open hazard kanban, register list and unit form: 200,000 hazards against 1,000.

    What the web client asks for: the groups with their first cards and the progress
    bar, the first page of the list, the whole form, as an officer, over HTTP.
    """

    name = "open_at_size"
    unit = "ms"
    budget = 1.3

    def prepare(self, bench):
        large = Plant(bench.env)
        large.units()
        large.events(6)
        large.measures(1)
        large.hazards(200_000)
        large.finish()
        small_env = bench.second_database()
        small = Plant(small_env)
        small.units(**SMALL)
        small.events(5)
        small.measures(1)
        small.hazards(1_000, open_share=0.5)
        small.finish()
        self.times = {}
        self.large = self._client(bench, large)
        self.small = self._client(bench, small)

    def _client(self, bench, plant):
        server = bench.enter_context(bench.server(plant.env.cr.dbname))
        server.login("bench", "bench-password")
        unit = plant.env["dp.risk.unit"].search(
            [("kind", "=", "unit"), ("company_id", "=", plant.company.id)], limit=1
        )
        return Client(server, plant.env(user=plant.user), unit.id)

    def ours(self, bench):
        return self._open("large", self.large)

    def baseline(self, bench):
        return self._open("small", self.small)

    def _open(self, size, client):
        total = 0.0
        for name, opening in client.openings().items():
            start = time.perf_counter()
            for _repeat in range(REPEAT):
                opening()
            spent = (time.perf_counter() - start) * 1000 / REPEAT
            self.times.setdefault((name, size), []).append(spent)
            total += spent
        return total

    def problems(self, bench):
        """Each screen by itself must hold the budget, not only their sum."""
        found = []
        for name in self.large.openings():
            large = min(self.times[name, "large"])
            small = min(self.times[name, "small"])
            if large > self.budget * small:
                found.append(
                    f"{name}: {large:.1f} ms with 200,000 hazards, "
                    f"{small:.1f} with 1,000"
                )
        return found


class Client:
    """Asks a server for what the web client asks when a screen is opened."""

    def __init__(self, server, env, unit_id):
        self.server = server
        self.env = env
        self.unit_id = unit_id

    def openings(self):
        """The screens by name, each as a function that opens it once."""
        return {
            "hazard kanban": self._hazard_kanban(),
            "register list": self._register_list(),
            "unit form": self._unit_form(),
        }

    def _hazard_kanban(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_hazard_action"
        )
        domain = [("state", "not in", ("closed", "rejected"))]
        specification, arch = self._specification("dp.hazard", "kanban")
        bar = arch.find(".//progressbar")
        context = {"read_group_expand": True}

        def open_once():
            self._call(
                "dp.hazard",
                "web_read_group",
                domain=domain,
                groupby=["stage_id"],
                aggregates=["__count"],
                auto_unfold=True,
                unfold_read_specification=specification,
                unfold_read_default_limit=action["limit"] or 40,
                context=context,
            )
            self._call(
                "dp.hazard",
                "read_progress_bar",
                domain=domain,
                group_by="stage_id",
                progress_bar={
                    "field": bar.get("field"),
                    "colors": {"overdue": "danger", "soon": "warning"},
                },
                context=context,
            )

        return open_once

    def _register_list(self):
        specification, _arch = self._specification("dp.risk.unit", "list")

        def open_once():
            self._call(
                "dp.risk.unit",
                "web_search_read",
                domain=[],
                specification=specification,
                limit=80,
                count_limit=10_001,
            )

        return open_once

    def _unit_form(self):
        specification, _arch = self._specification("dp.risk.unit", "form")

        def open_once():
            self._call(
                "dp.risk.unit",
                "web_read",
                args=[[self.unit_id]],
                specification=specification,
            )

        return open_once

    def _specification(self, model, view_type):
        arch = etree.fromstring(self.env[model].get_view(view_type=view_type)["arch"])
        return self._fields_of(arch, self.env[model]), arch

    def _fields_of(self, node, model):
        """Build the specification of the fields below a node, subviews included."""
        found = {}
        for field in node.xpath(".//field[not(ancestor::field)]"):
            name = field.get("name")
            kind = model._fields[name].type
            found[name] = {}
            if kind == "many2one":
                found[name]["fields"] = {"display_name": {}}
            elif kind in ("one2many", "many2many"):
                comodel = self.env[model._fields[name].comodel_name]
                views = field.xpath("./list|./kanban")
                sub = self._below(views[0], comodel) if views else {"display_name": {}}
                found[name] |= {"fields": sub, "limit": 40}
        return found

    def _below(self, view, model):
        """The fields of a subview, cut loose from the field around it."""
        return self._fields_of(etree.fromstring(etree.tostring(view)), model)

    def _call(self, model, method, args=(), context=None, **kwargs):
        kwargs["context"] = {"lang": "en_US", "tz": "UTC", **(context or {})}
        return self.server.call(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )
