"""kept.py: what saved queries and dashboards have in common: a document with a version, which changes by the version.

Two people who change the same thing never overwrite each other: the second is told 409, and what is there.
"""

import json

from .. import answers
from ..libpq import Failure


class Kept:
    """One kind of it, by the expressions that read, change and drop it; $2 is its id or name."""

    def __init__(self, document, change, drop):
        self._document = document
        # In one statement: who has changed it is told what he has made of it, not what somebody did a moment later.
        self._change = b"CASE WHEN " + change + b" OPERATOR(pg_catalog.>) 0 THEN " + document + b" END"
        self._drop = drop

    def read(self, caller, name):
        return caller.ask(self._document, name)

    def changed(self, caller, name, fields):
        """Changes what the body names, if the version that was read is still there."""
        # A name may be what is changed.
        found = self._id_of(caller, name)
        try:
            changed = caller.ask(self._change, found, fields.body, fields["version"])
        except Failure as failure:
            return self._conflict(caller, found, failure)
        return answers.passed_on(changed)

    def dropped(self, caller, name, fields):
        try:
            caller.ask(self._drop, name, fields.get("version"))
        except Failure as failure:
            return self._conflict(caller, name, failure)
        return answers.nothing()

    def _id_of(self, caller, name):
        return json.loads(self.read(caller, name))["id"]

    def _conflict(self, caller, name, failure):
        if failure.detail["sqlstate"] != "40001":
            raise failure
        return answers.conflict(failure, self.read(caller, name))
