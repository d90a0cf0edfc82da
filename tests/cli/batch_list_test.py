# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The lists of clipdraw batch, as --plan shows them: three formats, what is wrong with a job or with all."""

import unittest

from batch_plan import PlanTest
from command import QUICK


class TextTest(PlanTest):
    def test_a_prompt_a_line(self):
        jobs = self.plan(b"\xef\xbb\xbfa red apple\r\n\r\n# no prompt\n   \n" + "빨간 사과:1.5 | 비:-0.4\n".encode()
                         + b" # a prompt, as it does not begin so \na \"cat\", asleep\nthe last one, without an end")
        self.assertEqual([(job["id"], job["prompt"]) for job in jobs],
                         [("0001", "a red apple"), ("0005", "빨간 사과:1.5 | 비:-0.4"),
                          ("0006", "# a prompt, as it does not begin so"), ("0007", "a \"cat\", asleep"),
                          ("0008", "the last one, without an end")])
        self.assertEqual({(job["state"], job["error"]) for job in jobs}, {("pending", None)})

    def test_ids_grow_with_the_list(self):
        jobs = self.plan("a red apple\n" * 10000, "--format", "text", name="-")
        self.assertEqual(len(jobs), 10000)
        self.assertEqual([jobs[0]["id"], jobs[-1]["id"]], ["00001", "10000"])
        for name in ["job", "file", "seed"]:  # the same prompt, and yet as many pictures
            self.assertGreaterEqual(len({job[name] for job in jobs}), 9999 if name == "seed" else 10000)


class CsvTest(PlanTest):
    def test_cells(self):
        jobs = self.plan("\ufeffid,prompt,steps,image-prompt, seed ,image-prompt\r\n"
                         "x,\"a \"\"red\"\" apple, half\r\neaten\",3,,7,\r\n"
                         "\r\n"
                         ",빨간 사과,,\"pic,ture.png:2\",,pic2.png\n"
                         "\"\", b ,\"\",,,\n"
                         "y,too,many,,,,cells\n"
                         "z,bad,0.5,,,\n"
                         "too,few\n"
                         "w,,,,,", name="list.csv", files={"pic,ture.png": b"1", "pic2.png": b"2"})
        self.assertEqual([(job["id"], job["prompt"]) for job in jobs],
                         [("x", "a \"red\" apple, half\r\neaten"), ("0002", "빨간 사과"), ("0003", "b"), ("y", "too"),
                          ("z", "bad"), ("too", "few"), ("w", "")])
        self.assertEqual(jobs[0]["seed"], 7)
        self.assertEqual([job["state"] for job in jobs], ["pending"] * 3 + ["failed"] * 4)
        self.assertEqual([job["error"] for job in jobs[:3]], [None] * 3)
        for job, words in zip(jobs[3:], [["list.csv:7: ", "7 cells, 6 expected"], ["list.csv:8: ", "steps = \"0.5\"", "100000"],
                                         ["list.csv:9: ", "2 cells"], ["list.csv:10: ", "no prompt"]]):
            for word in words:
                self.assertIn(word, job["error"])

    def test_what_is_wrong_with_all_of_it(self):
        for text, words in [("id,prompt,cutuots\n", ["list.csv:1: cutuots", "Did you mean cutouts?"]),
                            ("\nprompt,clip\na,b\n", ["list.csv:2: clip", "on the command line"]),
                            ("prompt,seed,prompt\n", ["list.csv:1: prompt", "two columns"]),
                            ("prompt\na\nb\n\"c\n\n", ["list.csv:4: ", "a quote"])]:
            with self.subTest(text=text):
                self.refuse_list(2, words, text, name="list.csv")
        self.refuse_list(3, "no jobs", "prompt\n", name="list.csv")


class JsonTest(PlanTest):
    def test_values(self):
        jobs = self.plan('{"id": 7, "prompt": "a \\"cat\\"\\n\\uc0ac", "steps": 60.0, "seed": 18446744073709551615}\r\n'
                         '\n'
                         '{"prompt": null, "id": "", "image-prompt": ["a.png:2", "b.png"], "start-image": "a.png"}\n'
                         '{"noise": 5e-1, "size": "64X48", "prompt": "빨간"}',
                         name="list.NDJSON", files={"a.png": b"1", "b.png": b"2"})
        self.assertEqual([(job["id"], job["prompt"], job["error"]) for job in jobs],
                         [("7", "a \"cat\"\n사", None), ("0003", "", None), ("0004", "빨간", None)])
        self.assertEqual(jobs[0]["seed"], 18446744073709551615)
        self.assertIn("-a.png", jobs[1]["file"])  # named after its picture

    def test_a_bad_line_is_one_bad_job(self):
        bad = [('{"id": "x", "prompt": "a", "cutuots": 3}', ["cutuots: no such setting. Did you mean cutouts?"]),
               ('{"prompt": "a", "zzzzzzzzz": 3}', ["no such setting", "clipdraw batch --help"]),
               ('{"prompt": "a", "cutouts": 0}', ['cutouts = "0"', "1024"]),
               ('{"prompt": "a", "cutouts": [3]}', ["cutouts: array"]),
               ('{"prompt": "a", "cutouts": true}', ['cutouts = "true"']),
               ('{"prompt": "a", "size": "0x0"}', ["a picture needs pixels"]),
               ('{"prompt": "a", "clip": "x.pt"}', ["models are loaded once; name them on the command line"]),
               ('{"prompt": "a", "prompt": "b"}', ["prompt: given twice"]),
               ('{"prompt": "a", "id": {"b": 1}}', ["id: object"]),
               ('{"prompt": "a\\u0000b"}', ["prompt: ", "NUL"]),
               ('{"prompt": " \\t"}', ["no prompt"]),
               ('{"prompt": "a", "start": "image"}', ["which picture?", "start-image"]),
               ('{"prompt": "a", "start": "prior", "start-image": "list.jsonl"}', ["one start expected"]),
               ('{"prompt": "a", "start-image": "none.png"}', ["none.png: No such file or directory"]),
               ('{"prompt": "a", "start-image": "."}', ["directory"]),
               ('{"prompt": "a", "image-prompt": ["list.jsonl", "none.png:2"]}', ["none.png: No such file"]),
               ('{"prompt": "a", "image-prompt": "list.jsonl:0"}', ["weight = 0"]),
               ('{"prompt": "a"', ["no JSON: column 15"]),
               ('["prompt", "a"]', ["no job: array"]),
               ("7", ["no job: number"]),
               ('{"prompt": "a", "noise": 1e999}', ["no JSON"]),
               ("[" * 20000, ["no JSON"])]
        jobs = self.plan("\n".join('{"prompt": "good"}\n' + line for line, _ in bad), name="list.jsonl")
        self.assertEqual(len(jobs), 2 * len(bad))
        self.assertEqual({job["error"] for job in jobs[::2]}, {None})
        for number, (job, (line, words)) in enumerate(zip(jobs[1::2], bad), 1):
            with self.subTest(line=line[:80]):
                self.assertEqual(job["state"], "failed")
                self.assertTrue(job["error"].startswith(f"list.jsonl:{2 * number}: "), job["error"])
                for word in words:
                    self.assertIn(word, job["error"])
        self.assertEqual(jobs[1]["id"], "x")
        self.assertEqual(len({job["job"] for job in jobs}), len(jobs))


class ListTest(PlanTest):
    def test_formats(self):
        line = '{"prompt": "a cat"}\n'
        self.assertEqual(self.plan(line, name="list.txt")[0]["prompt"], line.strip())
        self.assertEqual(self.plan(line, "--format", "jsonl", name="list.txt")[0]["prompt"], "a cat")
        self.assertEqual(self.plan("prompt\n\"a, b\"\n", "--format", "csv", name="-")[0]["prompt"], "a, b")
        self.refuse_list(2, [".jsonl", "--format jsonl"], line, name="list.json")
        self.refuse_list(2, ["--format", "text, csv or jsonl"], line, "--format", "xml")

    def test_what_cannot_be_read(self):
        self.refuse(3, ["none.txt", "No such file"], "batch", "none.txt", "--plan")
        self.refuse_list(3, "list.txt: no jobs", "# nothing\n\n")
        self.refuse_list(3, "list.txt:2: not UTF-8", b"a cat\na \xff dog\n")
        self.refuse(2, ["one list", "clipdraw -- batch"], "batch", "--plan")
        self.refuse(2, "-o DIR", "batch", "a.txt")
        self.refuse(2, "--group", "batch", "a.txt", "--plan", "--group", "0")

    def test_the_state_of_a_job(self):
        text, flags = "a cat\na dog\na bird\n", [*QUICK, "-o", "out"]
        self.assertEqual({job["state"] for job in self.plan(text, *flags)}, {"pending"})
        self.assertFalse((self.folder / "out").exists())
        code, out, err = self.run_command("batch", "list.txt", "--shard", "2/3", *flags)
        self.assertEqual(code, 0, err)
        jobs = self.plan("a bird\na dog\n", *flags, "--name", "{id}")  # known by its content
        self.assertEqual([(job["id"], job["state"]) for job in jobs], [("0001", "pending"), ("0002", "finished")])
        self.assertEqual("out/" + jobs[1]["file"] + "\n", out)
        (self.folder / out.strip()).write_bytes(b"damaged")
        self.assertEqual({job["state"] for job in self.plan(text, *flags)}, {"pending"})

    def test_files_are_seen_from_the_list(self):
        (self.folder / "lists").mkdir()
        text = '{"prompt": "a", "start-image": "p.png"}\n{"prompt": "a", "image-prompt": "q:2.png:3"}\n'
        jobs = self.plan(text, name="lists/list.jsonl", files={"lists/p.png": b"1", "lists/q:2.png": b"2"})
        self.assertEqual([job["error"] for job in jobs], [None, None])
        jobs = self.plan(text, "--format", "jsonl", name="-")
        self.assertIn("standard input:1: p.png: No such file", jobs[0]["error"])
        self.assertIn("standard input:2: q:2.png: No such file", jobs[1]["error"])


if __name__ == "__main__":
    unittest.main()
