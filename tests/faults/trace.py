# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command under strace and reads what it did to the files of one folder, in its order."""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess

# What changes files and is understood. What only changes permissions is left out.
CHANGES = ("openat", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "lseek", "rename", "renameat",
           "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat")
# What would change files and is not: one of these in the folder is an error, not a gap in the model.
FOREIGN = ("open", "creat", "truncate", "fallocate", "copy_file_range", "sendfile", "splice", "link", "linkat",
           "symlink", "symlinkat", "pwritev", "pwritev2", "mmap")
STRING = r'"((?:\\x[0-9a-f]{2})*)"'
PLACE = r"(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>"


@dataclasses.dataclass
class Call:
    """One call that succeeded. `tell` is a write to standard output; fdatasync counts as fsync."""
    name: str             # open write truncate seek sync rename remove mkdir tell
    path: str = ""        # absolute
    target: str = ""      # of a rename
    data: bytes = b""     # of a write, as much as was written
    offset: int = None    # of a write (None: where the file stands), the length of a truncate, a seek's result
    flags: str = ""       # of open


class TraceError(Exception):
    pass


def strace(log, *options):
    """The words before a command that is to be traced into `log`."""
    return ["strace", "-f", "-y", "-xx", "-s", "16777216", "--seccomp-bpf", "-e", "signal=none", "-o", str(log),
            "-e", "trace=" + ",".join("?" + name for name in CHANGES + FOREIGN), *options, "--"]


def why_not():
    """Why nothing can be traced here, or None."""
    if shutil.which("strace") is None:
        return "strace is missing: sudo apt-get install strace"
    if os.environ.get("CLIPDRAW_SANITIZE"):
        return "a program with sanitizers is not traced"
    try:
        result = subprocess.run(strace("/dev/null") + ["/bin/true"], capture_output=True, text=True, timeout=30,
                                check=False)
    except subprocess.TimeoutExpired:
        return "strace does not come to an end here"
    return None if result.returncode == 0 else "strace does not work here: " + result.stderr.strip()[-200:]


def text(escaped):
    return bytes.fromhex(escaped.replace("\\x", "")) if escaped else b""


def name(escaped):
    return os.fsdecode(text(escaped))


def hexed(path):
    """A path as strace -xx prints it."""
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(path))


def whole_lines(log):
    """(thread, line) of a log, calls that another thread interrupted put together where they end."""
    begun = {}
    for line in log:
        thread, _, rest = line.rstrip("\n").partition(" ")
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest[:-len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", rest)
        if resumed:
            rest = begun.pop(thread, "") + rest[resumed.end():]
        yield thread, rest


def read(log, root):
    """The calls of a log that succeeded and touched what lies in the folder root, and those that told something."""
    root = os.path.realpath(root)

    def inside(path):
        return path == root or path.startswith(root + "/")

    calls = []
    with open(log, encoding="ascii", errors="replace") as lines:
        for _, line in whole_lines(lines):
            match = re.fullmatch(r"(\w+)\((.*)\)\s+= (-?\d+)(.*)", line)
            if match and int(match[3]) >= 0:
                call = understand(match[1], match[2], int(match[3]), match[4])
                if call is not None and (call.name == "tell" or inside(call.path) or inside(call.target)):
                    if call.name == "foreign":
                        raise TraceError(f"the model does not know this call: {match[1]}({call.path})")
                    calls.append(call)
    return calls


def understand(call, arguments, result, rest):
    """The Call, or None for one that changes nothing."""
    place = re.match(PLACE, arguments)
    path = name(place[1]) if place else ""
    if call == "openat":
        opened = re.search(r"<((?:\\x[0-9a-f]{2})*)>", rest)
        flags = arguments.split(", ")[2]
        return Call("open", name(opened[1]) if opened else "", flags=flags) if "O_RDONLY" not in flags else None
    if call in ("write", "pwrite64", "writev"):
        data = b"".join(text(part) for part in re.findall(STRING, arguments))[:result]
        if len(data) != result:
            raise TraceError(f"{path}: {result} bytes written, {len(data)} traced")
        if call != "pwrite64" and arguments.startswith("1<"):
            return Call("tell", path, data=data)
        return Call("write", path, data=data, offset=int(arguments.rsplit(", ", 1)[1]) if call == "pwrite64" else None)
    if call in ("fsync", "fdatasync"):
        return Call("sync", path)
    if call == "ftruncate":
        return Call("truncate", path, offset=int(arguments.rsplit(", ", 1)[1]))
    if call == "lseek":
        return Call("seek", path, offset=result)
    if call == "mmap":
        shared = "MAP_SHARED" in arguments and "PROT_WRITE" in arguments
        mapped = re.search(PLACE, arguments)
        return Call("foreign", name(mapped[1])) if shared and mapped else None

    # The rest names its files: "path", or folder<...>, "path".
    paths = [os.path.join(name(folder or ""), name(last))
             for folder, last in re.findall(rf"(?:{PLACE}, )?{STRING}", arguments)]
    if call.startswith("rename"):
        return Call("rename", paths[0], paths[1])
    if call in ("unlink", "unlinkat", "rmdir"):
        return Call("remove", paths[0])
    if call.startswith("mkdir"):
        return Call("mkdir", paths[0])
    return Call("foreign", paths[-1] if paths else path, path)


def record(command, root, log, **keywords):
    """Runs the command under strace; returns its exit code and its calls in root. Names of files in the command have
    to be absolute, as rename(2) does not say what its names are relative to."""
    code = subprocess.run(strace(log) + [str(word) for word in command], stdin=subprocess.DEVNULL, check=False,
                          **keywords).returncode
    return code, read(pathlib.Path(log), root)
