# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The Python binding: pictures, options, errors, callbacks, threads."""

import gc
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import unittest

import numpy as np

from binding import LONG, PROGRAMS, QUICK, clipdraw

import _clipdraw  # binding says where it is

FOLDER = pathlib.Path(clipdraw.__file__).parent


class BindingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = []
        cls.model = clipdraw.Model(log=lambda level, text: cls.lines.append((level, text)))

    def session(self, prompts="a red apple", **options):
        session = clipdraw.Session(self.model, **{**QUICK, **options})
        if prompts:
            session.add_prompts(prompts)
        return session

    def fails(self, status, words, call, *arguments, **named):
        with self.assertRaises(clipdraw.Error) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.status, status)
        self.assertIn(words, str(caught.exception))
        return caught.exception


class DrawTest(BindingTest):
    def test_draws_the_picture_of_the_c_example(self):
        with tempfile.TemporaryDirectory() as folder:
            from_c, from_python = pathlib.Path(folder, "c.png"), pathlib.Path(folder, "빨간 python.png")
            subprocess.run([PROGRAMS / "minimal_c", "a red apple", from_c, "2"],
                           check=True, stdout=subprocess.DEVNULL)
            session = clipdraw.Session(self.model, steps=2, seed=1)
            session.add_prompts("a red apple")
            summary = session.run()
            session.save(from_python)
            self.assertEqual(from_c.read_bytes(), from_python.read_bytes())
            self.assertEqual(clipdraw.inspect(from_python), session.record())
            self.fails(clipdraw.Status.INVALID_STATE, "python.png", session.save, from_python)
            session.save(from_python, replace=True)
        self.assertEqual((summary.outcome, summary.steps_run), (clipdraw.Outcome.COMPLETED, 2))

    def test_the_script_takes_the_options_of_the_table(self):
        with tempfile.TemporaryDirectory() as folder:
            flags = [word for name, value in QUICK.items() for word in ("--" + name, str(value))]
            script = [sys.executable, "-B", FOLDER / "draw.py"]
            out = subprocess.run([*script, "a red apple", "a.png", *flags], cwd=folder, check=True,
                                 capture_output=True, text=True).stdout
            self.assertEqual(len(out.splitlines()), 4, out)
            self.assertEqual(clipdraw.inspect(folder + "/a.png")["options"]["cutouts"], 2)
            bad = subprocess.run([*script, "a cat", "b.png", "--tv", "-3"], cwd=folder, text=True,
                                 capture_output=True)
            self.assertEqual(bad.returncode, 1)
            self.assertIn("INVALID_ARGUMENT: tv", bad.stderr)

    def test_one_step_at_a_time(self):
        whole, single = (self.session(learning_rate=1) for _ in range(2))
        whole.run()
        self.fails(clipdraw.Status.INVALID_STATE, "", single.image)
        single.start()
        first = single.image()
        self.assertEqual((first.dtype, first.shape), (np.uint8, (32, 32, 3)))
        self.assertEqual([single.step().step for _ in range(3)], [1, 2, 3])
        self.assertTrue((single.image() == whole.image()).all())
        self.assertFalse((single.image() == first).all())
        self.fails(clipdraw.Status.INVALID_STATE, "steps", single.step)

    def test_writes_arrays_as_pictures(self):
        gradient = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "view.png")
            clipdraw.write_image(path, gradient[::-1, 3:, ::-1], {"prompt": "사과"})
            self.assertEqual(clipdraw.inspect(path), {"prompt": "사과"})
            from PIL import Image
            self.assertTrue((np.asarray(Image.open(path)) == gradient[::-1, 3:, ::-1]).all())
            self.fails(clipdraw.Status.INVALID_STATE, "view.png", clipdraw.check_output, path)
            clipdraw.check_output(path, replace=True)
        clipdraw.check_prompts("a cat:2 | 사과")
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "weight", clipdraw.check_prompts, "a cat:0")
        for bad in (gradient / 255, gradient[:, :, :2], gradient[0]):
            self.fails(clipdraw.Status.INVALID_ARGUMENT, "uint8 [height, width, 3]",
                       clipdraw.write_image, "/nowhere.png", bad)


class OptionsTest(BindingTest):
    def test_the_table_is_walked(self):
        options = clipdraw.Options(self.model)
        rows = {row.name: row for row in clipdraw.option_table()}
        self.assertEqual(list(rows), list(options))
        self.assertEqual(rows["optimizer"].type, clipdraw.OptionType.CHOICE)
        self.assertIn("adam", rows["optimizer"].choices)
        self.assertLess(rows["learning-rate"].minimum, rows["learning-rate"].maximum)
        self.assertIn("learning_rate", dir(options))
        for name, value in options.items():
            options[name] = value  # what is read can be set
            self.assertEqual(options[name], value)

    def test_values_have_types(self):
        options = clipdraw.Options(self.model, size=(48, 32), learning_rate=np.float64(0.25))
        options.seed = 2**64 - 1
        options["optimizer"] = "sgd"
        found = [options[name] for name in ("size", "learning-rate", "seed", "optimizer")]
        self.assertEqual(found, [(48, 32), 0.25, 2**64 - 1, "sgd"])
        session = clipdraw.Session(self.model, options, steps=0)  # on top of options
        session.add_prompts("a cat")
        session.run()
        self.assertEqual(session.image().shape, (32, 48, 3))
        self.assertEqual(options.size, (48, 32))

    def test_errors_carry_the_status_and_keep_the_value(self):
        options = clipdraw.Options(self.model, cutouts=7)
        bad = clipdraw.Status.INVALID_ARGUMENT
        self.fails(bad, '1 to 1024', setattr, options, "cutouts", 0)
        self.assertEqual(options.cutouts, 7)
        self.fails(bad, '"cutouts"', setattr, options, "cutout", 8)
        self.fails(bad, '"cutouts"', getattr, options, "cutout")
        self.fails(bad, '"steps"', clipdraw.Session, self.model, stps=3)
        self.assertFalse(hasattr(options, "cutout"))
        self.assertNotIn("cutout", options)
        self.fails(bad, "character 0", options.__setitem__, "cutouts", "7\0")


class CallbackTest(BindingTest):
    def test_actions(self):
        for action, outcome in [(clipdraw.Action.FINISH, clipdraw.Outcome.FINISHED_EARLY),
                                (clipdraw.Action.ABORT, clipdraw.Outcome.ABORTED)]:
            steps = []
            session = self.session()
            summary = session.run(lambda step: steps.append(step.step) or action)
            self.assertEqual((summary.outcome, steps), (outcome, [1]))
            self.assertEqual(session.run().outcome, clipdraw.Outcome.COMPLETED)  # goes on

    def test_exceptions_survive_the_trip(self):
        class Mine(Exception):
            pass

        mine = Mine("in the callback")

        def fail(step):
            if step.step == 2:
                raise mine

        session = self.session()
        try:
            session.run(fail)
        except Mine as caught:
            self.assertIs(caught, mine)
            self.assertIn("fail", [frame.name for frame in traceback.extract_tb(mine.__traceback__)])
        else:
            self.fail("nothing was raised")
        self.assertEqual(session.record()["steps_run"], 2)
        self.assertRaises(ValueError, self.session().run, lambda step: "no action")
        # A call of the library that fails in a callback, too.
        self.fails(clipdraw.Status.INVALID_STATE, "", session.run, lambda step: session.step())

    def test_reads_and_saves_inside(self):
        session, pictures = self.session(), []
        session.run(lambda step: pictures.append(session.image()))
        self.assertEqual(len(pictures), 3)
        self.assertTrue((pictures[-1] == session.image()).all())

    def test_ctrl_c_ends_the_run_after_its_step(self):
        session = self.session(**LONG)
        timer = threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        timer.start()
        self.assertRaises(KeyboardInterrupt, session.run)
        timer.join()
        self.assertEqual(session.record()["outcome"], "cancelled")
        self.assertGreater(session.record()["steps_run"], 0)
        with self.assertRaises(KeyboardInterrupt):  # the old handler is back
            signal.raise_signal(signal.SIGINT)


class ThreadsTest(BindingTest):
    def test_cancel_from_another_thread_while_python_goes_on(self):
        session, running = self.session(**LONG), threading.Event()
        summaries = []
        thread = threading.Thread(
            target=lambda: summaries.append(session.run(lambda step: running.set())))
        thread.start()
        running.wait()
        self.fails(clipdraw.Status.INVALID_STATE, "", session.step)  # busy: an error, no race
        session.cancel()
        thread.join()
        self.assertEqual(summaries[0].outcome, clipdraw.Outcome.CANCELLED)

    def test_sessions_side_by_side_on_one_model(self):
        alone = [self.draw(seed) for seed in range(4)]
        together = [None] * 4
        threads = [threading.Thread(target=lambda i=i: together.__setitem__(i, self.draw(i)))
                   for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for one, other in zip(alone, together):
            self.assertTrue((one == other).all())

    def draw(self, seed):
        session = self.session(seed=seed)
        session.run()
        return session.image()


class ModelTest(BindingTest):
    def test_info_and_files(self):
        info = self.model.info()
        self.assertEqual((info.native_width, info.has_prior, info.generator), (32, 1, "vqgan"))
        data = FOLDER.parents[1] / "tests/data"
        model = clipdraw.Model(clips=[data / "clip_vit_tiny.safetensors"], generator="fft",
                               vocabulary=data / "vocab_tiny.txt.gz")
        self.assertEqual(model.info().generator, "fft")
        two = clipdraw.Model(clips=[data / "tiny/clip.safetensors",
                                    (data / "tiny/clip.safetensors", 2, data / "vocab_tiny.txt.gz")])
        self.assertEqual(two.info().clip_count, 2)

    def test_errors(self):
        self.fails(clipdraw.Status.NOT_FOUND, "/nowhere", clipdraw.Model, "/nowhere")
        self.fails(clipdraw.Status.INVALID_STATE, "prompt", self.session(prompts=None).run)
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "", self.session().add_text, "")
        with self.session() as session:
            pass
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "NULL", session.run)

    def test_a_log_that_raises_and_a_model_that_goes_first(self):
        def log(level, text):
            lines.append((level, text))
            raise RuntimeError("not worth a picture")

        lines = []
        model = clipdraw.Model(log=log)
        session = clipdraw.Session(model, **{**QUICK, "candidates": 1})
        session.add_text("a red: 1", 1.5, stop=0.1)
        del model
        gc.collect()
        session.run()
        self.assertTrue(lines)
        self.assertTrue(all(isinstance(level, clipdraw.LogLevel) for level, _ in lines))


class TargetsTest(BindingTest):
    def test_embeddings_and_scores(self):
        text = self.model.encode_text("a red apple")
        self.assertEqual((text.shape, text.dtype), ((self.model.info().embedding_length,), np.float32))
        self.assertAlmostEqual(float(np.linalg.norm(text)), 1, places=5)
        self.assertEqual(self.model.tokenize("a red apple").dtype, np.int32)
        session = self.session()
        session.run()
        picture = session.image()
        seen = self.model.encode_image(picture)
        score = self.model.score(picture, "a red apple")
        self.assertAlmostEqual(score.similarity, float(seen @ text), places=4)
        self.assertEqual(self.model.clip_info().embedding_size, 24)
        self.assertEqual(clipdraw.devices()[0].kind, "cpu")
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "uint8", self.model.score, seen, "a red apple")

    def test_a_judge_scores_and_never_draws(self):
        picture = np.random.default_rng(2).integers(0, 256, (40, 50, 3), np.uint8)
        self.assertEqual(self.model.info().has_judge, 0)
        self.fails(clipdraw.Status.NOT_FOUND, "judge.safetensors", self.model.judge)
        data = FOLDER.parent.parent / "tests" / "data"
        with tempfile.TemporaryDirectory() as folder:
            weights = pathlib.Path(folder, "weights")
            shutil.copytree(data / "tiny", weights)
            shutil.copy(data / "clip_rn_tiny.safetensors", weights / "judge.safetensors")
            (weights / "words.txt.gz").write_text("a\nred\napple\nsiamese cat\n")
            model = clipdraw.Model(weights)
            with model.judge() as judge:
                self.assertNotEqual(judge.score(picture, "a red apple").distance, model.score(picture, "a red apple").distance)
                self.fails(clipdraw.Status.INVALID_STATE, "never guides", clipdraw.Session, judge, **QUICK)
            self.assertEqual(model.unknown_words("a red appel, siamese"), {"appel": "apple", "siamese": "cat"})
        self.assertEqual(self.model.unknown_words("zzz"), {})

    def test_pictures_and_embeddings_to_draw(self):
        picture = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)
        session = self.session(prompts=None)
        session.add_image(picture[:, ::-1], 2)
        session.add_embedding(self.model.encode_text("a cat").tolist(), stop=0.5)
        session.start_from(picture)
        session.run()
        record = session.record()
        self.assertEqual([next(iter(p)) for p in record["prompts"]], ["image", "embedding"])
        self.assertEqual([record["start_image"][side] for side in ("width", "height")], [50, 40])
        self.assertEqual((record["prompts"][0]["weight"], record["prompts"][1]["stop"]), (2, 0.5))
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "24", session.add_embedding, [1, 2, 3])

    def test_prompts_change_on_the_way_and_a_record_repeats_it(self):
        session = self.session()
        session.run(lambda step: session.set_prompts("a cat") if step.step == 2 else None)
        record = session.record()
        self.assertEqual((record["prompt"], record["earlier_prompts"][0]["until_step"]), ("a cat", 2))
        again = clipdraw.Session.again(self.model, record)
        again.run()
        self.assertTrue((again.image() == session.image()).all())
        self.assertEqual(again.record(), record)
        again.close()
        session.clear_prompts()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.checkpoint")
            broken = self.session()
            broken.step()
            broken.save_checkpoint(path)
            resumed = clipdraw.Session.resume(self.model, path)
        resumed.run(lambda step: resumed.set_prompts("a cat") if step.step == 2 else None)
        self.assertEqual(resumed.record(), record)
        self.fails(clipdraw.Status.UNSUPPORTED, "record", clipdraw.Session.again, self.model, {"a": 1})

    def test_sessions_step_together(self):
        first, empty, other = self.session(), self.session(prompts=None), self.session(seed=2)
        for step in range(1, 4):
            done = clipdraw.step_together([first, None, empty, other])
            self.assertEqual((done[0].step, done[1], done[3].step), (step, None, step))
            self.assertEqual(done[2].status, clipdraw.Status.INVALID_STATE)
            self.assertIn("prompt", str(done[2]))
        self.assertEqual([session.record()["group"] for session in (first, other)],
                         [{"size": 4, "place": 0}, {"size": 4, "place": 3}])
        self.assertTrue((first.image() != other.image()).any())
        self.fails(clipdraw.Status.INVALID_ARGUMENT, "the same session", clipdraw.step_together, [first, first])

    def test_latent_times_and_summary(self):
        session = self.session()
        self.assertEqual(session.latent(), {})
        session.run()
        (z,) = session.latent().values()
        self.assertEqual((z.shape, z.dtype), ((1, 4, 8, 8), np.float32))
        self.assertTrue(np.isfinite(z).all() and z.std() > 0)
        self.assertEqual((session.times().steps, session.summary().steps_run), (3, 3))
        self.assertGreater(session.times().total, session.times().clip_forward)
        self.assertEqual(session.summary().outcome, clipdraw.Outcome.COMPLETED)
        self.assertGreater(session.work().generator_forward, 0)
        self.assertGreater(session.work().clip_backward, 0)


class HeaderTest(unittest.TestCase):
    """The binding knows what the header declares."""

    HEADER = (FOLDER.parents[1] / "lib/include/clipdraw/clipdraw.h").read_text(encoding="utf-8")

    def test_functions(self):
        declared = set(re.findall(r"^CLIPDRAW_(?:CALL|API) [^;]*?\bclipdraw_(\w+)\(", self.HEADER, re.M))
        # Not wrapped: names, which Python's enums have; what version_string and model_load_files do.
        declared -= {name for name in declared if name.endswith("_name")} | {"version", "model_load"}
        self.assertEqual(declared, {*_clipdraw._PLAIN, *_clipdraw._CHECKED})

    def test_structs(self):
        code = re.sub(r"/\*.*?\*/", "", self.HEADER, flags=re.S)
        declared = dict(re.findall(r"typedef struct clipdraw_\w+ \{(.*?)\} clipdraw_(\w+);", code, re.S))
        self.assertEqual(len(declared), 14)
        for body, name in declared.items():
            struct = getattr(_clipdraw, "".join(word.title() for word in name.split("_")))
            fields = re.findall(r"(\w+)(?:\[\d\])?;", body)
            self.assertEqual([field for field, *_ in struct._fields_], fields, name)

    def test_values(self):
        for prefix, enum in [("ERROR_", clipdraw.Status), ("LOG_", clipdraw.LogLevel), ("", clipdraw.Action),
                             ("", clipdraw.Outcome), ("OPTION_", clipdraw.OptionType)]:
            for member in enum:
                name = "OK" if member is clipdraw.Status.OK else prefix + member.name
                self.assertRegex(self.HEADER, rf"\bCLIPDRAW_{name} = {int(member)}\b")


if __name__ == "__main__":
    unittest.main(verbosity=2)
