"""What commands answer, for numpy, pandas and notebooks."""

import html


class Numbers:
    """Columns of one length under a name: a table, or a part of a plot."""

    def __init__(self, name, columns):
        self.name = name
        self.columns = columns

    @property
    def arrays(self):
        """The columns as numpy arrays by name; as lists where there is no numpy."""
        try:
            import numpy
        except ImportError:
            return dict(self.columns)
        return {
            name: numpy.array([float("nan") if value is None else value for value in values])
            if _is_numeric(values)
            else numpy.array(values, dtype=object)
            for name, values in self.columns.items()
        }

    @property
    def frame(self):
        """The columns as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self.arrays)

    def __len__(self):
        return len(next(iter(self.columns.values()), []))


class Answer:
    """All that commands answered, in order."""

    def __init__(self):
        self.items = []

    def add(self, item):
        """Takes a part as the program sent it."""
        self.items.append(item)

    @property
    def notes(self):
        """What was done, a line each."""
        return [item["note"] for item in self.items if "note" in item]

    @property
    def tables(self):
        """The tables."""
        return [_table(item["table"]) for item in self.items if "table" in item]

    @property
    def plots(self):
        """The numbers behind each plot: a list of named columns."""
        return [_series(item["plot"]) for item in self.items if "plot" in item]

    @property
    def arrays(self):
        """The columns of the last table or plot as numpy arrays by name."""
        return self._last[0].arrays if self._last else {}

    @property
    def frame(self):
        """The last table or plot as a pandas DataFrame.

        What a plot shows of several things, such as neurons, stands below one another, with a column
        `name`.
        """
        import pandas

        parts = self._last
        if not parts:
            return pandas.DataFrame()
        if len(parts) == 1:
            return parts[0].frame
        frames = [part.frame for part in parts]
        for part, frame in zip(parts, frames):
            frame.insert(0, "name", part.name)
        return pandas.concat(frames, ignore_index=True)

    @property
    def _last(self):
        for item in reversed(self.items):
            if "table" in item:
                return [_table(item["table"])]
            if "plot" in item:
                return _series(item["plot"])
        return []

    def __str__(self):
        return "\n".join(text for text in map(plain, self.items) if text)

    def __repr__(self):
        return str(self)

    def _repr_html_(self):
        return "\n".join(map(marked_up, self.items))


def plain(item):
    """A part of an answer as text."""
    return item.get("note", item.get("text", ""))


def marked_up(item):
    """A part of an answer as HTML."""
    if "table" in item:
        return _html_table(item["table"])
    if "svg" in item:
        return item["svg"]
    return f"<pre>{html.escape(plain(item))}</pre>"


def bundle(item):
    """A part of an answer as Jupyter shows it: from the plainest to the richest."""
    data = {"text/plain": plain(item)}
    if "svg" in item:
        data["image/svg+xml"] = item["svg"]
    if "table" in item:
        data["text/html"] = _html_table(item["table"])
    return data


def _table(rows):
    names = list(rows[0]) if rows else []
    return Numbers("", {name: [row[name] for row in rows] for name in names})


def _series(plot):
    return [
        Numbers(part["name"], {name: values for name, values in part.items() if name != "name"})
        for part in plot
    ]


def _is_numeric(values):
    return all(isinstance(value, (int, float)) or value is None for value in values)


def _html_table(rows):
    if not rows:
        return "<table></table>"

    def row(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(row(map(_cell, line.values()), "td") for line in rows)
    return f"<table><thead>{row(rows[0], 'th')}</thead><tbody>{body}</tbody></table>"


def _cell(value):
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
