"""A Jupyter kernel whose language is neurosh's: `python -m neurosh.kernel`."""

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from ._answer import bundle
from ._session import Error, Session


class NeuroshKernel(Kernel):
    """Cells are commands; a session lasts as long as the kernel."""

    implementation = "neurosh"
    language_info = {
        "name": "neurosh",
        "mimetype": "text/x-neurosh",
        "file_extension": ".nsh",
        "pygments_lexer": "text",
    }

    def __init__(self, **options):
        super().__init__(**options)
        self._session = Session()
        self.implementation_version = self._session.version

    @property
    def banner(self):
        return f"neurosh {self._session.version}: 'help' lists the verbs, Tab completes"

    def do_execute(
        self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_
    ):
        if not self._session.is_alive:
            self._session = Session()
        done = {"execution_count": self.execution_count}
        try:
            self._session.run(code, svg=True, show=None if silent else self._show)
        except Error as error:
            reply = {"ename": "neurosh", "evalue": str(error), "traceback": str(error).splitlines()}
            if not silent:
                self.send_response(self.iopub_socket, "error", reply)
            return {**done, **reply, "status": "error"}
        return {**done, "status": "ok", "payload": [], "user_expressions": {}}

    def _show(self, item):
        if "note" in item:
            content = {"name": "stdout", "text": item["note"] + "\n"}
            self.send_response(self.iopub_socket, "stream", content)
        else:
            content = {"data": bundle(item), "metadata": {}}
            self.send_response(self.iopub_socket, "display_data", content)

    def do_complete(self, code, cursor_pos):
        found = self._session.complete(code, cursor_pos)
        matches = [word["text"] + word["suffix"] for word in found["candidates"]]
        types = [
            {"text": match, "type": word["note"], "start": found["start"], "end": found["end"]}
            for match, word in zip(matches, found["candidates"])
        ]
        return {
            "status": "ok",
            "matches": matches,
            "cursor_start": found["start"],
            "cursor_end": found["end"],
            "metadata": {"_jupyter_types_experimental": types},
        }

    def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        text = self._session.explain(code, cursor_pos)
        data = {"text/plain": text} if text else {}
        return {"status": "ok", "found": bool(text), "data": data, "metadata": {}}

    def do_is_complete(self, code):
        return {"status": "complete" if self._session.is_whole(code) else "incomplete"}

    def do_shutdown(self, restart):
        self._session.close()
        return {"status": "ok", "restart": restart}


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=NeuroshKernel)
