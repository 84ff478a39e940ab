"""What the program is to Python: needs the program, and no package but this one."""

import signal
import time
import unittest

import neurosh
from neurosh import _answer


def has(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


class SessionTests(unittest.TestCase):
    def setUp(self):
        self.session = neurosh.Session()
        self.addCleanup(self.session.close)

    def test_a_session_goes_on(self):
        self.session.run("create lif n; feed n const 1.5")
        answer = self.session.run("run n")
        self.assertEqual(answer.notes, ["n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0"])
        self.assertEqual(str(answer), answer.notes[0])

    def test_tables_and_plots_are_numbers(self):
        answer = self.session.run("create lif n; feed n const 1.5; run n; table n; plot n")
        (table,) = answer.tables
        self.assertEqual(table.columns["mem_before"], [0.75, 1.125, 0.75, 1.125])
        self.assertEqual(len(table), 4)
        ((trace,),) = answer.plots
        self.assertEqual(trace.name, "n")
        self.assertEqual(trace.columns["mem"], [0.75, 0, 0.75, 0])

    def test_a_picture_is_there_when_asked_for(self):
        answer = self.session.run("create lif n; run n; plot n", svg=True)
        self.assertTrue(answer.items[-1]["svg"].startswith("<svg "))
        self.assertIn("<svg ", answer._repr_html_())

    def test_an_error_has_its_caret_and_what_went_before(self):
        with self.assertRaises(neurosh.Error) as caught:
            self.session.run("create lif n\nset n tua=3\nrun n")
        error = caught.exception
        self.assertEqual(error.status, 1)
        self.assertIn("  set n tua=3\n        ^^^\n", str(error))
        self.assertEqual((error.details["line"], error.details["suggestion"]), (2, "tau"))
        self.assertEqual(error.answer.notes, ["n: LIF, threshold 1, tau 2, step 4"])
        with self.assertRaises(neurosh.Error) as caught:
            self.session.run("expect n.step == 1")
        self.assertEqual(caught.exception.status, 3)

    def test_control_c_stops_what_runs_and_keeps_its_steps(self):
        seen = []

        def stop(progress):
            seen.append(progress)
            if len(seen) == 1:
                signal.raise_signal(signal.SIGINT)

        begin = time.monotonic()
        with self.assertRaises(neurosh.Error) as caught:
            self.session.run(
                "create noiselif n n=1000 record=none; run n 100000000", progress=stop
            )
        self.assertEqual(caught.exception.status, 130)
        self.assertLess(time.monotonic() - begin, 60)
        self.assertGreater(seen[0]["all"], seen[0]["done"])
        self.assertEqual(signal.getsignal(signal.SIGINT), signal.default_int_handler)
        self.assertGreater(int(str(self.session.run("show n.step"))), 0)

    def test_what_a_caller_gave_up_is_not_taken_for_the_next_answer(self):
        def refuse(_):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.session.run("create lif n; run n; run n", show=refuse)
        self.assertEqual(str(self.session.run("show n.tau")), "2")

    def test_completion_and_explanation(self):
        self.session.run("create lif n")
        found = self.session.complete("# ö\nset n ta", 12)
        self.assertEqual([word["text"] for word in found["candidates"]], ["tau"])
        self.assertEqual((found["start"], found["end"]), (10, 12))
        self.assertEqual(self.session.explain("set n tau=3", 8), "membrane time constant, in steps")
        self.assertIsNone(self.session.explain("frob", 2))
        self.assertTrue(self.session.is_whole("run n"))
        self.assertFalse(self.session.is_whole("define X"))
        with self.assertRaises(ValueError):
            self.session.complete("set", 12)

    def test_quit_ends_it_and_the_shared_one_begins_anew(self):
        neurosh.run("create lif n")
        first = neurosh.session()
        self.assertIs(neurosh.session(), first)
        neurosh.run("quit")
        self.assertFalse(first.is_alive)
        self.assertIn("LIF", str(neurosh.run("create lif n")))
        neurosh.session().close()

    def test_markup_in_names_is_text(self):
        html = _answer.marked_up({"table": [{"<b>": "<i>&", "x": 0.1234567}]})
        self.assertIn("<td>&lt;i&gt;&amp;</td><td>0.123457</td>", html)
        self.assertIn("&lt;b&gt;", html)

    @unittest.skipUnless(has("pandas"), "pandas is not installed")
    def test_a_sweep_is_a_frame(self):
        frame = self.session.run(
            "create lif n; feed n const 1.5; sweep n tau=1..4 4 measure=spikes for=100"
        ).frame
        self.assertEqual(list(frame["tau"]), [1, 2, 3, 4])
        self.assertTrue((frame["spikes"].diff().dropna() <= 0).all())
        both = self.session.run("create lif p n=2; feed p const 1.5; run p; plot p").frame
        self.assertEqual(sorted(set(both["name"])), ["p[1]", "p[2]"])

    @unittest.skipUnless(has("numpy"), "numpy is not installed")
    def test_a_trace_is_an_array(self):
        arrays = self.session.run("create lif n; feed n const 1.5; run n; plot n").arrays
        self.assertEqual(arrays["mem"].sum(), 1.5)
        self.assertEqual(arrays["mem"].dtype.kind, "f")


if __name__ == "__main__":
    unittest.main()
