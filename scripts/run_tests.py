"""Runs the tests, all or a part, and says in one line how many passed and failed.

``scripts/test`` prepares the machine and calls this. It works in three databases of
the cluster: one with only what our addons depend on, made once and copied from; the
one of a full run, always a fresh copy; and the one of part runs, which is kept.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import odoo_log
from lxml import etree
from workbench import (
    BASE_DATABASE,
    CLONE,
    DATA,
    DP_HOME,
    REPO,
    STAMPS,
    addons,
    copy,
    drop,
    exists,
    odoo_command,
    prepare_base_database,
    say,
)

LOGS = DP_HOME / "test-logs" / CLONE
FULL_DATABASE = f"dp_test_full_{CLONE}"
PART_DATABASE = f"dp_test_part_{CLONE}"
# Tests of these folders need no database.
PURE = ("tests/unit", "tests/architecture")


@dataclass
class Outcome:
    """Counts of one stage; each entry of ``problems`` fails the run."""

    passed: int = 0
    failed: int = 0
    problems: list = field(default_factory=list)

    def add(self, other):
        """Add the counts of another stage."""
        self.passed += other.passed
        self.failed += other.failed
        self.problems += other.problems


# --- Stages -------------------------------------------------------------------


def run_logged(name, command):
    """Run a command with its output in a log; show where tests start and fail."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with (
        log.open("w") as stream,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        failing = False
        for line in process.stdout:
            stream.write(line)
            record = odoo_log.RECORD.match(line)
            if record:
                failing = record["level"] in ("WARNING", "ERROR", "CRITICAL")
                if record["message"].startswith("Starting ") and ".tests" in line:
                    sys.stdout.write(f"    {record['message'][9:-4]}\n")
            if failing:
                sys.stdout.write(line)
            sys.stdout.flush()
    return process.returncode, log


def run_odoo(name, database, *arguments):
    """Run Odoo once with tests, and judge its log."""
    code, log = run_logged(name, odoo_command(database, *arguments))
    summary = odoo_log.summarize(log.read_text(), odoo_log.allowed_patterns())
    outcome = Outcome(passed=summary.passed, failed=summary.failed)
    outcome.problems += summary.failures
    outcome.problems += summary.skipped
    outcome.problems += summary.unexpected
    outcome.failed += len(summary.skipped) + len(summary.unexpected)
    if code and not outcome.failed:
        outcome.failed += 1
        outcome.problems.append(f"Odoo ended with code {code}: see {log}")
    if not summary.finished:
        outcome.failed += 1
        outcome.problems.append(f"Odoo ran no tests to the end: see {log}")
    return outcome


def run_pytest(name, targets, database=None, options=()):
    """Run pytest, with a database when one is named, and judge report and log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    report = LOGS / f"{name}.xml"
    log = LOGS / f"{name}.log"
    log.unlink(missing_ok=True)
    report.unlink(missing_ok=True)
    command = [os.environ["PYTHON"], "-m", "pytest", f"--junit-xml={report}", "-q"]
    if database:
        config = LOGS / "pytest.conf"
        config.write_text(
            "[options]\n"
            f"addons_path = {REPO}\n"
            f"data_dir = {DATA}\n"
            "http_interface = 127.0.0.1\n"
            f"logfile = {log}\n"
        )
        command += [
            f"--odoo-database={database}",
            f"--odoo-config={config}",
            "--odoo-log-level=warn",
            "--odoo-http",
        ]
    command += [*options, *targets]
    code = subprocess.run(command, cwd=REPO, check=False).returncode
    outcome = read_junit(report)
    if log.exists():
        summary = odoo_log.summarize(log.read_text(), odoo_log.allowed_patterns())
        outcome.problems += summary.unexpected
        outcome.failed += len(summary.unexpected)
    if code and not outcome.failed:
        outcome.failed += 1
        outcome.problems.append(f"pytest ended with code {code}")
    return outcome


def read_junit(report):
    """Counts of a JUnit report; a skipped test counts as failed."""
    outcome = Outcome()
    if not report.exists():
        return outcome
    for case in etree.parse(report).iter("testcase"):
        bad = [e for e in case if e.tag in ("failure", "error", "skipped")]
        if bad:
            outcome.failed += 1
            name = f"{case.get('classname')}.{case.get('name')}"
            outcome.problems.append(f"{bad[0].tag}: {name}: {bad[0].get('message')}")
        else:
            outcome.passed += 1
    return outcome


def hoot_tags(names):
    """The Odoo test tags that run the HOOT suites ``@addon/…`` at both sizes."""
    suites = ",".join(f"@{name}" for name in names)
    return (
        f"/web:WebSuite.test_unit_desktop[{suites}],"
        f"/web:MobileWebSuite.test_unit_mobile[{suites}]"
    )


def top_level_folders():
    """The folders of tests/ that need a database."""
    pure = {REPO / folder for folder in PURE}
    return sorted(
        str(folder.relative_to(REPO))
        for folder in (REPO / "tests").iterdir()
        if folder not in pure and any(folder.glob("**/test_*.py"))
    )


def run_all():
    """Every stage, the quick ones first."""
    ours = addons()
    names = ",".join(ours)
    total = Outcome()
    say("Pure logic and architecture")
    total.add(run_pytest("pure", [f for f in PURE if (REPO / f).exists()]))
    prepare_base_database()
    say(f"Installation and tests of {names}")
    copy(BASE_DATABASE, FULL_DATABASE)
    tags = ",".join(f"/{name}" for name in ours)
    total.add(
        run_odoo("addons", FULL_DATABASE, f"--init={names}", f"--test-tags={tags}")
    )
    with_hoot = [n for n in ours if any(REPO.glob(f"{n}/static/tests/**/*.test.js"))]
    if with_hoot:
        say("HOOT")
        tags = hoot_tags(with_hoot)
        total.add(run_odoo("hoot", FULL_DATABASE, f"--test-tags={tags}"))
    folders = top_level_folders()
    if folders:
        say(f"Top-level tests: {', '.join(folders)}")
        total.add(run_pytest("top", folders, FULL_DATABASE))
    return total


# --- A part -------------------------------------------------------------------


def sources_hash():
    """A hash of the addons without their tests: what a database depends on."""
    digest = hashlib.sha256()
    for name in addons():
        for path in sorted((REPO / name).rglob("*")):
            inner = path.relative_to(REPO / name)
            if path.is_file() and inner.parts[0] != "tests" and path.suffix != ".pyc":
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def prepare_part_database():
    """Bring the kept database to our addons as they are now."""
    stamp = STAMPS / PART_DATABASE
    present = sources_hash()
    names = ",".join(addons())
    prepare_base_database()
    if not exists(PART_DATABASE):
        say(f"Installing {names}")
        copy(BASE_DATABASE, PART_DATABASE)
        arguments = [f"--init={names}"]
    elif not stamp.exists() or stamp.read_text() != present:
        say(f"Updating {names}: its files have changed")
        arguments = [f"--init={names}", f"--update={names}"]
    else:
        return
    stamp.unlink(missing_ok=True)
    command = odoo_command(PART_DATABASE, *arguments, "--log-level=warn", "--no-http")
    if subprocess.run(command, check=False).returncode:
        # A half-made first installation is of no use to the next run.
        drop(PART_DATABASE)
        sys.exit("error: the addons do not install")
    stamp.write_text(present)


def run_tags(tags):
    """Run addon tests by tag; without an update when the addons are as before."""
    prepare_part_database()
    say(f"Odoo tests {tags}")
    return run_odoo("part", PART_DATABASE, f"--test-tags={tags}")


def run_part(expression, options):
    """Run what a path or an expression names."""
    path = expression.split("::")[0]
    inside = REPO / path
    if not inside.exists() and Path(path).exists():
        inside = Path(path).resolve()
        expression = expression.replace(path, str(inside.relative_to(REPO)), 1)
    if inside.exists() and inside != REPO and not expression.startswith("/"):
        relative = inside.relative_to(REPO)
        if relative.parts[0] == "tests":
            if str(relative).startswith(PURE):
                return run_pytest("part", [expression], options=options)
            prepare_part_database()
            return run_pytest("part", [expression], PART_DATABASE, options)
        if inside.name.endswith(".test.js"):
            suite = str(relative).removesuffix(".test.js").replace("static/tests/", "")
            return run_tags(hoot_tags([suite]))
        if inside.suffix == ".py":
            return run_tags(f"/{relative}")
        return run_tags(f"/{relative.parts[0]}")
    if expression.startswith("@"):
        return run_tags(hoot_tags([expression[1:]]))
    if re.match(r"[A-Z]", expression):
        return run_tags(f":{expression}")
    return run_tags(expression)


def main(arguments):
    """Run everything or a part, print the result, and return the exit code."""
    start = time.monotonic()
    if not arguments:
        total = run_all()
    elif arguments[0] == "tests":
        total = run_part("tests/unit", arguments[1:])
        total.add(run_part("tests/architecture", arguments[1:]))
        for folder in top_level_folders():
            total.add(run_part(folder, arguments[1:]))
    else:
        total = run_part(arguments[0], arguments[1:])
    if total.problems:
        say("What failed")
        for problem in total.problems:
            sys.stdout.write(f"{problem}\n")
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    say(f"Took {minutes} min {seconds} s; logs in {LOGS}")
    if not total.passed and not total.failed:
        total.failed = 1
        sys.stdout.write("no test ran\n")
    sys.stdout.write(f"{total.passed} passed, {total.failed} failed\n")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
