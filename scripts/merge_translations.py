"""Brings the zh_CN.po of an addon to its template; used by ``scripts/translate``."""

import sys
from pathlib import Path

import polib

LANGUAGE = "zh_CN"
# Odoo writes the moment of export: it would change the files at every run.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")


def merge(folder):
    """Merge ``folder/*.pot`` into ``folder/zh_CN.po``; return what is untranslated.

    Translations are kept by their English text, wherever it has moved to.
    """
    template_path = next(folder.glob("*.pot"))
    template = polib.pofile(str(template_path), wrapwidth=78)
    target_path = folder / f"{LANGUAGE}.po"
    known = {}
    if target_path.exists():
        known = {e.msgid: e.msgstr for e in polib.pofile(str(target_path)) if e.msgstr}
    for key in VOLATILE:
        template.metadata.pop(key, None)
    template.save(str(template_path))
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
    template.metadata |= {"Language": LANGUAGE, "Plural-Forms": "nplurals=1; plural=0;"}
    template.save(str(target_path))
    return [entry.msgid for entry in template if not entry.msgstr]


def main(folder):
    """Merge and list the gaps; return the exit code."""
    missing = merge(Path(folder))
    for text in missing:
        sys.stdout.write(f"untranslated: {text!r}\n")
    sys.stdout.write(f"{folder}: {len(missing)} untranslated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
