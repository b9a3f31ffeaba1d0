"""Benchmarks of the product, one module each, run by ``scripts/bench``.

To add one, write ``scripts/benchmarks/<name>.py`` with one subclass of
:class:`~benchmarks.framework.Benchmark`; it is found by itself::

    class TagPage(Benchmark):
        '''What a worker waits for after scanning a code, against the login page.'''

        name = "tag_page"
        unit = "ms"
        budget = 1.5              # ratio ours / baseline that is still good

        def prepare(self, bench):     # once, not measured
            env = bench.env
            self.token = ...
            env.cr.commit()           # the server is another process
            self.server = bench.enter_context(bench.server())

        def ours(self, bench):        # one measurement, several times in turn
            return bench.milliseconds(lambda: self.server.get(f"/dp/q/{self.token}"))

        def baseline(self, bench):
            return bench.milliseconds(lambda: self.server.get("/web/login"))

        def problems(self, bench):    # further conditions, as sentences
            ...

Each benchmark has a database of its own, with the addons and without demo data;
``bench.second_database()`` gives another one, for a comparison of two sizes. What
``ours`` and ``baseline`` write is rolled back after each measurement.
"""
