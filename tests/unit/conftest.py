from hypothesis import settings

from tests.no_database import enable_odoo_test_flag, load_http, load_registry

__all__ = ["enable_odoo_test_flag", "load_http", "load_registry"]

# The same examples on every machine, however slow it is.
settings.register_profile("unit", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("unit")
