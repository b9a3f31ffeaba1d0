import base64
import re
from contextlib import contextmanager

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import Controller, request, route

MOST_PHOTOS = 6
"""Photos a person may send for one check, one report, one fix."""
MOST_BYTES = 15 * 1024 * 1024
"""Of one photo: what a phone makes at most; the page sends much less."""
MOST_REQUEST = 120 * 1024 * 1024
"""A round with its photos; what is larger is refused before it is read."""
FIELD = re.compile(r"(result|value|uom|choice|note)_(\d+)")


class TagPage(Controller):
    """The pages behind a printed tag, made for a phone.

    Every route finds the record as the user, asks a model once, and answers: a page,
    or JSON to the page. What a person may not see or do is said in words.
    """

    # --- pages ----------------------------------------------------------------

    @route("/dp/q/<string:token>", type="http", auth="user", methods=["GET"])
    def tag(self, token, again=None, **_query):
        """Page of the unit a tag leads to; counts the scan.

        :param again: given when the page reads itself again, which is no scan
        """

        def show():
            tag = self._resolve(token)
            if not again:
                tag._count_scan()
            return {"data": tag._get_page_data()}

        return self._page("double_prevention.tag_page", show)

    @route("/dp/q/<string:token>/hazard", type="http", auth="user", methods=["GET"])
    def report_form(self, token, **_query):
        """Page to report a hidden hazard at the place of the tag."""

        def show():
            return {"data": self._resolve(token)._get_report_data()}

        return self._page("double_prevention.tag_page_report", show)

    @route(
        "/dp/q/<string:token>/round/<int:inspection_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def inspection(self, token, inspection_id, **_query):
        """Page of a round: to do it while it is open, its result afterwards."""

        def show():
            tag, inspection = self._find_round(token, inspection_id)
            if inspection._is_open_on_phone():
                return {"token": tag.token, "data": inspection._get_page_data()}
            return {"token": tag.token, "result": inspection._get_result_data()}

        return self._page("double_prevention.tag_page_round", show)

    @route("/dp/h/<int:hazard_id>", type="http", auth="user", methods=["GET"])
    def hazard(self, hazard_id, reported=None, **_query):
        """Page of a hidden hazard: to see, fix or verify it.

        :param reported: given when the reader has just reported it
        """

        def show():
            data = self._find("dp.hazard", hazard_id)._get_page_data()
            return {"data": data, "reported": reported}

        return self._page("double_prevention.tag_page_hazard", show)

    # --- what the pages send --------------------------------------------------

    @route(
        "/dp/q/<string:token>/hazard",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MOST_REQUEST,
    )
    def report(self, token, title="", client_uuid=None, **form):
        """Take a report of a hidden hazard.

        What may be known already is offered first: the answer has ``known``, and the
        form comes again with ``known_id``: what to add it to, or 0 for a new one.
        """
        with self._answer() as answer:
            tag = self._resolve(token)
            vals = {"title": title, "client_uuid": client_uuid, **form}
            if known := tag._find_known(vals):
                answer["known"] = known
            else:
                answer["location"] = self._take_report(tag, vals)
        return self._json(answer)

    def _take_report(self, tag, vals):
        """Write what was reported; return where its reporter goes on."""
        photos = self._photos("photos")
        known_id = vals.pop("known_id", "0")
        if known_id.isdecimal() and int(known_id):
            hazard = tag._add_to_known({**vals, "known_id": known_id}, photos)
            reported = "again"
        else:
            hazard = tag._report_hazard(vals, photos)
            reported = "1"
        path = f"/dp/h/{hazard.id}"
        if vals.get("is_anonymous"):
            path = hazard._get_follow_path()
        return f"{path}?reported={reported}"

    @route("/dp/q/<string:token>/standards", type="http", auth="user", methods=["POST"])
    def confirm_standards(self, token, **_form):
        """Confirm to have read what is new at this place."""
        with self._answer() as answer:
            tag = self._resolve(token)
            tag._confirm_standards(request.httprequest.form.getlist("confirmation"))
            answer["location"] = f"/dp/q/{tag.token}"
        if "errors" in answer:
            return self._problem("\n".join(answer["errors"][""]), 422)
        return request.redirect(answer["location"], code=303)

    @route(
        "/dp/q/<string:token>/round/<int:inspection_id>/start",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def start(self, token, inspection_id, **_form):
        """Begin a round at its place; whoever is on this page has scanned the tag."""
        with self._answer() as answer:
            _tag, inspection = self._find_round(token, inspection_id)
            inspection._start_by_phone()
            answer["location"] = f"/dp/q/{token}/round/{inspection.id}"
        if "errors" in answer:
            return self._problem("\n".join(answer["errors"][""]), 422)
        return request.redirect(answer["location"], code=303)

    @route(
        "/dp/q/<string:token>/round/<int:inspection_id>",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MOST_REQUEST,
    )
    def submit(self, token, inspection_id, client_uuid=None, **form):
        """Take the answers of a whole round."""
        with self._answer() as answer:
            _tag, inspection = self._find_round(token, inspection_id)
            inspection._submit_by_phone(self._answers(form), client_uuid)
            answer["location"] = f"/dp/q/{token}/round/{inspection.id}"
        return self._json(answer)

    @route(
        "/dp/h/<int:hazard_id>/fix",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MOST_REQUEST,
    )
    def fix(self, hazard_id, measures_taken="", **_form):
        """Take what was done against a hidden hazard."""
        with self._answer() as answer:
            hazard = self._find("dp.hazard", hazard_id)
            hazard._fix_by_phone(measures_taken, self._photos("photos"))
            answer["location"] = f"/dp/h/{hazard.id}"
        return self._json(answer)

    @route(
        "/dp/h/<int:hazard_id>/verify",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MOST_REQUEST,
    )
    def verify(self, hazard_id, verdict="", opinion="", **_form):
        """Take the opinion of the verifier."""
        with self._answer() as answer:
            hazard = self._find("dp.hazard", hazard_id)
            hazard._verify_by_phone(verdict, opinion)
            answer["location"] = f"/dp/h/{hazard.id}"
        return self._json(answer)

    # --- helpers --------------------------------------------------------------

    def _resolve(self, token):
        """Return the tag that was scanned; the request goes on in its company."""
        tag = request.env["dp.tag"]._resolve(token)
        request.update_context(
            allowed_company_ids=tag.env.context["allowed_company_ids"]
        )
        return tag

    def _find(self, model, record_id):
        """Return a record the user may read, in its own company."""
        record = request.env[model].browse(record_id).exists()
        if not record:
            raise MissingError(request.env._("What this link led to isn't there."))
        if not record.has_access("read"):
            raise AccessError(
                request.env._(
                    "This isn't yours to see. Ask the safety officer of the department."
                )
            )
        return record.with_company(record.company_id)

    def _find_round(self, token, inspection_id):
        """Return the tag that was scanned and a round at its place."""
        tag = self._resolve(token)
        inspection = self._find("dp.inspection", inspection_id)
        tag._check_round_is_here(inspection)
        return tag, inspection

    def _page(self, template, show):
        """Render what ``show`` returns, or the page that says why not."""
        try:
            return request.render(template, show())
        except UserError as error:
            return self._problem(str(error), error.http_status)

    def _problem(self, message, status):
        """Render the page that says what is wrong and what to do."""
        response = request.render(
            "double_prevention.tag_page_problem", {"message": message, "status": status}
        )
        response.status_code = status
        return response

    @contextmanager
    def _answer(self):
        """Yield the dict to send back; a refusal undoes what was written and is said.

        The dict gets ``errors``: texts by the id of the check they belong to, those of
        the whole under "".
        """
        answer = {}
        try:
            with request.env.cr.savepoint():
                yield answer
        except UserError as error:
            by_check = getattr(error, "by_line", None)
            answer.clear()
            answer["errors"] = by_check or {"": [str(error)]}

    def _json(self, answer):
        return request.make_json_response(
            answer, status=422 if "errors" in answer else 200
        )

    def _answers(self, form):
        """Return the answers of a form: field names end with the id of their check."""
        answers = {}
        for name, value in form.items():
            found = FIELD.fullmatch(name)
            if found and value:
                key, line_id = found.groups()
                answers.setdefault(int(line_id), {})[key] = value
        for line_id, given in answers.items():
            given["line_id"] = line_id
            choice = given.pop("choice", "")
            if choice.isdecimal():
                given["choice_id"] = int(choice)
            given["photos"] = [
                (name, base64.b64encode(data))
                for name, data in self._photos(f"photos_{line_id}")
            ]
        return list(answers.values())

    def _photos(self, name):
        """Return ``(file name, bytes)`` of the photos sent under a field name.

        :raise ValidationError: too many, or one too large
        """
        files = request.httprequest.files.getlist(name)
        files = [file for file in files if file.filename]
        if len(files) > MOST_PHOTOS:
            raise ValidationError(
                request.env._("Send at most %(most)s photos here.", most=MOST_PHOTOS)
            )
        photos = []
        for file in files:
            data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise ValidationError(
                    request.env._(
                        "%(file)s is larger than 15 MB. Take a smaller photo.",
                        file=file.filename,
                    )
                )
            photos.append((file.filename, data))
        return photos
