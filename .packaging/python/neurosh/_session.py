"""A process of neurosh, and what is said to it."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sysconfig
import threading

from ._answer import Answer


class Error(RuntimeError):
    """A command that failed; the text has a caret under the place.

    `status` is what the program would have ended with: 1 failed, 3 an expectation did not hold,
    130 interrupted. `details` has the error's parts, such as line, column and suggestion, and
    `answer` what was answered before it.
    """

    def __init__(self, text, status, details, answer):
        super().__init__(text)
        self.status = status
        self.details = details
        self.answer = answer

    def _render_traceback_(self):
        # What IPython shows: where in Python it was raised tells nobody anything.
        return str(self).splitlines()


def program():
    """The path of the program: the one installed beside this package, or one in PATH."""
    beside = os.path.join(sysconfig.get_path("scripts"), "neurosh")
    found = os.environ.get("NEUROSH_PROGRAM") or (
        beside if os.access(beside, os.X_OK) else shutil.which("neurosh")
    )
    if not found:
        raise FileNotFoundError("there is no program 'neurosh', neither beside Python nor in PATH")
    return found


class Session:
    """A process that keeps its neurons from one request to the next; see the article `Serving`."""

    protocol = 1

    def __init__(self):
        # A group of its own, so that Ctrl-C reaches it once, through `interrupt`.
        self._process = subprocess.Popen(
            [program(), "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        greeting = self._receive()
        self.version = greeting["neurosh"]
        if greeting["protocol"] != self.protocol:
            self.close()
            raise RuntimeError(
                f"neurosh {self.version} speaks protocol {greeting['protocol']}; "
                f"expected {self.protocol}"
            )

    @property
    def is_alive(self):
        """Whether it can be asked anything: 'quit' ends it."""
        return self._process.poll() is None

    def run(self, text, *, svg=False, show=None, progress=None, width=80):
        """Does commands, and returns an `Answer` with what they said.

        Ctrl-C stops what runs and keeps the steps taken. `svg` asks for plots as pictures as well.
        `show` is told every part of the answer as it comes, `progress` the steps done and all steps
        of long work.

        Raises `Error` where a command fails; those before it are done.
        """
        forms = ["numbers", "text"] + ["svg"] * svg
        answer = Answer()
        for reply in self.request(
            "run", text, forms=forms, width=width, progress=progress is not None
        ):
            if "progress" in reply:
                progress(reply["progress"])
            for item in reply.get("items", []):
                answer.add(item)
                if show:
                    show(item)
            last = reply
        if last["status"] != 0:
            raise Error(last["text"], last["status"], last.get("error", {}), answer)
        return answer

    def complete(self, text, cursor):
        """What can stand at a cursor: `start`, `end`, `candidates` and `hint`."""
        return self._ask("complete", text, cursor=cursor)

    def explain(self, text, cursor, width=80):
        """What the word at a cursor means, or None."""
        return self._ask("hover", text, cursor=cursor, width=width)["text"]

    def is_whole(self, text):
        """Whether a text is whole, or goes on with a line to come."""
        return self._ask("check", text)["complete"]

    def interrupt(self):
        """Stops what runs, as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)

    def close(self):
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def request(self, method, text, **fields):
        """Sends a request and yields the replies to it, up to the last."""
        with self._lock, _interrupts_go_to(self):
            number = next(self._numbers)
            fields.update(id=number, method=method, text=text)
            self._process.stdin.write(json.dumps(fields).encode() + b"\n")
            self._process.stdin.flush()
            while True:
                reply = self._receive()
                if reply.get("id") not in (number, None):
                    # Of a request that its caller gave up.
                    continue
                if reply.get("quit"):
                    self.close()
                yield reply
                if "status" in reply or method != "run":
                    return

    def _ask(self, method, text, **fields):
        (reply,) = self.request(method, text, **fields)
        if "error" in reply:
            error = reply["error"]
            raise ValueError(f"{error['error']}; expected {error['expected']}")
        return reply

    def _receive(self):
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise BrokenPipeError(f"neurosh has ended with status {self._process.returncode}")
        return json.loads(line)


class _interrupts_go_to:
    """Sends Ctrl-C to a session for a while.

    As an exception in Python it would take lines apart that are being read.
    """

    def __init__(self, session):
        self._session = session

    def __enter__(self):
        self._earlier = None
        if threading.current_thread() is threading.main_thread():
            self._earlier = signal.signal(signal.SIGINT, lambda *_: self._session.interrupt())

    def __exit__(self, *_):
        if self._earlier is not None:
            signal.signal(signal.SIGINT, self._earlier)
