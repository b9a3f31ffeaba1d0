"""Each file of the browser is served once."""

import fnmatch

from . import source
from .exceptions import OUTSIDE_BUNDLES

SUFFIXES = (".js", ".scss", ".css")


def entries(addon):
    """Yield ``(bundle, path or pattern)`` of each file an addon adds to a bundle."""
    for bundle, commands in addon.manifest.get("assets", {}).items():
        for command in commands:
            if isinstance(command, str):
                yield bundle, command
            elif command[0] in ("append", "prepend"):
                yield bundle, command[1]
            elif command[0] in ("before", "after", "replace"):
                yield bundle, command[2]


def removed(addon, bundle):
    return [
        command[1]
        for command in addon.manifest.get("assets", {}).get(bundle, [])
        if not isinstance(command, str) and command[0] == "remove"
    ]


def matches(path, pattern):
    """Whether an asset pattern covers a path; only ``**`` crosses folders."""
    pattern = pattern.lstrip("/")
    if "**/" in pattern:
        head, tail = pattern.split("**/", 1)
        return path.startswith(head) and fnmatch.fnmatch(path[len(head) :], f"*{tail}")
    return fnmatch.fnmatch(path, pattern) and path.count("/") == pattern.count("/")


def bundles_of(addon, path):
    return {
        bundle
        for bundle, pattern in entries(addon)
        if matches(path, pattern)
        and not any(matches(path, out) for out in removed(addon, bundle))
    }


def test_every_browser_file_is_in_exactly_one_bundle():
    findings = []
    for addon in source.addons():
        for file in addon.files(*SUFFIXES):
            path = str(file.relative_to(source.REPOSITORY))
            parts = file.relative_to(addon.path).parts
            if parts[0] != "static" or parts[1] == "lib" or path in OUTSIDE_BUNDLES:
                continue
            bundles = bundles_of(addon, path)
            if parts[1] == "src":
                # Unit tests load what they test beside the bundle that serves it.
                bundles = {b for b in bundles if "tests" not in b}
            if len(bundles) != 1:
                where = ", ".join(sorted(bundles)) or "no bundle"
                findings.append(
                    f"{path}: is in {where}; it must be in exactly one of the manifest"
                )
    source.expect_none(findings)


def test_every_asset_of_the_manifests_exists():
    findings = []
    for addon in source.addons():
        files = [
            str(path.relative_to(source.REPOSITORY))
            for path in addon.path.glob("static/**/*")
            if path.is_file()
        ]
        for bundle, pattern in entries(addon):
            if pattern.lstrip("/").startswith(f"{addon.name}/") and not any(
                matches(path, pattern) for path in files
            ):
                findings.append(
                    f"{addon.name}/__manifest__.py: {bundle} names {pattern},"
                    " which is no file"
                )
    source.expect_none(findings)
