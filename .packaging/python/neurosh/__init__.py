"""Spiking neurons in Python and in notebooks, by the program neurosh.

    import neurosh
    answer = neurosh.run("create lif n; feed n const 1.5; run n 100; plot n")
    answer.frame            # the last table or plot, for pandas
    answer.arrays["mem"]    # a column of it, for numpy

`%load_ext neurosh` brings `%%neurosh` cells. A session goes on from one call or cell to the next;
`neurosh.Session()` begins another.
"""

from ._answer import Answer, Numbers
from ._session import Error, Session

__all__ = ["Answer", "Error", "Numbers", "Session", "run", "session"]

_shared = None


def session():
    """The session of `run` and of `%%neurosh`, begun with the first call."""
    global _shared
    if _shared is None or not _shared.is_alive:
        _shared = Session()
    return _shared


def run(text, **options):
    """Does commands in the shared session; see `Session.run`."""
    return session().run(text, **options)


def load_ipython_extension(ipython):
    """What `%load_ext neurosh` calls."""
    from ._magic import register

    register(ipython)
