"""open_permission.py: a permission class that is none, for the test that the database guards its data by itself."""

from metahog.permissions import Default


class Open(Default):
    def may(self, request, action, object=None):
        return True
