# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw from Python, through ctypes alone: nothing to build, NumPy arrays in and out.

    import clipdraw

    model = clipdraw.Model()                          # the usual weights folder
    session = clipdraw.Session(model, steps=40, seed=7)
    session.add_prompts("a red apple")
    session.run(lambda step: print(step.step, step.distance))
    pixels = session.image()                          # uint8 [height, width, 3], RGB
    session.save("apple.png")

clipdraw.h is the manual: each function here passes on to the one of the same name. A failed call
raises Error, which has the status. Pictures are uint8 arrays [height, width, 3], RGB.

The library is looked for in $CLIPDRAW_LIBRARY (a file), then by its name where the system looks;
load_library(path) before the first other call names it directly.

Threads: while the library works, other Python threads run. A Model may be used by any number of
threads and sessions at once. A Session is for one thread at a time, but for cancel(), which is for
any. run() calls its callback on the thread that called run(); a model's log is called on any thread
that uses the model. Ctrl-C ends a run after its step, and KeyboardInterrupt is raised then.
"""

import contextlib
import ctypes
import json
import math
import os
import signal
import threading
import weakref
from collections.abc import Mapping
from ctypes import POINTER, byref, c_float, c_int32, c_size_t, c_uint8, c_void_p

import numpy as np

import _clipdraw as raw
from _clipdraw import Action, Error, LogLevel, OptionType, Outcome, Status, UnknownOption, c

# ---- Between Python and C ------------------------------------------------------------------------


def load_library(path):
    """Takes the library from this file. Before anything else is called."""
    c.load(path)


def _utf8(text):
    data = text.encode()
    if b"\0" in data:
        raise Error(Status.INVALID_ARGUMENT, f"text: {text!r} has a character 0 inside")
    return data


def _path(path):
    return None if path is None else os.fsencode(path)


def _text(call, *arguments):
    """What a call that hands out text has to say."""
    length = c_size_t()
    call(*arguments, None, 0, byref(length))
    out = ctypes.create_string_buffer(length.value + 1)
    call(*arguments, out, len(out), byref(length))
    return out.value.decode()


def _numbers(ctype, call, *arguments):
    """What a call that hands out numbers has to say: an array [count]."""
    count = c_size_t()
    call(*arguments, None, 0, byref(count))
    out = np.empty(count.value, ctype)
    call(*arguments, out.ctypes.data_as(POINTER(ctype)), out.size, byref(count))
    return out


def _picture(call, *arguments):
    """The picture that a call hands out: uint8 [height, width, 3]."""
    width, height = c_int32(), c_int32()
    call(*arguments, None, 0, byref(width), byref(height))
    out = np.empty((height.value, width.value, 3), np.uint8)
    call(*arguments, out.ctypes.data_as(POINTER(c_uint8)), out.size, None, None)
    return out


def _view(picture):
    """A picture of the caller as the library takes it: no copy where its rows have no gaps."""
    array = np.asarray(picture)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        raise Error(Status.INVALID_ARGUMENT, f"picture: an array of {array.dtype} "
                    f"{list(array.shape)}, expected uint8 [height, width, 3]")
    array = np.ascontiguousarray(array)
    view = raw.Image(array.ctypes.data, array.shape[1], array.shape[0], 0)
    view.array = array  # lives as long as the view
    return byref(view)


def _info(struct, call, *arguments):
    """The struct that a call fills, as a plain object."""
    out = struct()
    call(*arguments, byref(out))
    return out.values()


class _Handle:
    """Owns one handle of the library, until close() or the end of `with` or of the object."""

    def _own(self, kind, create, *arguments):
        handle = c_void_p()
        create(*arguments, byref(handle))
        vars(self)["_handle"] = handle
        vars(self)["_free"] = weakref.finalize(self, getattr(c, kind + "_free"), handle.value)

    def close(self):
        """Gives the handle back; calls after that are errors."""
        self._free()
        self._handle.value = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# ---- Options -------------------------------------------------------------------------------------


def option_table():
    """The rows of the option table, in its order: name, type, minimum, maximum, unit, default_text,
    choices, stage, help."""
    rows = [_info(raw.OptionInfo, c.option_get_info, i) for i in range(c.option_count())]
    for row in rows:
        row.type = OptionType(row.type)
        row.choices = row.choices.split("|") if row.choices else []
    return rows


class Options(_Handle, Mapping):
    """One value for every row of the option table: options["learning-rate"], or
    options.learning_rate. Values are int, float, str, or (width, height); their text does, too."""

    _READ = {OptionType.INTEGER: int, OptionType.SEED: int, OptionType.REAL: float,
             OptionType.CHOICE: str, OptionType.SIZE: lambda text: tuple(map(int, text.split("x")))}

    def __init__(self, model=None, **values):
        vars(self)["_types"] = {row.name: row.type for row in option_table()}
        self._own("options", c.options_create, model._handle if model else None)
        for name, value in values.items():
            setattr(self, name, value)

    def __getitem__(self, name):
        text = _text(c.options_get, self._handle, _utf8(name))
        return self._READ[self._types[name]](text)

    def __setitem__(self, name, value):
        text = "x".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
        c.options_set(self._handle, _utf8(name), _utf8(text))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name.replace("_", "-")]
        except Error as error:
            raise UnknownOption(error.status, str(error)) from None

    def __setattr__(self, name, value):
        self[name.replace("_", "-")] = value

    def __contains__(self, name):
        return name in self._types

    def __iter__(self):
        return iter(self._types)

    def __len__(self):
        return len(self._types)

    def __repr__(self):
        return f"Options({dict(self)})"

    def __dir__(self):
        return [*super().__dir__(), *(name.replace("-", "_") for name in self)]

    def check(self):
        """Raises what no single value shows: values that do not fit each other."""
        c.options_check(self._handle)


# ---- Model ---------------------------------------------------------------------------------------


class Model(_Handle):
    """Weights and vocabulary.

    folder      where the parts lie that are not named; None: the usual folder
    clips       files or folders of CLIPs, or (path, weight) or (path, weight, vocabulary)
    generator   a file, a folder, or "fft"
    vocabulary  for CLIPs that bring none
    log         called with (LogLevel, text), on any thread; what it raises is dropped
    """

    def __init__(self, folder=None, *, clips=(), generator=None, vocabulary=None, log=None):
        entries = [(clip,) if isinstance(clip, (str, os.PathLike)) else clip for clip in clips]
        array = (raw.ClipFile * len(entries))(*(
            raw.ClipFile(_path(path), *(rest[:1] or (1,)), _path(rest[1]) if len(rest) > 1 else None)
            for path, *rest in entries))
        files = raw.ModelFiles()
        files.weights_dir, files.generator = _path(folder), _path(generator)
        files.clips, files.clip_count, files.vocabulary = array, len(entries), _path(vocabulary)

        def forward(level, text, _):
            with contextlib.suppress(Exception):
                log(LogLevel(level), text.decode())

        self._log = raw.LOG_FN(forward) if log else raw.LOG_FN()
        self._own("model", c.model_load_files, byref(files), self._log, None)

    def info(self):
        return _info(raw.ModelInfo, c.model_get_info, self._handle)

    def clip_info(self, index=0):
        return _info(raw.ClipInfo, c.model_get_clip_info, self._handle, index)

    def tokenize(self, text, index=0):
        """The text's tokens for CLIP `index`: int32 [count]."""
        return _numbers(c_int32, c.model_tokenize, self._handle, index, _utf8(text))

    def encode_text(self, text):
        """float32 [embedding_length]"""
        return _numbers(c_float, c.model_encode_text, self._handle, _utf8(text))

    def encode_image(self, picture):
        """float32 [embedding_length]"""
        return _numbers(c_float, c.model_encode_image, self._handle, _view(picture))

    def score(self, picture, prompts):
        """How near the picture is to the prompts: distance and similarity."""
        return _info(raw.Score, c.model_score, self._handle, _view(picture), _utf8(prompts))

    def judge(self):
        """The folder's judge: a model that scores and encodes, and never draws."""
        judge = Model.__new__(Model)
        judge._log = self._log
        judge._own("model", c.model_get_judge, self._handle)
        return judge

    def unknown_words(self, text):
        """{word that the models were not trained on: the nearest one that they were, or ""}"""
        return dict(line.split("\t") for line in _text(c.model_unknown_words, self._handle, _utf8(text)).splitlines())


# ---- Session -------------------------------------------------------------------------------------


@contextlib.contextmanager
def _ctrl_c_cancels(session):
    """Holds Ctrl-C back until a run is over: an exception in the midst of C code would be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python handles signals on its main thread only
        return
    caught = []

    def stop(*arguments):
        caught.append(arguments)
        session.cancel()

    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        yield
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if caught:
            handler(*caught[0])


def _summary(values):
    values.outcome = Outcome(values.outcome)
    return values


class Session(_Handle):
    """One picture being drawn. Values are options on top of `options`: Session(model, steps=40)."""

    def __init__(self, model, options=None, **values):
        if values:
            options = Options(model, **{**(options or {}), **values})
        self._model = model  # its log may be called until the session is gone
        self._own("session", c.session_create, model._handle, options._handle if options else None)

    @classmethod
    def again(cls, model, record):
        """A session that draws a picture again from its record (a dict, or its JSON)."""
        self = cls.__new__(cls)
        text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
        self._model = model
        self._own("session", c.session_create_again, model._handle, _utf8(text))
        return self

    @classmethod
    def resume(cls, model, path):
        """A session that goes on where save_checkpoint() was called."""
        self = cls.__new__(cls)
        self._model = model
        self._own("session", c.session_resume, model._handle, _path(path))
        return self

    def add_text(self, text, weight=1, stop=-math.inf):
        c.session_add_text(self._handle, _utf8(text), weight, stop)

    def add_prompts(self, prompts):
        c.session_add_prompts(self._handle, _utf8(prompts))

    def add_image(self, picture, weight=1, stop=-math.inf):
        c.session_add_image(self._handle, _view(picture), weight, stop)

    def add_embedding(self, embedding, weight=1, stop=-math.inf):
        """embedding: [embedding_length] numbers, as of encode_text() or a mean of such."""
        array = np.ascontiguousarray(embedding, np.float32).ravel()
        c.session_add_embedding(self._handle, array.ctypes.data_as(POINTER(c_float)), array.size,
                                 weight, stop)

    def set_prompts(self, prompts):
        """Puts prompts in the place of all that was added, also on the way, in a callback."""
        c.session_set_prompts(self._handle, _utf8(prompts))

    def clear_prompts(self):
        c.session_clear_prompts(self._handle)

    def start_from(self, picture):
        c.session_start_from(self._handle, _view(picture))

    def start(self):
        c.session_start(self._handle)

    def step(self):
        """Runs one step: step, steps, loss, distance, learning_rate, seconds."""
        return _info(raw.Step, c.session_step, self._handle)

    def run(self, on_step=None):
        """Runs the steps that are left and returns the summary. on_step(step) may return an Action;
        None goes on. What it raises ends the run and is raised here."""
        raised = []

        def forward(_session, step, _user):
            try:
                action = on_step(step.contents.values()) if on_step else None
                return Action.CONTINUE if action is None else Action(action)
            except BaseException as error:  # nothing may unwind through C
                raised.append(error)
                return Action.ABORT

        summary = raw.Summary()
        with _ctrl_c_cancels(self):
            try:
                c.session_run(self._handle, raw.STEP_FN(forward), None, byref(summary))
            finally:
                if raised:
                    raise raised[0]
        return _summary(summary.values())

    def cancel(self):
        """Ends the run after the step that is being worked on. From any thread."""
        c.session_cancel(self._handle)

    def image(self):
        """The picture as it is now: uint8 [height, width, 3]."""
        return _picture(c.session_read_image, self._handle)

    def latent(self):
        """Z as it is now: for each of its tensors, by name, float32 [1, channels, height, width]."""
        tensors = {}
        for index in range(c.session_latent_count(self._handle)):
            info = _info(raw.LatentInfo, c.session_get_latent_info, self._handle, index)
            values = _numbers(c_float, c.session_read_latent, self._handle, index)
            tensors[info.name] = values.reshape(info.shape)
        return tensors

    def times(self):
        return _info(raw.Times, c.session_get_times, self._handle)

    def work(self):
        """Multiply-adds of one step."""
        return _info(raw.Work, c.session_get_work, self._handle)

    def summary(self):
        return _summary(_info(raw.Summary, c.session_get_summary, self._handle))

    def record(self):
        """Everything needed to draw the picture again: a dict."""
        return json.loads(_text(c.session_record, self._handle))

    def save(self, path, replace=False):
        c.session_save(self._handle, _path(path), bool(replace))

    def save_checkpoint(self, path):
        """Writes a file to go on from, in the place of whatever is there."""
        c.session_save_checkpoint(self._handle, _path(path))


def step_together(sessions):
    """Runs one step of several sessions in one pass through the models; None is an empty place.
    Returns for each place its step, the Error of that session alone, or None where it is empty."""
    count = len(sessions)
    handles = (c_void_p * count)(*(session and session._handle.value for session in sessions))
    steps = (raw.Step * count)(*(raw.Step() for _ in sessions))
    statuses = (raw.c_int32 * count)()
    try:
        c.sessions_step(handles, count, steps, statuses)
    except Error:
        if not any(statuses):  # of the call as a whole
            raise

    def became(place):
        if handles[place] is None:
            return None
        if statuses[place]:
            return Error(statuses[place], c.session_step_error(handles[place]).decode())
        return steps[place].values()

    return [became(place) for place in range(count)]


# ---- Files and the rest --------------------------------------------------------------------------


def read_image(path):
    return _picture(c.read_image, _path(path))


def write_image(path, picture, record=None, replace=False):
    text = record if record is None or isinstance(record, str) else json.dumps(record)
    c.write_image(_path(path), _view(picture), None if text is None else _utf8(text), bool(replace))


def check_prompts(prompts):
    """Raises for prompts that no model could draw."""
    c.check_prompts(_utf8(prompts))


def check_output(path, replace=False):
    """Raises what write_image() would raise for this path."""
    c.check_output(_path(path), bool(replace))


def inspect(path):
    """The record inside a picture file: a dict."""
    return json.loads(_text(c.inspect_file, _path(path)))


def import_weights(source, target, replace=False):
    c.import_weights(_path(source), _path(target), bool(replace))


def devices():
    return [_info(raw.DeviceInfo, c.device_get_info, i) for i in range(c.device_count())]


def version():
    return c.version_string().decode()
