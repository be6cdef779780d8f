"""run.py: every expression of families/ on every generated row, in ClickHouse and through metahog.hogql, compared.

usage: run.py [FAMILY…]      with PEER_ROWS (40) rows of seed PEER_SEED (1); SHOWN (30) differing expressions are shown
Exit status 1: a value differs that deviations.py does not name, or an expression is refused.
"""

import collections
import importlib
import itertools
import os
import pathlib
import re
import sys

import clickhouse
import compare
import deviations
import ours
import queries
import rows
from expressions import made
from server import ClickHouse

AT_ONCE = 10
FAMILIES = sorted(path.stem for path in (pathlib.Path(__file__).parent / 'families').glob('*.py'))
# Two calls differ, or the function needs a later PostgreSQL than there may be.
NOT_COMPARED = {'now', 'NOW', 'now64', 'today', 'yesterday', 'curdate', 'current_date', 'current_timestamp', 'generateUUIDv4', 'rand', 'randCanonical', 'isValidJSON'}
COLUMN = re.compile(r'\b(' + '|'.join(rows.NAMES) + r')\b')


class Comparison:
    def __init__(self, table):
        self.table = table
        self.server = ClickHouse(table)
        self.agreed = collections.Counter()
        self.deviating = collections.Counter()
        self.failures = []
        self.differing = 0
        self.words = set(NOT_COMPARED)

    def family(self, family):
        module = importlib.import_module(f'families.{family}')
        whole = made(getattr(module, 'QUERIES', []))
        expressions = sorted(made(module.EXPRESSIONS), key=lambda one: one.where or '')
        for one in [*whole, *expressions]:
            self.words.update(re.findall(r'\w+', one.text))
        self.queries(family, whole)
        trees = ours.trees([f'SELECT {one.text}' for one in expressions])
        conditions = ours.trees([f'SELECT {one.where or "1"}' for one in expressions])
        pairs = []
        for one, tree, condition in zip(expressions, trees, conditions):
            text = self.translated(one, tree, condition)
            if text:
                pairs.append((one, text))
        batches = [group[start:start + AT_ONCE] for group in by_condition(pairs) for start in range(0, len(group), AT_ONCE)]
        answers = ours.documents([query([one for one, _ in batch]) for batch in batches])
        for batch, answer in zip(batches, answers):
            self.batch(family, batch, answer)

    def queries(self, family, whole):
        """Whole queries, whose rows are compared in their order."""
        trees = ours.trees([one.text for one in whole])
        for one, tree, answer in zip(whole, trees, ours.documents([one.text for one in whole])):
            if answer['error'] is not None:
                self.failures.append((one.text, answer['error']))
                continue
            try:
                text = one.clickhouse or queries.whole(tree)
                theirs, kinds = self.server.query(text)
            except Exception as problem:  # chdb raises its own kinds
                self.failures.append((one.text, f'ClickHouse: {str(problem).splitlines()[0][:300]}'))
                continue
            self.rows(family, one, text, kinds, theirs, answer['results'])

    def rows(self, family, one, text, kinds, theirs, mine):
        if len(mine) != len(theirs):
            self.differing += 1
            self.failures.append((one.text, f'{len(mine)} rows, theirs {len(theirs)}: {text[:300]}\n      ours {str(mine)[:300]}\n      theirs {str(theirs)[:300]}'))
            return
        for number, (row, peer) in enumerate(zip(mine, theirs)):
            for column, kind in enumerate(kinds):
                if compare.same(peer[column], kind, row[column], one.tolerance):
                    self.agreed[family] += 1
                    continue
                named = deviations.deviation(one.text, {}, row[column], peer[column])
                if named:
                    self.deviating[named] += 1
                    continue
                self.differing += 1
                self.failures.append((one.text, f'row {number}: ours {row!r}, theirs {peer!r}; {kinds}: {text[:400]}'))
                return

    def untried(self):
        """Functions of hogql_functions() that no expression has are failures, so that none is forgotten."""
        for name in ours.functions():
            if name not in self.words:
                self.failures.append((name, 'no expression of families/ has it'))

    def translated(self, one, tree, condition):
        try:
            value = one.clickhouse or clickhouse.expression(tree['select'][0])
            return f'SELECT id, {value} AS value FROM peers.v WHERE {clickhouse.expression(condition["select"][0])} ORDER BY id'
        except (KeyError, clickhouse.Untranslatable) as problem:
            self.failures.append((one.text, f'no text for ClickHouse: {tree.get("error") or problem!r}'))
            return None

    def batch(self, family, batch, answer):
        """One expression that fails takes the others of its query with it: then each is asked by itself."""
        if answer['error'] is None:
            for number, (one, text) in enumerate(batch):
                self.expression(family, one, text, {row[0]: row[number + 1] for row in answer['results']})
            return
        for (one, text), answer in zip(batch, ours.documents([query([one]) for one, _ in batch])):
            if answer['error'] is None:
                self.expression(family, one, text, dict(answer['results']))
            else:
                self.failures.append((one.text, answer['error']))

    def expression(self, family, one, text, mine):
        try:
            theirs, kinds = self.server.query(text)
        except Exception as problem:  # chdb raises its own kinds
            self.failures.append((one.text, f'ClickHouse: {str(problem).splitlines()[0][:300]}'))
            return
        differences = []
        for number, value in theirs:
            if compare.same(value, kinds[1], mine[number], one.tolerance):
                self.agreed[family] += 1
                continue
            named = deviations.deviation(one.text, self.table[number], mine[number], value)
            if named:
                self.deviating[named] += 1
            else:
                differences.append((number, mine[number], value))
        if differences:
            self.differing += len(differences)
            self.failures.append((one.text, self.shown(one.text, text, kinds[1], differences, len(theirs))))

    def shown(self, text, theirs, kind, differences, count):
        lines = [f'{len(differences)} of {count} differ; {kind}: {theirs[11:250]}']
        for number, mine, value in differences[:3]:
            inputs = {name: self.table[number][name] for name in dict.fromkeys(COLUMN.findall(text))}
            lines.append(f'      {inputs!r}: ours {mine!r}, theirs {value!r}')
        return '\n'.join(lines)


def by_condition(pairs):
    """Those that follow each other with the same condition, as lists."""
    return [list(group) for _, group in itertools.groupby(pairs, key=lambda pair: pair[0].where)]


def query(batch):
    """What all of the batch, which has one condition, give on each row."""
    items = ', '.join(f'{one.text} AS out_{number}' for number, one in enumerate(batch))
    return f'SELECT id, {items} FROM v WHERE {batch[0].where or "1 = 1"} ORDER BY id'


def main():
    count = int(os.environ.get('PEER_ROWS', 40))
    table = rows.make(count, int(os.environ.get('PEER_SEED', 1)))
    ours.load(table)
    comparison = Comparison(table)
    for family in sys.argv[1:] or FAMILIES:
        comparison.family(family)
    if not sys.argv[1:]:
        comparison.untried()
    for text, problem in comparison.failures[:int(os.environ.get('SHOWN', 30))]:
        print(f'-- {text}\n   {problem}')
    for name, times in sorted(comparison.deviating.items()):
        print(f'deviation: {name}: {times}')
    agreed = sum(comparison.agreed.values())
    print(f'values: {agreed + comparison.differing + sum(comparison.deviating.values())} compared, {agreed} agree, {sum(comparison.deviating.values())} deviate as written, '
          f'{comparison.differing} differ; {len(comparison.failures)} expressions fail')
    sys.exit(1 if comparison.failures else 0)


main()
