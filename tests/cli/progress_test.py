"""What long work shows while it goes on."""

import re
import unittest

from pyra_cli import CliTest, on_a_terminal


def last_states(shown):
    """The lines that stay: what was drawn over is gone."""
    return [re.sub(r"\x1b\[[0-9;]*[mK]", "", line.rsplit("\r", 1)[-1]) for line in shown.splitlines()]


class ProgressTest(CliTest):
    def train(self, **terminal):
        return on_a_terminal(
            *self.adapt_arguments(self.folder / "run", "--val-fraction", "0.25", "--threads", "1", epochs=3),
            **terminal,
        )

    def test_epochs_stay_on_a_terminal_and_training_ends_at_a_hundred_per_cent(self):
        shown = self.train(columns=60, COLUMNS="300")
        lines = last_states(shown)
        for epoch in (1, 2, 3):
            self.assertTrue(any(line.startswith(f"epoch {epoch}/3  loss ") for line in lines), shown)
        epochs = [line for line in lines if line.startswith("epoch ")]
        self.assertIn("training accuracy", epochs[0])
        self.assertIn("validation top-1", epochs[0])
        ended = [line for line in lines if line.startswith("train  ") and "100 %" in line]
        self.assertEqual(len(ended), 1, shown)
        for line in re.split(r"[\r\n]", shown):
            if line.startswith("\x1b[1mtrain"):
                self.assertLess(len(last_states(line)[0]), 60)

    def test_rates_are_not_told_before_there_is_one(self):
        first = re.search(r"train.*?\x1b\[K", self.train(columns=120))
        self.assertIsNotNone(first)
        self.assertNotIn("img/s", first[0])

    def test_colours_can_be_turned_off(self):
        self.assertIn("\x1b[1m", self.train())
        self.folder = self.folder / "plain"
        self.folder.mkdir()
        self.assertNotIn("\x1b[1m", self.train(NO_COLOR="1"))

    def test_a_log_gets_plain_lines(self):
        result = self.succeeds(self.adapt(self.folder / "run", epochs=2))
        self.assertNotIn("\x1b", result.stderr)
        self.assertNotIn("\r", result.stderr)
        self.assertRegex(result.stderr, r"(?m)^epoch 2/2  loss [0-9.]+  training accuracy [0-9.]+ %")


if __name__ == "__main__":
    unittest.main()
