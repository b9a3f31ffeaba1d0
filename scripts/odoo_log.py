"""Reads Odoo's log: how many tests ran, and what it warned of.

A warning fails the run unless a pattern of ``allowed_warnings.txt`` covers it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ALLOWED_WARNINGS = Path(__file__).with_name("allowed_warnings.txt")

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) "
    r"(?P<logger>[^:\s]+): (?P<message>.*)"
)
RESULT = re.compile(
    r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<run>\d+) tests "
    r"when loading database"
)
HOOT_RESULT = re.compile(r"\[HOOT\] Passed (?P<passed>\d+) tests")
# A failed test is logged as an ERROR of its own module, and is counted by RESULT.
TEST_FAILURE = re.compile(r"^(FAIL|ERROR): |^At least one test failed|tests? failed")


@dataclass
class LogSummary:
    """What one log says: counts of tests, and the records that must not be there."""

    passed: int = 0
    failed: int = 0
    skipped: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    unexpected: list = field(default_factory=list)
    finished: bool = False


def allowed_patterns(path=ALLOWED_WARNINGS):
    """The compiled patterns of the allow-list; lines that begin with # give reasons."""
    lines = path.read_text().splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def records(text):
    """Yield ``(level, logger, message)``; lines of a traceback join their record."""
    level = logger = None
    message = []
    for line in text.splitlines():
        match = RECORD.match(line)
        if match:
            if level:
                yield level, logger, "\n".join(message)
            level, logger = match["level"], match["logger"]
            message = [match["message"]]
        elif level:
            message.append(line)
    if level:
        yield level, logger, "\n".join(message)


def summarize(text, allowed):
    """Judge a whole log.

    :param text: the log
    :param allowed: patterns of warnings that are expected
    :return: a :class:`LogSummary`
    """
    summary = LogSummary()
    for level, logger, message in records(text):
        result = RESULT.search(message)
        if result:
            summary.finished = True
            failed = int(result["failed"]) + int(result["errors"])
            summary.failed += failed
            summary.passed += int(result["run"]) - failed
        elif level in ("WARNING", "ERROR", "CRITICAL"):
            if level == "ERROR" and TEST_FAILURE.search(message):
                summary.failures.append(f"{logger}: {message}")
            elif not any(pattern.search(f"{logger}: {message}") for pattern in allowed):
                summary.unexpected.append(f"{level} {logger}: {message}")
        elif message.startswith("skipped ") and ".tests" in logger:
            summary.skipped.append(f"{logger}: {message}")
        else:
            hoot = HOOT_RESULT.search(message)
            if hoot:
                summary.passed += int(hoot["passed"])
    summary.passed -= len(summary.skipped)
    return summary
