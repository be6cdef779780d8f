"""later.py: routes whose functions the extension does not have yet: 501, until their view takes this one's place."""

from ..errors import NotYet
from ..requests import Anything
from ..routing import route


@route(Anything, action="browse", status=501)
def not_yet(caller, fields, **parts):
    """This function is not there yet."""
    raise NotYet()
