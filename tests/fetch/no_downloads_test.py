"""A program that was built without downloads says so, and uses what others put into the cache."""

import unittest

from fetch_case import REPOSITORY, FetchTest

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class NoDownloads(FetchTest):
    def test_a_name_is_refused_with_what_to_do(self):
        self.refuses(self.pyra("fetch", "hf:" + REPOSITORY), "PYRA_FETCH=ON", "tree/main", status=1)
        self.assertEqual(self.hub.asked, [])

    def test_the_cache_serves(self):
        snapshot = self.repository_folder / "snapshots" / COMMIT
        snapshot.mkdir(parents=True)
        (snapshot / "model.safetensors").write_bytes(self.backbone())
        result = self.pyra("inspect", f"hf:{REPOSITORY}@{COMMIT}")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("is taken as the cache holds it", result.stderr)


if __name__ == "__main__":
    unittest.main()
