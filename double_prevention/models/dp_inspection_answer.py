import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ..tools import photo, rounds, workflow


def _decode_photo(data):
    """Return the photo behind base64 data, or None and the error."""
    try:
        return photo.normalise(base64.b64decode(data, validate=True)), None
    except (binascii.Error, TypeError, photo.PhotoError) as error:
        return None, error


class AnswersError(UserError):
    """Answers that can't be taken; ``by_line`` has the texts of each check's id.

    What belongs to no check stands under "".
    """

    def __init__(self, message, by_line):
        super().__init__(message)
        self.by_line = by_line


class DpInspection(models.Model):
    """The life of a round: started, answered, submitted or cancelled.

    Whoever may write the round may do it: its inspector, the officers of its
    department, managers. States and answers are written by ``sudo`` once that was
    checked, because nobody may write them by hand. The number of queries does not
    depend on the number of checks.
    """

    _inherit = "dp.inspection"

    # ------------------------------------------------------------------
    # START AND CANCEL
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin the round; where a scan is demanded, only the tag page can."""
        self._start()
        return True

    def _start(self, scanned=False):
        """Begin the round; beginning again changes nothing.

        :param scanned: the tag at the place was scanned just now
        :raise UserError: the round demands a scan, has no checks, is over
        """
        self.check_access("write")
        now = fields.Datetime.now()
        for inspection in self:
            if inspection.state == "in_progress":
                continue
            inspection._judge("start")
            if inspection.scan_required and not scanned:
                raise UserError(
                    self.env._(
                        "%(round)s starts at the place itself: scan the tag of "
                        "%(place)s.",
                        round=inspection.name,
                        place=inspection.unit_id.display_name,
                    )
                )
            if not inspection.line_ids:
                raise UserError(
                    self.env._("%(round)s has no checks.", round=inspection.name)
                )
            vals = {"state": "in_progress", "started_at": now}
            if scanned:
                vals["scanned_at"] = now
            # Access was checked above; the state is nobody's to write by hand.
            inspection.sudo().write(vals)

    def action_cancel(self):
        """Ask why the rounds are cancelled."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Round"),
            "res_model": "dp.inspection.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_inspection_ids": self.ids},
        }

    def _cancel(self, reason):
        """Cancel rounds that are not over; an officer's or manager's decision.

        :raise UserError: no reason, or a round that is over
        """
        self.check_access("write")
        if not self.env.user.has_group("double_prevention.group_dp_officer"):
            raise UserError(
                self.env._(
                    "Only a safety officer can cancel a round. Answer what you can and "
                    "say of the rest why it is not applicable."
                )
            )
        for inspection in self:
            inspection._judge("cancel", reason=bool(reason and reason.strip()))
        # Access was checked above; the state is nobody's to write by hand.
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})

    def _judge(self, event, **facts):
        """Ask the workflow table whether ``event`` may happen now.

        :return: the next state
        :raise UserError: it may not
        """
        self.ensure_one()
        verdict = workflow.judge(
            event, workflow.InspectionFacts(state=self.state, **facts)
        )
        if verdict.ok:
            return verdict.next_state
        code = verdict.problems[0]
        if code == "terminal_state":
            raise UserError(self._describe_frozen())
        if code == "reason_missing":
            raise UserError(
                self.env._("%(round)s: say why it is cancelled.", round=self.name)
            )
        if code in ("lines_unanswered", "lines_incomplete"):
            raise UserError(
                self.env._(
                    "%(round)s can't be submitted: %(count)s checks are not complete.",
                    round=self.name,
                    count=facts.get("unanswered", 0) + facts.get("incomplete", 0),
                )
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(round)s is %(state)s: this is not the time for it.",
                round=self.name,
                state=states[self.state],
            )
        )

    # ------------------------------------------------------------------
    # ANSWER AND SUBMIT
    # ------------------------------------------------------------------

    def action_submit(self):
        """Submit what has been answered; the round is evidence from then on."""
        for inspection in self:
            inspection._submit([])
        return True

    def _answer(self, answers):
        """Save answers on the way; all of them or, with a problem, none.

        :param answers: list of dicts ``{line_id, result, value, uom, choice_id, note,
            photos: [(name, base64)]}``; keys left out keep what was saved before,
            photos are added to those that are there
        :raise UserError: naming every check with what is wrong about its answer
        """
        self.ensure_one()
        self._lock_open()
        self._save_answers(self._judge_answers(answers, complete=False))

    def _submit(self, answers, client_uuid=None):
        """Submit the round with its last answers; all of it or nothing.

        A round not yet started is started, unless it demands a scan. Sending the same
        answers again with the same ``client_uuid`` changes nothing.

        :param answers: as of :meth:`_answer`
        :param client_uuid: key made by the device for this submission
        :return: the round
        :raise UserError: naming every check that is not complete or wrong; or who
            submitted the round before
        """
        self.ensure_one()
        if self.state == "done" and client_uuid and self.client_uuid == client_uuid:
            return self
        self._lock_open()
        verdicts = self._judge_answers(answers, complete=True)
        state = self._judge("submit")
        self._save_answers(verdicts)
        now = fields.Datetime.now()
        lines = self.line_ids
        failed = lines.filtered(lambda line: line.result == "hazard")
        if failed:
            self.env["dp.hazard"]._report_failed_checks(failed)
        # Access was checked by _lock_open; the state is nobody's to write by hand.
        self.sudo().write(
            {
                "state": state,
                "submitted_at": now,
                "submitted_by_id": self.env.uid,
                "is_late": now > self.date_end,
                "client_uuid": client_uuid,
            }
        )
        lines.duty_id._mark_answered(now)
        return self

    def _lock_open(self):
        """Lock the round for this person's answers; start it when it is not.

        :raise UserError: the round is over, demands a scan, or is being submitted by
            another device at this moment
        """
        self.check_access("write")
        self._check_not_frozen()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(round)s is being saved from another device. Try again.",
                    round=self.name,
                )
            ) from error
        if self.state == "planned":
            self._start()

    def _judge_answers(self, answers, complete):
        """Return what the answers mean, judged with what was saved before.

        :param complete: the round is being submitted: nothing may be missing, and
            checks without a new answer are judged by what was saved
        :return: list of dicts, one per line to write
        :raise AnswersError: naming every problem
        """
        stored = self._read_lines()
        problems, verdicts, given = [], [], {}
        by_line = defaultdict(list)
        for answer in answers:
            line_id = answer.get("line_id")
            if line_id not in stored:
                by_line[""].append(
                    self.env._(
                        "A check that does not belong to %(round)s was answered.",
                        round=self.name,
                    )
                )
            else:
                given.setdefault(line_id, {}).update(answer)
        choices = self._read_choices(stored)
        for line_id, line in stored.items():
            if line_id not in given and not complete:
                continue
            verdict, wrong = self._judge_answer(
                line, given.get(line_id, {}), choices, complete
            )
            problems += [f"{line['check_content']}: {text}" for text in wrong]
            if wrong:
                by_line[line_id] = wrong
            if line_id in given:
                verdicts.append(verdict)
        if by_line:
            message = self._describe_problems(by_line.get("", []) + problems, complete)
            raise AnswersError(message, dict(by_line))
        return verdicts

    def _describe_problems(self, problems, complete):
        texts = "\n".join(f"• {text}" for text in problems)
        if complete:
            return self.env._(
                "%(round)s can't be submitted yet:\n%(problems)s",
                round=self.name,
                problems=texts,
            )
        return self.env._(
            "These answers of %(round)s can't be saved:\n%(problems)s",
            round=self.name,
            problems=texts,
        )

    def _read_lines(self):
        """Return ``{line id: dict}`` of what is asked and was answered, in order."""
        lang = self.env.lang or "en_US"
        self.env["dp.inspection.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT l.id, l.measure_id, l.check_type, l.uom, l.photo_required,
                          COALESCE(l.check_content->>%s, l.check_content->>'en_US')
                              AS check_content,
                          CASE WHEN l.has_limit_low THEN l.limit_low END AS low,
                          CASE WHEN l.has_limit_high THEN l.limit_high END AS high,
                          CASE WHEN l.has_value THEN l.value_number END AS value,
                          l.result, l.value_choice_id AS choice_id, l.note,
                          count(p.ir_attachment_id) AS photos
                     FROM dp_inspection_line l
                     LEFT JOIN dp_inspection_line_photo_rel p
                       ON p.dp_inspection_line_id = l.id
                    WHERE l.inspection_id = %s
                    GROUP BY l.id ORDER BY l.sequence, l.id""",
                lang,
                self.id,
            )
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _read_choices(self, stored):
        """Return ``{measure id: {choice id: means a hazard}}`` of the checks."""
        measures = [
            line["measure_id"]
            for line in stored.values()
            if line["check_type"] == "choice" and line["measure_id"]
        ]
        choices = defaultdict(dict)
        if measures:
            for choice in self.env["dp.measure.choice"].search(
                [("measure_id", "in", measures)]
            ):
                choices[choice.measure_id.id][choice.id] = choice.is_hazard
        return choices

    @api.model
    def _judge_answer(self, line, given, choices, complete):
        """Return what one answer means and its problems in words.

        :param line: row of :meth:`_read_lines`
        :param given: what was answered now
        """
        pictures, wrong = self._read_photos(given.get("photos") or ())
        answer = rounds.Answer(
            result=given.get("result", line["result"]),
            value=given.get("value", line["value"]),
            uom=(given.get("uom") or "") if "value" in given else "",
            choice=given.get("choice_id", line["choice_id"]),
            note=given.get("note", line["note"]) or "",
            photos=line["photos"] + len(pictures),
        )
        check = rounds.Check(
            type=line["check_type"],
            low=line["low"],
            high=line["high"],
            uom=line["uom"] or "",
            photo_required=line["photo_required"],
            choices=choices[line["measure_id"]],
        )
        judged = rounds.judge_answer(check, answer)
        note = answer.note.strip()
        if judged.converted and judged.converted not in note:
            note = f"{note}\n{judged.converted}".strip()
        codes = judged.problems if complete else judged.blocking
        wrong += [self._describe_problem(code, line, answer) for code in codes]
        verdict = {
            "id": line["id"],
            "result": judged.result,
            "value": judged.value,
            "choice": judged.choice,
            "note": note or None,
            "photos": pictures,
        }
        return verdict, wrong

    @api.model
    def _read_photos(self, photos):
        """Return ``[(name, photo.Photo)]`` and what is wrong with the others."""
        pictures, wrong = [], []
        for name, data in photos:
            picture, error = _decode_photo(data)
            if error:
                wrong.append(self._describe_photo_error(error, name))
            else:
                pictures.append((name, picture))
        return pictures, wrong

    @api.model
    def _describe_photo_error(self, error, name):
        """Return in words why a file can't be taken as a photo."""
        code = getattr(error, "code", "not_an_image")
        if code in ("too_large", "too_many_pixels"):
            return self.env._(
                "the photo %(name)s is too large. Take it with a lower resolution.",
                name=name,
            )
        if code == "damaged":
            return self.env._(
                "the photo %(name)s is damaged. Take it again.", name=name
            )
        return self.env._(
            "%(name)s is not a photo. Take a JPEG, PNG or WebP picture.", name=name
        )

    @api.model
    def _describe_problem(self, code, line, answer):
        """Return in words what is wrong with an answer, and what to do."""
        if code == "unanswered":
            return self.env._("not answered yet.")
        if code == "unknown_result":
            return self.env._(
                "%(result)s is no result of a check.", result=answer.result
            )
        if code == "value_missing":
            return self.env._("the number is missing.")
        if code == "not_a_number":
            return self.env._(
                "%(value)s is not a number. Write it with a point, e.g. 2705.5.",
                value=answer.value,
            )
        if code == "unknown_unit":
            return self.env._(
                "the unit %(unit)s is not known. Give the value in %(expected)s.",
                unit=answer.uom,
                expected=line["uom"] or self.env._("no unit"),
            )
        if code == "wrong_dimension":
            return self.env._(
                "%(unit)s can't be converted to %(expected)s. Give the value in "
                "%(expected)s.",
                unit=answer.uom,
                expected=line["uom"] or self.env._("no unit"),
            )
        if code == "choice_missing":
            return self.env._("choose one of the answers offered.")
        if code == "unknown_choice":
            return self.env._("the answer is none of those offered.")
        if code == "photo_missing":
            return self.env._("a photo is required.")
        return self.env._("say why it is not applicable.")

    # ------------------------------------------------------------------
    # SAVE
    # ------------------------------------------------------------------

    def _save_answers(self, verdicts):
        """Store judged answers in one UPDATE, with the photos behind them."""
        if not verdicts:
            return
        lines = self.env["dp.inspection.line"].browse(one["id"] for one in verdicts)
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection_line l
                      SET result = v.result, value_number = v.value,
                          has_value = v.value IS NOT NULL, value_choice_id = v.choice,
                          note = v.note,
                          answered_at = CASE WHEN v.result IS NOT NULL THEN %s END
                     FROM unnest(%s::int[], %s::text[], %s::numeric[], %s::int[],
                                 %s::text[]) AS v(id, result, value, choice, note)
                    WHERE l.id = v.id""",
                fields.Datetime.now(),
                *(
                    [one[key] for one in verdicts]
                    for key in ("id", "result", "value", "choice", "note")
                ),
            )
        )
        lines.invalidate_recordset(flush=False)
        self._save_photos(verdicts)
        self._count_lines()

    def _save_photos(self, verdicts):
        """Attach the photos of all answers, in one go."""
        taken = [(one["id"], *picture) for one in verdicts for picture in one["photos"]]
        if not taken:
            return
        # Contractors do rounds, too, and may not create attachments by themselves.
        attachments_sudo = self.env["ir.attachment"].sudo()
        attachments = attachments_sudo.create(
            [
                {
                    "name": name,
                    "raw": picture.data,
                    "mimetype": picture.mimetype,
                    "res_model": "dp.inspection.line",
                    "res_id": line_id,
                }
                for line_id, name, picture in taken
            ]
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO dp_inspection_line_photo_rel
                          (dp_inspection_line_id, ir_attachment_id)
                   SELECT * FROM unnest(%s::int[], %s::int[])""",
                [line_id for line_id, _name, _picture in taken],
                attachments.ids,
            )
        )
        self.line_ids.invalidate_recordset(["photo_ids"], flush=False)
