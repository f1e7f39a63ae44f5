"""pyra adapt --teacher: on from a tuned model, whose answers are learned beside the labels."""

import shutil
import signal
import unittest

from pyra_cli import CliTest, read_safetensors, run, start


class TeacherTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole, cls.told = cls.adapt_once("whole", "--reducer", "none", schedule="none", epochs=2)

    def taught(self, out, *options, **changes):
        named = {"teacher": self.whole, "schedule": "r=3", "epochs": 2, **changes}
        return self.adapt(out, "--reducer", "heed", "--teacher", named.pop("teacher"), *options, **named)

    def weights(self, out):
        return read_safetensors(out / "adapter.safetensors")[0]

    def test_it_goes_on_from_the_teacher_and_learns_its_answers(self):
        out, alone = self.folder / "taught", self.folder / "alone"
        result = self.taught(out, "--json")
        told = self.json_of(result)
        self.assertIn("go on from the teacher's", result.stderr)
        self.assertEqual(told["reducer"], "heed")
        self.assertEqual(
            self.json_of(run("eval", "--model", out, "--data", self.data, "--json"))["top1"],
            told["test_top1"],
        )
        self.succeeds(self.taught(alone, "--distil", 0))  # its weights, not its answers
        self.assertNotEqual(self.weights(out), self.weights(alone))

    def test_a_deployed_teacher_answers_alone(self):
        deployed = self.folder / "teacher.safetensors"
        self.succeeds(run("export", "--model", self.whole, "--to", "runtime", "--out", deployed))
        self.assertIn(
            "start fresh: it is no adapter",
            self.succeeds(self.taught(self.folder / "out", teacher=deployed)).stderr,
        )

    def test_a_run_goes_on_where_it_stopped(self):
        whole, parts = self.folder / "whole", self.folder / "parts"
        self.succeeds(self.taught(whole, epochs=12))
        process = start(
            *self.adapt_arguments(
                parts, "--reducer", "heed", "--teacher", self.whole, schedule="r=3", epochs=12
            )
        )
        for line in process.stderr:
            if line.startswith("epoch 2/"):
                process.send_signal(signal.SIGINT)
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(60), 130)
        self.succeeds(self.taught(parts, "--resume", epochs=12))
        self.assertEqual(self.weights(parts), self.weights(whole))

    def test_what_cannot_teach_is_refused(self):
        self.refuses(self.taught(self.folder / "a", teacher=self.folder / "nowhere"), "nowhere")
        self.refuses(self.taught(self.folder / "b", schedule="elastic"), "its own teacher")
        self.refuses(
            self.taught(self.folder / "c", "--mean", "0.1 0.2 0.3"), "reads other pixels", "0.1 0.2 0.3"
        )
        fewer = shutil.copytree(self.data, self.folder / "fewer")
        for part in ("train", "test"):
            shutil.rmtree(sorted((fewer / part).iterdir())[0])
        self.refuses(
            self.taught(self.folder / "d", data=fewer), "classes", "take a model tuned on the same classes"
        )
        for name in "abcd":
            self.holds_nothing(self.folder / name)


if __name__ == "__main__":
    unittest.main()
