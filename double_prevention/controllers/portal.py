from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

STEP = 40  # rows of a page
GROUP = "double_prevention.group_dp_contractor"


class ContractorPortal(CustomerPortal):
    """Rounds and hidden hazards of a contractor's worker, under ``/my``.

    Everything is read as the user: record rules let a contractor see his own alone.
    The pages to do a round or to rectify a hazard are those behind a tag.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not request.env.user.has_group(GROUP):
            return values
        if not counters:
            # For the page alone: the browser takes whatever comes with the counters
            # for a counter.
            values["is_dp_contractor"] = True
        if "dp_round_count" in counters:
            values["dp_round_count"] = request.env["dp.inspection"].search_count(
                request.env["dp.inspection"]._get_portal_domain()
            )
        if "dp_hazard_count" in counters:
            values["dp_hazard_count"] = request.env["dp.hazard"].search_count(
                request.env["dp.hazard"]._get_portal_domain()
            )
        return values

    @route(
        ["/my/dp/rounds", "/my/dp/rounds/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def my_dp_rounds(self, page=1, **_query):
        """List the open rounds of the worker."""
        return self._render_list("dp.inspection", "date_end, id", "rounds", page)

    @route(
        ["/my/dp/hazards", "/my/dp/hazards/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def my_dp_hazards(self, page=1, **_query):
        """List the open hidden hazards of the worker, and those he reported."""
        return self._render_list("dp.hazard", "deadline, id", "hazards", page)

    def _render_list(self, model, order, name, page):
        """Render one page of the user's own records under ``/my/dp/<name>``."""
        records, pager = self._get_page(model, order, name, page)
        return request.render(
            f"double_prevention.portal_my_dp_{name}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": f"dp_{name}",
                "default_url": f"/my/dp/{name}",
                "pager": pager,
                name: [record._get_portal_row() for record in records],
            },
        )

    def _get_page(self, model, order, name, page):
        """Return the records of a page, and the pager."""
        records = request.env[model]
        domain = records._get_portal_domain() & Domain(
            "company_id", "in", request.env.user.company_ids.ids
        )
        pager = portal_pager(
            url=f"/my/dp/{name}",
            total=records.search_count(domain),
            page=page,
            step=STEP,
        )
        found = records.search(domain, order=order, limit=STEP, offset=pager["offset"])
        return found, pager
