"""What cannot be had: no network, no such name, closed doors; and the token, which goes to the hub alone."""

import unittest
from pathlib import Path

from fetch_case import REPOSITORY, FetchTest

NAME = "hf:" + REPOSITORY


class Refused(FetchTest):
    def authorised(self, site):
        return {headers.get("Authorization") for _, _, headers in site.asked}

    def test_without_a_network_one_sentence_says_what_to_do(self):
        self.add()
        address = self.hub.address
        self.hub.close()
        by_hand = (
            f"{address}/{REPOSITORY}/tree/main",
            "model.safetensors",
            "config.json",
            "models--someone--small-vit",
            self.cache,
        )
        self.refuses(self.pyra("inspect", NAME), NAME, "cannot be reached", *by_hand, status=1)
        for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            self.refuses(self.pyra("inspect", NAME, **{variable: "1"}), variable, *by_hand)
        self.assertEqual(self.hub.asked, [])
        self.refuses(
            self.pyra("inspect", NAME, HF_HUB_OFFLINE="0", TRANSFORMERS_OFFLINE="1"), "reached", status=1
        )

    def test_what_is_unknown_is_said_part_by_part(self):
        self.add()
        self.refuses(
            self.pyra("fetch", "hf:someone/nothing"), "HTTP 401", "no repository someone/nothing", "HF_TOKEN"
        )
        with_token = self.pyra("fetch", "hf:someone/nothing", HF_TOKEN="hf_secret")
        self.refuses(with_token, "HTTP 404", "no repository someone/nothing", "the token that was sent")
        self.refuses(self.pyra("fetch", NAME + "@v9"), "no revision 'v9'", "tree/main")
        self.refuses(self.pyra("fetch", NAME + "@main:x.safetensors"), "has no file x.safetensors")

    def test_a_gated_repository_says_where_to_agree_and_a_token_opens_it(self):
        self.add().gated = True
        self.refuses(
            self.pyra("fetch", NAME), "gated", f"Agree to it at {self.hub.address}/{REPOSITORY}", "HF_TOKEN"
        )
        self.refuses(self.pyra("fetch", NAME, HF_TOKEN="hf_wrong"), "gated", "does not open it")
        self.fetch(NAME, HF_TOKEN="hf_secret")
        self.assertEqual(self.authorised(self.hub.cdn), {None})
        self.assertIn("Bearer hf_secret", self.authorised(self.hub))

    def test_tokens_in_files(self):
        self.add().private = True
        self.refuses(self.pyra("fetch", NAME), "private", "HF_TOKEN")
        self.home.mkdir(exist_ok=True)
        token = self.home / "token"
        token.write_text("hf_secret\n")
        self.refuses(self.pyra("fetch", NAME, HF_HUB_DISABLE_IMPLICIT_TOKEN="1"), "private")
        self.fetch(NAME)
        token.rename(self.folder / "my token")
        (self.repository_folder / "refs/main").unlink()
        self.refuses(self.pyra("fetch", NAME), "private")
        self.fetch(NAME, HF_TOKEN_PATH=str(self.folder / "my token"))
        self.refuses(self.pyra("fetch", NAME, HF_TOKEN="a b\r\nX: y"), "HF_TOKEN holds no token")

    def test_a_hub_that_is_down(self):
        self.add()
        api = f"/api/models/{REPOSITORY}/revision/main"
        self.hub.trouble[api] = lambda request, body: self.hub.send(
            request, 500, b"oh", {"X-Error-Message": "tired"}, body
        )
        self.refuses(self.pyra("fetch", NAME), "HTTP 500", "tired", "tree/main", status=1)
        del self.hub.trouble[api]
        told = self.fetch(NAME)
        self.hub.trouble[api] = lambda request, body: self.hub.send(request, 503, b"", None, body)
        result = self.pyra("fetch", NAME)
        self.assertEqual(result.stdout, told["path"] + "\n")
        self.assertIn("is taken as the cache holds it", result.stderr)

    def test_names_that_are_none(self):
        for name in (
            "hf:vit",
            "hf:a/b/c",
            "hf:../b",
            "hf:a/..",
            "hf:a--b/c",
            "hf:a/b@",
            "hf:a/b@x..y",
            "hf:a/b@-x",
        ):
            self.refuses(self.pyra("fetch", name), name, "expected hf:OWNER/NAME")
        for file in ("../x", "/etc/passwd", "a/../../x", "a//b", "", "a\\b"):
            self.refuses(self.pyra("fetch", f"{NAME}@main:{file}"), "is no file of a repository")
        self.refuses(self.pyra("fetch", "model.safetensors"), "expected hf:OWNER/NAME")
        self.assertEqual(self.hub.asked, [])

    def test_no_other_name_reaches_the_network(self):
        for name in (
            "someone/small-vit",
            "ftp://127.0.0.1/x",
            "HF:a/b",
            "file:///etc/passwd",
            "//127.0.0.1/x",
        ):
            self.refuses(self.pyra("inspect", name))
        self.assertEqual(self.hub.asked, [])

    def test_the_environment_is_checked(self):
        self.refuses(
            self.pyra("fetch", NAME, HF_ENDPOINT="http://hub.example"), "HF_ENDPOINT=http://hub.example"
        )
        self.refuses(self.pyra("fetch", NAME, HF_HUB_ETAG_TIMEOUT="soon"), "HF_HUB_ETAG_TIMEOUT=soon")

    def test_a_cache_that_cannot_be_written(self):
        self.add()
        file = self.folder / "a file"
        file.write_text("")
        self.refuses(self.pyra("fetch", NAME, HF_HUB_CACHE=str(file)), file, "HF_HUB_CACHE", status=1)
        self.repository_folder.mkdir(parents=True)
        (self.repository_folder / ".no_exist").write_text("")  # where folders are expected
        result = self.pyra("fetch", NAME)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("asked again next time", result.stderr)
        elsewhere = Path(self.folder / "elsewhere")
        told = self.fetch(NAME, HF_HUB_CACHE=str(elsewhere))
        self.assertTrue(told["path"].startswith(str(elsewhere / "models--")))


if __name__ == "__main__":
    unittest.main()
