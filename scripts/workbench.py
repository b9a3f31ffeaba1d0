"""Databases and the command line of Odoo, for the scripts that test and measure.

The shell scripts prepare Odoo and PostgreSQL and say in the environment where they
are: REPO, DP_HOME, PYTHON, ODOO_BIN, and PGHOST and its like.
"""

import ast
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

REPO = Path(os.environ["REPO"])
DP_HOME = Path(os.environ["DP_HOME"])
DATA = DP_HOME / "data"
STAMPS = DP_HOME / "stamps"
# Several clones may share one cluster: each has its own names.
CLONE = hashlib.sha256(str(REPO).encode()).hexdigest()[:6]
BASE_DATABASE = "dp_test_base"
LANGUAGES = "en_US,zh_CN"


def say(text):
    """Print a step at once, also into a pipe."""
    sys.stdout.write(f"==> {text}\n")
    sys.stdout.flush()


def addons():
    """Our addons by name, with their manifests."""
    return {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in sorted(REPO.glob("*/__manifest__.py"))
    }


def sql(statement, database="postgres"):
    """Run one statement, and return what it prints."""
    command = [sys.executable, str(REPO / "scripts/sql.py"), database, statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exists(database):
    """Whether the cluster has the database."""
    return database in sql("SELECT datname FROM pg_database").split()


def drop(database):
    """Drop the database and its files."""
    sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / database, ignore_errors=True)


def copy(source, target):
    """Make ``target`` anew as a copy of ``source``, with its files."""
    drop(target)
    sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    # Losing the last transactions of a test database in a crash loses nothing.
    sql(f'ALTER DATABASE "{target}" SET synchronous_commit TO off')
    files = DATA / "filestore" / source
    if files.exists():
        shutil.copytree(files, DATA / "filestore" / target)


def odoo_command(database, *arguments):
    """The command line of Odoo with our addons."""
    return [
        os.environ["PYTHON"],
        os.environ["ODOO_BIN"],
        f"--addons-path={REPO}",
        f"--data-dir={DATA}",
        f"--database={database}",
        "--http-interface=127.0.0.1",
        f"--http-port={free_port()}",
        "--stop-after-init",
        *arguments,
    ]


def free_port():
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare_base_database():
    """The database with what our addons depend on, without demo data, in Chinese too.

    It is made again when the dependencies or Odoo itself have changed.
    """
    ours = addons()
    needed = sorted({d for m in ours.values() for d in m.get("depends", [])} - {*ours})
    version = Path(os.environ["ODOO_BIN"]).stat().st_mtime
    key = f"{needed} {LANGUAGES} {version}"
    stamp = STAMPS / BASE_DATABASE
    with (STAMPS / "base.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if exists(BASE_DATABASE) and stamp.exists() and stamp.read_text() == key:
            return
        say(f"Creating a database with {', '.join(needed)}")
        drop(BASE_DATABASE)
        command = odoo_command(
            BASE_DATABASE,
            f"--init={','.join(needed)}",
            f"--load-language={LANGUAGES}",
            "--log-level=warn",
            "--no-http",
        )
        subprocess.run(command, check=True)
        stamp.write_text(key)
