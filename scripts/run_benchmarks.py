"""Measures the benchmarks of ``benchmarks/``; ``scripts/bench`` calls this."""

import argparse
import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import requests
from benchmarks import framework
from workbench import (
    BASE_DATABASE,
    CLONE,
    DATA,
    DP_HOME,
    REPO,
    addons,
    copy,
    drop,
    free_port,
    odoo_command,
    prepare_base_database,
    say,
)

import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config

TEMPLATE = f"dp_bench_{CLONE}"


class Server:
    """An Odoo process of its own on a database, and a browser's session in it."""

    def __init__(self, database):
        self.database = database
        self.address = f"http://127.0.0.1:{free_port()}"
        self.session = requests.Session()
        command = [
            part
            for part in odoo_command(database, "--log-level=warn")
            if part != "--stop-after-init" and not part.startswith("--http-port")
        ]
        port = self.address.rsplit(":", 1)[1]
        command += [f"--http-port={port}", f"--db-filter=^{database}$"]
        # Crons would take their share of what is measured.
        self.process = subprocess.Popen([*command, "--max-cron-threads=0"])
        self._wait()

    def _wait(self):
        for _attempt in range(200):
            if self.process.poll() is not None:
                raise RuntimeError("the server ended at once")
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(f"{self.address}/web/health", timeout=10).ok:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def login(self, login, password):
        """Log in as a user; later requests are his."""
        credentials = {"db": self.database, "login": login, "password": password}
        self.call("/web/session/authenticate", credentials)

    def get(self, path):
        """Get a page, which must be there."""
        response = self.session.get(f"{self.address}{path}", timeout=300)
        response.raise_for_status()
        return response

    def call(self, path, params):
        """Call a JSON route and return its result."""
        response = self.session.post(
            f"{self.address}{path}", json={"params": params}, timeout=300
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def stop(self):
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=60)


class Bench(contextlib.ExitStack):
    """What a benchmark measures on: databases, environments and servers."""

    def __init__(self, name):
        super().__init__()
        self.database = f"{TEMPLATE}_{name}"
        self.databases = [self.database]
        copy(TEMPLATE, self.database)
        self.env = self.environment(self.database)

    def environment(self, database):
        """An environment of the superuser on a database, open until the end."""
        cursor = self.enter_context(Registry(database).cursor())
        return odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})

    def second_database(self):
        """An environment on another fresh database, for a comparison of sizes."""
        name = f"{self.database}_{len(self.databases) + 1}"
        self.databases.append(name)
        copy(TEMPLATE, name)
        return self.environment(name)

    @contextlib.contextmanager
    def server(self, database=None):
        """A running server; commit first what it shall see."""
        server = Server(database or self.database)
        try:
            yield server
        finally:
            server.stop()

    def milliseconds(self, function):
        """How long a call takes."""
        start = time.perf_counter()
        function()
        return (time.perf_counter() - start) * 1000

    def queries(self, function, env=None):
        """How many queries a call sends, with an empty cache and a flush."""
        env = env or self.env
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        function()
        env.flush_all()
        return env.cr.sql_log_count - before

    def rolled_back(self, function):
        """Call it and undo what it wrote in ``env``."""
        savepoint = self.env.cr.savepoint(flush=True)
        with contextlib.closing(savepoint):
            value = function()
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
        return value


def prepare_template():
    """The database with our addons from which each benchmark gets a copy."""
    prepare_base_database()
    say(f"Installing {', '.join(addons())}")
    copy(BASE_DATABASE, TEMPLATE)
    command = odoo_command(
        TEMPLATE, f"--init={','.join(addons())}", "--log-level=warn", "--no-http"
    )
    subprocess.run(command, check=True)


def run(benchmark, keep):
    """Measure one benchmark on databases of its own, and drop them."""
    say(f"{benchmark.name}: {(type(benchmark).__doc__ or '').strip().splitlines()[0]}")
    start = time.monotonic()
    bench = Bench(benchmark.name)
    try:
        with bench:
            row = framework.measure(benchmark, bench)
    finally:
        for database in bench.databases:
            Registry.delete(database)
            odoo.sql_db.close_db(database)
            if keep:
                say(f"Kept database {database}")
            else:
                drop(database)
    say(f"{benchmark.name}: took {time.monotonic() - start:.0f} s")
    return row


def main():
    """Measure, print the table, write it, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures ours against a baseline in the same run. A ratio out of"
        " its budget fails.",
    )
    found = framework.find_benchmarks()
    parser.add_argument("--only", metavar="NAME", choices=list(found), action="append")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the rows")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    parser.add_argument("--list", action="store_true", help="print the names")
    arguments = parser.parse_args()
    if arguments.list:
        sys.stdout.write("".join(f"{name}\n" for name in found))
        return 0
    config.parse_config(
        [
            f"--addons-path={REPO}",
            f"--data-dir={DATA}",
            "--http-interface=127.0.0.1",
            "--log-level=warn",
        ]
    )
    prepare_template()
    rows = [run(found[name](), arguments.keep) for name in arguments.only or found]
    drop(TEMPLATE)
    sys.stdout.write(f"{framework.table(rows)}\n")
    target = arguments.json or DP_HOME / "bench.json"
    target.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")
    say(f"Written to {target}")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
