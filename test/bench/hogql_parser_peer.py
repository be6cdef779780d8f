"""hogql_parser_peer.py: how long PostHog's own parser takes for each of the queries in a file.

usage: hogql_parser_peer.py FILE (a JSON array of texts)
prints: seconds (the median of the queries), "-", "N queries" (tab-separated)

Kept: a query is timed as metahog.hogql_ast() is, text in, tree as JSON out, the best of a few times.
"""

import json
import statistics
import sys
import time
import types

# The package raises its errors as classes of PostHog's application, which is not here.
errors = types.ModuleType("posthog.hogql.errors")
for name in ("BaseHogQLError", "ExposedHogQLError", "InternalHogQLError", "NotImplementedError", "ParsingError", "SyntaxError"):
    setattr(errors, name, type(name, (Exception,), {}))
sys.modules["posthog"] = types.ModuleType("posthog")
sys.modules["posthog.hogql"] = types.ModuleType("posthog.hogql")
sys.modules["posthog.hogql.errors"] = errors

from hogql_parser import parse_select_json  # noqa: E402

BUDGET = 1.0  # seconds for one query: some take far longer than all the others together


def best_time(query):
    best = float("inf")
    begun = time.perf_counter()
    for _ in range(5):
        start = time.perf_counter()
        try:
            parse_select_json(query)
        except Exception:  # refused at the end of reading, which takes as long
            pass
        now = time.perf_counter()
        best = min(best, now - start)
        if now - begun > BUDGET:
            break
    return best


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        queries = json.load(file)
    times = [best_time(query) for query in queries]
    print(f"{statistics.median(times):.7f}\t-\t{len(times)} queries")


main()
