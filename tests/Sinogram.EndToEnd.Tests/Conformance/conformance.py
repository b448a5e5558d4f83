"""Jupyter's own conformance tests, with C# as this kernel speaks it. Run by ConformanceTests.cs."""
import sys
import unittest

import jupyter_kernel_test

LIMIT = 120


class PatientTests(jupyter_kernel_test.KernelTests):
    """The tests without their guesses: they take a message for missing after a tenth of a second, which a busy machine needs for one that is there."""

    asked = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        execute, reply, shown = cls.kc.execute, cls.kc.shell_channel.get_msg, cls.kc.iopub_channel.get_msg

        def ask(*args, **kwargs):
            cls.asked = execute(*args, **kwargs)
            return cls.asked

        async def next_reply(*_, **__):
            return await reply(timeout=LIMIT)

        async def next_shown(*_, **__):
            # What an earlier request shows late, as a completion its end, is not this one's.
            while True:
                message = await shown(timeout=LIMIT)
                if message["parent_header"].get("msg_id") == cls.asked:
                    return message

        cls.kc.execute, cls.kc.shell_channel.get_msg, cls.kc.iopub_channel.get_msg = ask, next_reply, next_shown

    def flush_channels(self):
        """What was asked for before on this channel is answered before this question is."""
        message = self.kc.kernel_info()
        while self.kc.get_shell_msg()["parent_header"].get("msg_id") != message:
            pass


class SinogramTests(PatientTests):
    kernel_name = "sinogram"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oh dear");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Clam", "matches": {"Clamp"}},
        {"text": 'var 名 = "😀"; Math.Clam', "matches": {"Clamp"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 1;", "int Twice(int n) => 2 * n;", "if (true) { }", "#!echo hello", ""]
    incomplete_code_samples = ["if (true) {", "Console.WriteLine(", "class A\n{", 'var text = """', "foreach (var i in new[] { 1, 2 })"]
    invalid_code_samples = ["int = 5;", "} int x;", "var x = );"]
    code_page_something = "?Console"
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "6 * 7", "result": "42"},
        {"code": 'string.Join("-", 1, 2, 3).Length', "result": "5"},
    ]
    code_display_data = [{"code": 'HTML("<b>bold</b>").Display();', "mime": "text/html"}]
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "ClearOutput();"


class CompilationErrorTests(PatientTests):
    """A cell that does not compile is one error too, and nothing else."""

    kernel_name = "sinogram"
    code_generate_error = "int n = missing;"


class Result(unittest.TextTestResult):
    """One line a test: its name, and ok, skipped or failed with the trace."""

    def report(self, test, outcome, detail=""):
        print(f"{type(test).__name__}.{test._testMethodName}\t{outcome}\t{detail!r}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(test, "ok")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(test, "skipped", reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report(test, "failed", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.report(test, "failed", self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.report(test, "failed", f"{subtest}: {err[1]}")


if __name__ == "__main__":
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite([loader.loadTestsFromTestCase(SinogramTests), CompilationErrorTests("test_error")])
    result = unittest.TextTestRunner(stream=sys.stderr, resultclass=Result).run(suite)
    sys.exit(0 if result.wasSuccessful() else 1)
