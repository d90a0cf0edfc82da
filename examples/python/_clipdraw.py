# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What clipdraw.h declares, for clipdraw.py: its values, structs and functions."""

import ctypes
import ctypes.util
import enum
import os
import types
from ctypes import POINTER, c_char_p, c_double, c_float, c_int32, c_size_t, c_uint8, c_void_p

# ---- Values --------------------------------------------------------------------------------------

Status = enum.IntEnum(
    "Status", "OK INVALID_ARGUMENT INVALID_STATE NOT_FOUND IO BAD_WEIGHTS UNSUPPORTED "
    "OUT_OF_MEMORY NON_FINITE INTERNAL", start=0)
LogLevel = enum.IntEnum("LogLevel", "DEBUG INFO WARNING ERROR", start=0)
Action = enum.IntEnum("Action", "CONTINUE FINISH ABORT", start=0)
Outcome = enum.IntEnum("Outcome", "NOT_RUN COMPLETED FINISHED_EARLY ABORTED CANCELLED FAILED", start=0)
OptionType = enum.IntEnum("OptionType", "INTEGER REAL SEED SIZE CHOICE", start=0)


class Error(Exception):
    """A call that failed: `status` says how, str() what was wrong."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = Status(status)


class UnknownOption(Error, AttributeError):
    """An option that is not in the table, asked for as an attribute."""


class Struct(ctypes.Structure):
    """A struct of clipdraw.h, its size filled in where it has one."""

    def __init__(self, *values, **named):
        super().__init__(*values, **named)
        if self._fields_[0][0] == "struct_size":
            self.struct_size = ctypes.sizeof(self)

    def values(self):
        """Its fields as a plain object that outlives the library's strings."""
        fields = {name: getattr(self, name) for name, _ in self._fields_ if name != "struct_size"}
        for name, value in fields.items():
            if isinstance(value, bytes):
                fields[name] = value.decode()
            elif isinstance(value, ctypes.Array):
                fields[name] = tuple(value)
        return types.SimpleNamespace(**fields)


def _struct(title, /, **fields):
    return type(title, (Struct,), {"_fields_": list(fields.items())})


Image = _struct("Image", pixels=c_void_p, width=c_int32, height=c_int32, row_bytes=c_size_t)
OptionInfo = _struct(
    "OptionInfo", struct_size=c_size_t, name=c_char_p, type=c_int32, minimum=c_double,
    maximum=c_double, unit=c_char_p, default_text=c_char_p, choices=c_char_p, stage=c_char_p,
    help=c_char_p)
ModelInfo = _struct(
    "ModelInfo", struct_size=c_size_t, context_length=c_int32, embedding_size=c_int32,
    clip_image_size=c_int32, latent_channels=c_int32, downscale=c_int32, native_width=c_int32,
    native_height=c_int32, has_prior=c_int32, clip_count=c_int32, generator=c_char_p,
    embedding_length=c_int32, can_start_from=c_int32, has_judge=c_int32)
ClipInfo = _struct(
    "ClipInfo", struct_size=c_size_t, name=c_char_p, share=c_double, context_length=c_int32,
    embedding_size=c_int32, image_size=c_int32)
DeviceInfo = _struct(
    "DeviceInfo", struct_size=c_size_t, kind=c_char_p, name=c_char_p, library=c_char_p,
    cores=c_int32, has_bf16=c_int32, memory_bytes=ctypes.c_uint64)
MemoryPlan = _struct(
    "MemoryPlan", struct_size=c_size_t, peak_bytes=ctypes.c_uint64, views_at_once=c_int32,
    recompute=c_char_p)
Score = _struct("Score", struct_size=c_size_t, distance=c_double, similarity=c_double)
LatentInfo = _struct("LatentInfo", struct_size=c_size_t, name=c_char_p, shape=c_int32 * 4,
                     learning_rate_scale=c_double)
Times = _struct("Times", struct_size=c_size_t, steps=c_int32, **dict.fromkeys(
    "text first_picture generator_forward generator_backward cutouts_forward cutouts_backward "
    "clip_forward clip_backward optimizer total".split(), c_double))
Work = _struct("Work", struct_size=c_size_t, **dict.fromkeys(
    "generator_forward generator_backward clip_forward clip_backward".split(), c_double))
ClipFile = _struct("ClipFile", path=c_char_p, weight=c_double, vocabulary=c_char_p)
ModelFiles = _struct(
    "ModelFiles", struct_size=c_size_t, weights_dir=c_char_p, clips=POINTER(ClipFile),
    clip_count=c_size_t, generator=c_char_p, vocabulary=c_char_p)
Step = _struct("Step", struct_size=c_size_t, step=c_int32, steps=c_int32, loss=c_double,
               distance=c_double, learning_rate=c_double, seconds=c_double, is_last=c_int32, reserved=c_int32)
Summary = _struct("Summary", struct_size=c_size_t, outcome=c_int32, steps_run=c_int32,
                  first_distance=c_double, last_distance=c_double, seconds=c_double)
LOG_FN = ctypes.CFUNCTYPE(None, c_int32, c_char_p, c_void_p)
STEP_FN = ctypes.CFUNCTYPE(c_int32, c_void_p, POINTER(Step), c_void_p)

# ---- The library ---------------------------------------------------------------------------------

_SIZE, _INTS = POINTER(c_size_t), POINTER(c_int32)
_TEXT_OUT = [c_char_p, c_size_t, _SIZE]
_FLOATS_OUT = [POINTER(c_float), c_size_t, _SIZE]
_RGB_OUT = [POINTER(c_uint8), c_size_t, _INTS, _INTS]
_TARGET = [c_float, c_float]  # weight, stop

# The functions that cannot fail: what they return and take.
_PLAIN = {
    "version_string": (c_char_p,),
    "last_error": (c_char_p,),
    "device_count": (c_size_t,),
    "option_count": (c_size_t,),
    "options_free": (None, c_void_p),
    "model_free": (None, c_void_p),
    "session_cancel": (None, c_void_p),
    "session_step_error": (c_char_p, c_void_p),
    "session_latent_count": (c_size_t, c_void_p),
    "session_free": (None, c_void_p),
}
# Those that return a status: what they take.
_CHECKED = {
    "device_get_info": [c_size_t, POINTER(DeviceInfo)],
    "option_get_info": [c_size_t, POINTER(OptionInfo)],
    "options_create": [c_void_p, POINTER(c_void_p)],
    "options_set": [c_void_p, c_char_p, c_char_p],
    "options_get": [c_void_p, c_char_p, *_TEXT_OUT],
    "options_check": [c_void_p],
    "model_load_files": [POINTER(ModelFiles), LOG_FN, c_void_p, POINTER(c_void_p)],
    "model_get_info": [c_void_p, POINTER(ModelInfo)],
    "model_get_clip_info": [c_void_p, c_size_t, POINTER(ClipInfo)],
    "model_plan_memory": [c_void_p, c_void_p, c_int32, POINTER(MemoryPlan)],
    "model_tokenize": [c_void_p, c_size_t, c_char_p, _INTS, c_size_t, _SIZE],
    "model_encode_text": [c_void_p, c_char_p, *_FLOATS_OUT],
    "model_encode_image": [c_void_p, POINTER(Image), *_FLOATS_OUT],
    "model_score": [c_void_p, POINTER(Image), c_char_p, POINTER(Score)],
    "model_get_judge": [c_void_p, POINTER(c_void_p)],
    "model_unknown_words": [c_void_p, c_char_p, *_TEXT_OUT],
    "session_create": [c_void_p, c_void_p, POINTER(c_void_p)],
    "session_create_again": [c_void_p, c_char_p, POINTER(c_void_p)],
    "session_resume": [c_void_p, c_char_p, POINTER(c_void_p)],
    "session_add_text": [c_void_p, c_char_p, *_TARGET],
    "session_add_prompts": [c_void_p, c_char_p],
    "session_add_image": [c_void_p, POINTER(Image), *_TARGET],
    "session_add_embedding": [c_void_p, POINTER(c_float), c_size_t, *_TARGET],
    "session_set_prompts": [c_void_p, c_char_p],
    "session_clear_prompts": [c_void_p],
    "session_start_from": [c_void_p, POINTER(Image)],
    "session_start": [c_void_p],
    "session_step": [c_void_p, POINTER(Step)],
    "sessions_step": [POINTER(c_void_p), c_size_t, POINTER(Step), _INTS],
    "session_run": [c_void_p, STEP_FN, c_void_p, POINTER(Summary)],
    "session_read_image": [c_void_p, *_RGB_OUT],
    "session_get_latent_info": [c_void_p, c_size_t, POINTER(LatentInfo)],
    "session_read_latent": [c_void_p, c_size_t, *_FLOATS_OUT],
    "session_get_times": [c_void_p, POINTER(Times)],
    "session_get_work": [c_void_p, POINTER(Work)],
    "session_get_summary": [c_void_p, POINTER(Summary)],
    "session_record": [c_void_p, *_TEXT_OUT],
    "session_save_checkpoint": [c_void_p, c_char_p],
    "session_save": [c_void_p, c_char_p, c_int32],
    "import_weights": [c_char_p, c_char_p, c_int32],
    "check_prompts": [c_char_p],
    "check_output": [c_char_p, c_int32],
    "write_image": [c_char_p, POINTER(Image), c_char_p, c_int32],
    "read_image": [c_char_p, *_RGB_OUT],
    "inspect_file": [c_char_p, *_TEXT_OUT],
}


def _check(status, _function, _arguments):
    if status != Status.OK:
        raise Error(status, c.last_error().decode())


class _Library:
    """The functions of clipdraw.h without their prefix; the library is loaded with the first."""

    def load(self, path=None):
        path = (path or os.environ.get("CLIPDRAW_LIBRARY") or ctypes.util.find_library("clipdraw")
                or "libclipdraw.so")
        try:
            self.library = ctypes.CDLL(os.fspath(path))
        except OSError as error:
            raise OSError(f"clipdraw: {error}; set CLIPDRAW_LIBRARY to the library's file, or call "
                          "clipdraw.load_library(path)") from None

    def __getattr__(self, name):
        if name == "library":
            self.load()
            return self.library
        function = getattr(self.library, "clipdraw_" + name)
        if name in _CHECKED:
            function.restype, function.argtypes, function.errcheck = c_int32, _CHECKED[name], _check
        else:
            function.restype, *function.argtypes = _PLAIN[name]
        setattr(self, name, function)
        return function


c = _Library()
