from tests.no_database import enable_odoo_test_flag, load_http, load_registry

__all__ = ["enable_odoo_test_flag", "load_http", "load_registry"]
