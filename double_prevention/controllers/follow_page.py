from odoo.exceptions import MissingError
from odoo.http import Controller, request, route

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class FollowPage(Controller):
    """The page of a report, for whoever has its address.

    To read only: nothing is taken here, and nobody is named.
    """

    @route("/dp/r/<string:token>", type="http", auth="public", methods=["GET"])
    def report(self, token, reported=None, **_query):
        """Show every step of a report and the answer.

        :param reported: given when the reader has just reported it
        """
        request.update_context(lang=self._get_language())
        try:
            data = request.env["dp.hazard"]._get_follow_data(token)
        except MissingError as error:
            response = request.render(
                "double_prevention.follow_page_unknown", {"message": str(error)}
            )
            response.status_code = 404
        else:
            response = request.render(
                "double_prevention.follow_page",
                {"data": data, "reported": reported},
            )
        response.headers.update(HEADERS)
        return response

    def _get_language(self):
        """Return the installed language nearest to what the browser asks for."""
        wanted = request.best_lang or ""
        installed = [code for code, _name in request.env["res.lang"].get_installed()]
        family = [code for code in installed if code[:2] == wanted[:2]]
        if wanted in installed:
            return wanted
        return next(iter([*family, request.env.lang or "en_US"]))
