"""Run one SQL statement and print its rows: ``sql.py DATABASE STATEMENT``.

Stands in for psql, which a machine with its own Odoo and a remote PostgreSQL may lack.
The server is the one that PGHOST, PGPORT, PGUSER and PGPASSWORD name.
"""

import sys

import psycopg2


def main(database, statement):
    """Print the rows of ``statement``, columns separated by tabs."""
    connection = psycopg2.connect(dbname=database)
    # CREATE DATABASE and its like refuse to run inside a transaction.
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    for row in rows:
        sys.stdout.write("\t".join("" if v is None else str(v) for v in row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
