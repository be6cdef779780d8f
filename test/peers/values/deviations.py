"""deviations.py: where HogQL is meant to give another value than ClickHouse, each by its name; docs and hogql.md have the reasons.

`applies` sees the expression's text, the row, our value and theirs; it must recognise this deviation and nothing else.
"""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Deviation:
    name: str
    applies: Callable


DEVIATIONS = []


def deviation(text, row, ours, theirs):
    return next((one.name for one in DEVIATIONS if one.applies(text, row, ours, theirs)), None)
