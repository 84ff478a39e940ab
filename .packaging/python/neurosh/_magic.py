"""`%%neurosh` cells in IPython and its notebooks."""

from IPython.display import display

import neurosh

from ._answer import bundle


class _Progress:
    """A line that says how far long work is, and is gone when it is done."""

    def __init__(self):
        self._line = None

    def __call__(self, progress):
        text = f"{progress['done'] / max(progress['all'], 1):.0%} {progress['text']}"
        if self._line is None:
            self._line = display({"text/plain": text}, raw=True, display_id=True)
        else:
            self._line.update({"text/plain": text}, raw=True)

    def finish(self):
        if self._line is not None:
            self._line.update({"text/plain": ""}, raw=True)


def _show(item):
    if "note" in item:
        print(item["note"])
    else:
        display(bundle(item), raw=True)


def register(ipython):
    """Makes `%%neurosh` and `%neurosh` known."""

    def run(line, cell=None):
        """Does commands in the session of `neurosh.run`.

        %%neurosh [NAME]   the cell's commands; the answer is kept as NAME
        %neurosh COMMANDS
        """
        progress = _Progress()
        try:
            answer = neurosh.run(
                line if cell is None else cell, svg=True, show=_show, progress=progress
            )
        finally:
            progress.finish()
        if cell is not None and line.strip():
            ipython.user_ns[line.strip()] = answer

    ipython.register_magic_function(run, "line_cell", "neurosh")
