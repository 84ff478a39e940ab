"""Notebooks as Jupyter runs them, with Python's kernel and with neurosh's own."""

import time
import unittest

try:
    import ipykernel  # noqa: F401
    import nbclient
    import nbformat
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import start_new_kernel
except ImportError as error:
    raise unittest.SkipTest(str(error))


def executed(cells, kernel):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name=kernel, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells]


class MagicTests(unittest.TestCase):
    def test_a_notebook(self):
        load, table, plot, error, after, sweep, frame = executed(
            [
                "%load_ext neurosh",
                "%%neurosh\ncreate lif n\nfeed n const 1.5; run n 4; table n",
                "%%neurosh picture\nplot n",
                "%%neurosh\nset n tua=3",
                "%neurosh show n.tau",
                "import neurosh\n"
                "sweep = neurosh.run('sweep n tau=1..4 4 measure=spikes for=100')\n"
                "print([int(tau) for tau in sweep.frame['tau']], picture.arrays['mem'].sum())",
                "sweep.frame.head()",
            ],
            "python3",
        )
        self.assertEqual(load, [])
        self.assertEqual([output.output_type for output in table], ["stream", "display_data"])
        self.assertIn("2 spikes (at 2, 4)", table[0].text)
        self.assertIn("<th>mem_before</th>", table[1].data["text/html"])
        self.assertTrue(plot[0].data["image/svg+xml"].startswith("<svg "))
        self.assertIn("mem of n", plot[0].data["text/plain"])
        self.assertEqual(error[0].output_type, "error")
        self.assertIn("        ^^^", error[0].traceback)
        self.assertEqual(after[0].data["text/plain"], "2")
        self.assertEqual(sweep[0].text, "[1, 2, 3, 4] 1.5\n")
        self.assertIn("text/html", frame[0].data)


class KernelTests(unittest.TestCase):
    def test_it_is_installed(self):
        self.assertIn("neurosh", KernelSpecManager().find_kernel_specs())

    def test_a_notebook(self):
        table, plot, error, after = executed(
            [
                "create lif n\nfeed n const 1.5; run n 4; table n",
                "plot n",
                "define Wrong = LIF integral { mem += inptu }",
                "show n.tau",
            ],
            "neurosh",
        )
        self.assertIn("<th>mem_before</th>", table[-1].data["text/html"])
        self.assertIn("image/svg+xml", plot[0].data)
        self.assertIn("did you mean 'input'?", error[0].evalue)
        self.assertTrue(any("^^^^^" in line for line in error[0].traceback))
        self.assertEqual(after[0].data["text/plain"], "2")

    def test_what_an_editor_asks_and_how_fast(self):
        manager, client = start_new_kernel(kernel_name="neurosh")
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(client.stop_channels)

        client.execute_interactive("create lif n", timeout=60, output_hook=lambda _: None)
        found = client.complete("set n ta", 8, reply=True, timeout=60)["content"]
        self.assertEqual((found["matches"], found["cursor_start"]), (["tau="], 6))
        found = client.inspect("set n tau=3", 8, reply=True, timeout=60)["content"]
        self.assertEqual(found["data"]["text/plain"], "membrane time constant, in steps")
        asked = client.is_complete("define X")
        found = client.get_shell_msg(timeout=60)
        while found["parent_header"]["msg_id"] != asked:
            found = client.get_shell_msg(timeout=60)
        self.assertEqual(found["content"]["status"], "incomplete")
        begin = time.monotonic()
        for _ in range(200):
            client.execute_interactive("run n", timeout=60, output_hook=lambda _: None)
        print(f"{200 / (time.monotonic() - begin):.0f} cells a second")

    def test_an_interrupt_keeps_the_steps(self):
        manager, client = start_new_kernel(kernel_name="neurosh")
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(client.stop_channels)
        texts = []

        def hook(message):
            texts.append(message["content"].get("text", ""))
            if message["msg_type"] == "execute_input":
                time.sleep(1)
                manager.interrupt_kernel()

        stopped = client.execute_interactive(
            "create noiselif n n=1000 record=none; run n 100000000", timeout=100, output_hook=hook
        )["content"]
        self.assertEqual(stopped["status"], "error")
        texts.clear()
        after = client.execute_interactive(
            "run n 1", timeout=60, output_hook=lambda message: texts.append(str(message["content"]))
        )["content"]
        self.assertEqual(after["status"], "ok")
        self.assertNotIn("to step 1,", "".join(texts))


if __name__ == "__main__":
    unittest.main()
