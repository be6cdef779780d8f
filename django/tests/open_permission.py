"""open_permission.py: permission classes for tests.

Open is none: the database guards its data by itself. The others allow one action each.
"""

from metahog.permissions import Default


class Open(Default):
    def may(self, request, action, object=None):
        return True


class OnlyBrowse(Default):
    allowed = "browse"

    def may(self, request, action, object=None):
        return action == self.allowed


class OnlyQuery(OnlyBrowse):
    allowed = "query"


class OnlySave(OnlyBrowse):
    allowed = "save"
