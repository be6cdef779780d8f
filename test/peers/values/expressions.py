"""expressions.py: how a family writes down what is compared.

A family is a file of families/ with EXPRESSIONS, a list of texts of HogQL, or of `e(text, …)` where more is to be said.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expression:
    text: str
    # Rows on which neither side is asked: where ClickHouse raises an error and HogQL does, or where a deviation says so.
    where: str | None = None
    # ClickHouse's own text, where no tree can be translated; `because` says why.
    clickhouse: str | None = None
    because: str | None = None
    # How far floats may be apart, relative to the larger.
    tolerance: float = 1e-12


def e(text, where=None, clickhouse=None, because=None, tolerance=1e-12):
    return Expression(text, where, clickhouse, because, tolerance)


def made(rows):
    return [row if isinstance(row, Expression) else Expression(row) for row in rows]
