"""Checkpoints by an address of their own."""

import json
import unittest
from pathlib import Path

from fetch_case import FetchTest
from hub import sha256


class Addresses(FetchTest):
    def setUp(self):
        super().setUp()
        self.site = self.hub.cdn
        self.weights = self.backbone()
        self.site.files["/models/vit.safetensors"] = self.weights
        self.site.etags["/models/vit.safetensors"] = '"one"'
        self.address = self.site.address + "/models/vit.safetensors"

    def gets(self):
        return len(self.site.asked)

    def test_a_file_is_downloaded_once_under_its_own_name(self):
        first = self.pyra("inspect", self.address, "--json")
        self.assertEqual(first.returncode, 0, first.stderr)
        file = Path(json.loads(first.stdout)["file"])
        self.assertEqual((file.name, file.read_bytes()), ("vit.safetensors", self.weights))
        self.assertTrue(file.is_relative_to(self.folder / "xdg/pyra/urls"))
        asked = self.gets()
        self.assertEqual(self.pyra("inspect", self.address, "--json").stdout, first.stdout)
        self.assertEqual(self.gets(), asked)
        self.assertEqual(
            self.pyra("inspect", self.address, "--json", HF_HUB_OFFLINE="1").stdout, first.stdout
        )

    def test_fetch_asks_whether_it_is_another_one_now(self):
        self.assertFalse(self.fetch(self.address)["files"][0]["was_there"])
        self.assertTrue(self.fetch(self.address)["files"][0]["was_there"])
        other = self.backbone(7)
        self.site.files["/models/vit.safetensors"], self.site.etags["/models/vit.safetensors"] = (
            other,
            '"two"',
        )
        told = self.fetch(self.address)
        self.assertFalse(told["files"][0]["was_there"])
        self.assertEqual(Path(told["path"]).read_bytes(), other)
        self.hub.close()
        result = self.pyra("fetch", self.address)
        self.assertEqual(result.stdout, told["path"] + "\n")
        self.assertIn("is taken as the cache holds it", result.stderr)

    def test_a_sha256_is_checked(self):
        told = self.fetch(f"{self.address}#sha256={sha256(self.weights)}")
        self.assertEqual(Path(told["path"]).read_bytes(), self.weights)
        self.refuses(self.pyra("fetch", f"{self.address}#sha256={'0' * 64}"), "SHA-256", "0" * 64, "deleted")
        self.refuses(self.pyra("fetch", self.address + "#sha256=12"), "64 digits")
        self.refuses(self.pyra("fetch", self.address + "#md5=12"), "64 digits")

    def test_a_part_is_gone_on_with_unless_the_file_has_changed(self):
        self.site.cut_after = 12288
        self.fetch(self.address)
        ranges = [headers.get("Range") for _, _, headers in self.site.asked]
        self.assertEqual(ranges, [None, "bytes=12288-"])
        self.assertEqual(self.site.asked[1][2]["If-Range"], '"one"')
        # Stopped for good after a part, and changed before the next try.
        self.site.stall_after, path = 8192, "/models/other.safetensors"
        self.site.files[path], self.site.etags[path] = self.weights, '"old"'
        self.refuses(
            self.pyra("fetch", self.site.address + path, HF_HUB_DOWNLOAD_TIMEOUT="1"), "is kept", status=1
        )
        self.site.stall_after = None
        self.site.files[path], self.site.etags[path] = self.backbone(5), '"new"'
        told = self.fetch(self.site.address + path)
        self.assertEqual(Path(told["path"]).read_bytes(), self.site.files[path])

    def test_a_part_whose_version_nobody_knows_is_not_gone_on_with(self):
        del self.site.etags["/models/vit.safetensors"]
        self.site.cut_after = 12288
        told = self.fetch(self.address)
        self.assertEqual(Path(told["path"]).read_bytes(), self.weights)
        self.assertEqual([headers.get("Range") for _, _, headers in self.site.asked], [None, None])

    def test_what_is_refused(self):
        self.refuses(self.pyra("fetch", "http://hub.example/x.safetensors"), "not encrypted", "https://")
        self.refuses(self.pyra("fetch", "https://me:secret@hub.example/x.safetensors"), "no password")
        self.refuses(self.pyra("fetch", "https://hub.example/a b"), "no spaces")
        self.refuses(self.pyra("fetch", self.site.address + "/folder/"), "no name of a file")
        self.refuses(self.pyra("fetch", self.site.address + "/no.safetensors"), "HTTP 404", "address right")
        self.site.headers = {"Content-Type": "text/html"}
        self.refuses(self.pyra("fetch", self.address), "web page")
        self.site.headers = {"Content-Length": None}
        self.refuses(self.pyra("fetch", self.address), "without its size")
        self.site.headers, self.site.status = {}, 403
        self.refuses(self.pyra("fetch", self.address), "HTTP 403", "not give this file to everybody")
        self.refuses(self.pyra("fetch", self.address, HF_HUB_OFFLINE="1"), "HF_HUB_OFFLINE", "other means")
        self.assertEqual(
            [name for name in self.files_below(self.folder / "xdg") if name.endswith("vit.safetensors")], []
        )

    def test_the_token_of_the_hub_is_not_for_others(self):
        self.fetch(self.address, HF_TOKEN="hf_secret")
        self.assertEqual({headers.get("Authorization") for _, _, headers in self.site.asked}, {None})


if __name__ == "__main__":
    unittest.main()
