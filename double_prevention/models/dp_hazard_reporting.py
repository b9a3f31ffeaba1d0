from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import photo, workflow

PHOTO_FIELDS = ("photo_before_ids", "photo_after_ids")
MEASURE_FAILURE = "9"  # source of a hazard that a failed check found


class DpHazard(models.Model):
    """The ways in: a report from the phone, a failed check, and their photos."""

    _inherit = "dp.hazard"

    @api.model
    def _report(self, vals, photos=(), photos_after=()):
        """Report a hidden hazard; what is not given is proposed.

        :param vals: ``unit_id`` and ``title`` (one sentence); optional ``description``,
            ``measure_id``, ``equipment_id``, ``grade``, ``nature``, ``profession``,
            ``inspection_id``, ``source`` and ``client_uuid``, the key of the device:
            sent twice, it is one hazard
        :param photos: ``(file name, bytes)`` pairs from before
        :param photos_after: the same from after: it was fixed on the spot
        :return: the hazard, in the state "reported", or "verifying" when fixed
        :raise UserError: without a place or a sentence, with a file that is no photo
        """
        uuid = vals.get("client_uuid")
        if uuid:
            known = self.search([("client_uuid", "=", uuid)], limit=1)
            if known:
                return known._check_same_reporter()
        if not vals.get("unit_id"):
            raise UserError(self.env._("Choose the place where you see the hazard."))
        if not (vals.get("title") or "").strip():
            raise UserError(self.env._("Say in one sentence what is wrong."))
        images = {
            name: [(file, self._normalise_photo(file, data)) for file, data in given]
            for name, given in zip(PHOTO_FIELDS, (photos, photos_after), strict=True)
        }
        hazard = self._create_completed([{"reporter_id": self.env.uid, **vals}])
        for name, given in images.items():
            if given:
                hazard._attach_photos({(hazard, name): given})
        if photos_after:
            hazard._transition("fix_on_spot")
        return hazard

    def _check_same_reporter(self):
        """Return the hazard a device sent before, unless it was somebody else's."""
        if self.reporter_id != self.env.user:
            raise UserError(
                self.env._("This report was sent by another person already.")
            )
        return self

    # ------------------------------------------------------------------
    # FAILED CHECKS
    # ------------------------------------------------------------------

    @api.model
    def _report_failed_checks(self, lines):
        """Open a hazard per failed measure, or add evidence to the open one.

        Called once for all failed checks of a round. Writes ``hazard_id`` on the
        lines.

        :param lines: ``dp.inspection.line`` records with the result "hazard"
        :return: ``{line: hazard}``
        """
        by_measure = defaultdict(lines.browse)
        for line in lines:
            # A check without a measure stands for itself.
            by_measure[line.measure_id or line] |= line
        known = self._find_open(lines.measure_id)
        again = {known[key]: group for key, group in by_measure.items() if key in known}
        fresh = [group for key, group in by_measure.items() if key not in known]
        answer = {}
        created = self._create_completed(
            [self._values_of_failure(group) for group in fresh]
        )
        created._translate_titles(fresh)
        for hazard, group in [*zip(created, fresh, strict=True), *again.items()]:
            answer.update(dict.fromkeys(group, hazard))
            # The checks of a submitted round are evidence: only this link is added,
            # by the system.
            group.sudo().write({"hazard_id": hazard.id})
        self._copy_line_photos(answer)
        for hazard, group in again.items():
            hazard._add_evidence(group)
        self.browse().union(*again)._sync_contributions()
        return answer

    @api.model
    def _find_open(self, measures):
        """Return ``{measure: its oldest open hazard}``."""
        found = {}
        for hazard in self.search(
            [
                ("measure_id", "in", measures.ids),
                ("state", "not in", list(workflow.TERMINAL_STATES)),
            ],
            order="id",
        ):
            found.setdefault(hazard.measure_id, hazard)
        return found

    @api.model
    def _values_of_failure(self, lines):
        """Return the values of a hazard found by ``lines``, checks of one measure."""
        line = lines[0]
        round_ = line.inspection_id
        # A round closed by the system was answered by its inspector all the same.
        inspector = round_.user_id if self.env.su else self.env.user
        return {
            "title": self._title_of_failure(line),
            "description": "\n".join(filter(None, lines.mapped("note"))),
            "unit_id": line.unit_id.id,
            "equipment_id": line.unit_id.equipment_id.id,
            "measure_id": line.measure_id.id,
            "inspection_id": round_.id,
            "check_failed": bool(line.measure_id),
            "source": MEASURE_FAILURE if line.measure_id else round_.type,
            "priority": "1" if any(lines.mapped("critical")) else "0",
            "reporter_id": inspector.id,
        }

    @api.model
    def _title_of_failure(self, line):
        """Return the title of a hazard found by ``line``, in the present language."""
        return self.env._("Check failed: %(check)s", check=line.check_content)

    def _translate_titles(self, groups):
        """Say in every other language, too, what failed.

        :param groups: for each of these hazards the lines that found it
        """
        titles = [{} for _hazard in self]
        for code, _name in self.env["res.lang"].get_installed():
            if code == self.env.lang:
                continue
            reader = self.with_context(lang=code)
            for title, lines in zip(titles, groups, strict=True):
                title[code] = reader._title_of_failure(lines[0].with_env(reader.env))
        for hazard, title in zip(self, titles, strict=True):
            # The inspector has no right to write on a hazard that others accept.
            hazard.sudo().update_field_translations("title", title)

    def _add_evidence(self, lines):
        """Found again while it is open: more urgent, and said in the chatter."""
        self.ensure_one()
        raised = str(min(2, int(self.priority or 0) + 1))
        # The inspector has no right to write on the hazards of others.
        self.sudo()._write_unguarded({"priority": raised, "check_failed": True})
        notes = Markup().join(
            Markup("<li>%s</li>")
            % ": ".join(filter(None, (line.check_content, line.note)))
            for line in lines
        )
        text = self.env._(
            "Found again by %(person)s in round %(round)s:",
            person=self.env.user.name,
            round=lines[0].inspection_id.name or "",
        )
        self.message_post(
            body=Markup("%s<ul>%s</ul>") % (text, notes),
            subtype_xmlid="double_prevention.mt_hazard_found_again",
        )

    # ------------------------------------------------------------------
    # PHOTOS
    # ------------------------------------------------------------------

    @api.model
    def _normalise_photo(self, file, data):
        """Return ``data`` as a small upright JPEG, or say which file is no photo."""
        try:
            return photo.normalise(data).data
        except photo.PhotoError as error:
            raise ValidationError(self._photo_problems(file)[error.code]) from error

    @api.model
    def _photo_problems(self, file):
        """Return what to do about a file that is no good photo, by its problem."""
        return {
            "empty": self.env._(
                "“%(file)s” is empty. Take the photo again.", file=file
            ),
            "too_large": self.env._(
                "“%(file)s” is larger than 20 MB. Take a smaller photo.", file=file
            ),
            "not_an_image": self.env._(
                "“%(file)s” is not a photo. Choose a JPEG, PNG or WebP file.", file=file
            ),
            "too_many_pixels": self.env._(
                "“%(file)s” has too many pixels. Take a smaller photo.", file=file
            ),
            "damaged": self.env._(
                "“%(file)s” is damaged. Take the photo again.", file=file
            ),
        }

    def _read_photos(self, vals):
        """Return ``{(hazard, field): attachments}`` of the photo fields in ``vals``."""
        return {
            (hazard, name): hazard[name]
            for hazard in self
            for name in PHOTO_FIELDS
            if name in vals
        }

    @api.model
    def _added_photos(self, before):
        """Return what was added since :meth:`_read_photos` answered ``before``."""
        return {
            (hazard, name): hazard[name] - old for (hazard, name), old in before.items()
        }

    @api.model
    def _take_photos(self, added):
        """Check, shrink and take over photos that came in by a photo field.

        A file uploaded for this hazard is changed in place. One that belongs to
        something else is copied: the hazard must keep its evidence, and must not
        open other people's files.

        :param added: ``{(hazard, field name): attachments}``
        """
        copies = {}
        for (hazard, name), attachments in added.items():
            if not attachments:
                continue
            attachments.check_access("read")
            # Its owner put the file on a hazard he may not write on any more.
            for attachment_sudo in attachments.sudo():
                data = self._normalise_photo(attachment_sudo.name, attachment_sudo.raw)
                own = (attachment_sudo.res_model, attachment_sudo.res_id) in (
                    (self._name, hazard.id),
                    (self._name, 0),
                    (False, 0),
                )
                if own:
                    attachment_sudo.write(
                        hazard._attachment_values(attachment_sudo.name, data)
                    )
                else:
                    copies.setdefault((hazard, name), []).append(
                        (attachment_sudo.name, data)
                    )
                    hazard._write_unguarded(
                        {name: [fields.Command.unlink(attachment_sudo.id)]}
                    )
        self._attach_photos(copies)

    @api.model
    def _attach_photos(self, given):
        """Attach normalised photos.

        :param given: ``{(hazard, field name): [(file name, JPEG bytes)]}``
        """
        rows = [
            (hazard, name, file, data)
            for (hazard, name), files in given.items()
            for file, data in files
        ]
        if not rows:
            return
        # A reporter adds photos to a hazard that he may not write on.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    hazard._attachment_values(file, data)
                    for hazard, _, file, data in rows
                ]
            )
        )
        links = defaultdict(list)
        for (hazard, name, _file, _data), attachment in zip(
            rows, attachments, strict=True
        ):
            links[hazard, name].append(fields.Command.link(attachment.id))
        for (hazard, name), commands in links.items():
            # As above.
            hazard.sudo()._write_unguarded({name: commands})

    def _attachment_values(self, file, data):
        """Return the values of a photo that belongs to this hazard."""
        self.ensure_one()
        stem = (file or "").rpartition(".")[0] or file or self.name
        return {
            "name": f"{stem}.jpg",
            "raw": data,
            "mimetype": "image/jpeg",
            "res_model": self._name,
            "res_id": self.id,
        }

    @api.model
    def _copy_line_photos(self, hazard_by_line):
        """Give hazards copies of the photos of the checks that found them.

        They were checked and shrunk when the check was answered.
        """
        given = defaultdict(list)
        for line, hazard in hazard_by_line.items():
            # The photos of a check are its inspector's until the hazard has copies.
            for attachment_sudo in line.sudo().photo_ids:
                given[hazard, "photo_before_ids"].append(
                    (attachment_sudo.name, attachment_sudo.raw)
                )
        self._attach_photos(given)
