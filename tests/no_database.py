"""Fixtures for the folders of tests that need neither a database nor a server.

They take the place of those with which pytest-odoo loads a registry for each session.
"""

import pytest


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Load no registry."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Start no server."""


@pytest.fixture(scope="module", autouse=True)
def enable_odoo_test_flag():
    """Leave Odoo's settings alone."""
