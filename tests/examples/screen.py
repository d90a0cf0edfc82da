# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A program on a terminal, and what it shows there: as much of a terminal as the viewer uses."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import numpy as np

SEQUENCE = re.compile(r"\x1b\[(\??)([\d;]*)([A-Za-z])")


class Screen:
    """Cells by (row, column): character, colour, ground; colours are (r, g, b) or None."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.screens = {True: {}, False: {}}  # the alternate one, and the usual
        self.modes = {"25": True, "7": True, "1049": False}  # cursor, wrapping, alternate
        self.row = self.column = 0
        self.colour = self.ground = None
        self.text = ""  # what is not yet understood: a sequence may come in pieces
        self.kept = (0, 0)
        self.broken = 0  # sequences that ended in their midst

    @property
    def cells(self):
        return self.screens[self.modes["1049"]]

    def feed(self, text):
        self.text += text
        while self.text:
            if self.text[0] != "\x1b":
                self.put(self.text[0])
                self.text = self.text[1:]
                continue
            found = SEQUENCE.match(self.text)
            if found:
                self.text = self.text[found.end():]
                self.obey(*found.groups())
            elif "\x1b" in self.text[1:]:  # broken off: forgotten when the next one begins
                self.broken += 1
                self.text = self.text[self.text.index("\x1b", 1):]
            else:
                return

    def put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
            if self.row >= self.rows:  # scrolls
                self.row = self.rows - 1
                moved = {(r - 1, c): cell for (r, c), cell in self.cells.items() if r > 0}
                self.screens[self.modes["1049"]] = moved
        else:
            if self.column < self.columns:
                self.cells[self.row, self.column] = (character, self.colour, self.ground)
            self.column += 1

    def obey(self, private, numbers, letter):
        if private:
            self.modes[numbers] = letter == "h"
            if numbers == "1049" and letter == "h":  # an empty screen; the way back is kept
                self.screens[True], self.kept = {}, (self.row, self.column)
            elif numbers == "1049":
                self.row, self.column = self.kept
        elif letter == "m":
            values = [int(n) for n in numbers.split(";")]
            if values[0] == 38:
                self.colour = tuple(values[2:])
            elif values[0] == 48:
                self.ground = tuple(values[2:])
            else:
                self.ground = None
                self.colour = None if values[0] == 0 else self.colour
        elif letter == "H":
            self.row = self.column = 0
        elif letter in "KJ":
            for row, column in list(self.cells):
                after = column >= self.column if row == self.row else row > self.row and letter == "J"
                if after:
                    del self.cells[row, column]
        else:
            raise ValueError(f"unknown sequence {numbers}{letter}")

    def lines(self):
        return ["".join(self.cells.get((row, column), " ")[0] for column in range(self.columns)).rstrip()
                for row in range(self.rows)]

    def picture(self):
        """The pixels of the half blocks, uint8 [height, width, 3]; None when there are none."""
        blocks = {place: cell for place, cell in self.cells.items() if cell[0] == "\u2580"}
        if not blocks:
            return None
        top = min(row for row, _ in blocks)
        height, width = max(row for row, _ in blocks) - top + 1, max(column for _, column in blocks) + 1
        pixels = np.zeros((2 * height, width, 3), np.uint8)
        for (row, column), (_, colour, ground) in blocks.items():
            pixels[2 * (row - top), column] = colour
            pixels[2 * (row - top) + 1, column] = ground
        return pixels


class OnTerminal:
    """Runs a program on a terminal of its own. `screen` is what it shows, `frames` every picture
    with the line below it."""

    def __init__(self, command, rows=40, columns=100, **keywords):
        self.screen, self.frames = Screen(rows, columns), []
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode  # letters come in pieces, too
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), **keywords)

    def type(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds):
        """Takes in what it writes for at most this long; returns whether there was anything."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        for piece in re.split("(?=\x1b\\[H)", self.decode(os.read(self.master, 1 << 16))):
            if piece.startswith("\x1b[H"):
                self.keep_frame()
            self.screen.feed(piece)
        return True

    def keep_frame(self):
        picture = self.screen.picture()
        if picture is not None and self.screen.modes["1049"]:
            self.frames.append((picture, self.screen.lines()[len(picture) // 2]))

    def wait_for(self, seen, seconds=60):
        """Waits until seen(screen), or text seen, is on the screen."""
        look = seen if callable(seen) else lambda screen: seen in "\n".join(screen.lines())
        end = time.monotonic() + seconds
        while not look(self.screen):
            if not self.read(0.1) and self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{seen} was not seen:\n" + "\n".join(self.screen.lines()))

    def wait_for_stop(self, seconds=60):
        """Waits until it is stopped, as by Ctrl-Z. What it writes is taken in all the while: with
        nobody reading, it could not get as far."""
        end = time.monotonic() + seconds
        while not os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)[0]:
            self.read(0.1)
            if time.monotonic() > end:
                raise AssertionError("it did not stop:\n" + "\n".join(self.screen.lines()))
        while self.read(0):
            pass

    def end(self, seconds=60):
        """Waits for its end; returns the exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.1)
        while self.read(0):
            pass
        return self.process.wait(1)

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def is_as_before(self):
        """Whether the terminal was given back: modes, cursor, wrapping, screen."""
        return (termios.tcgetattr(self.slave) == self.before
                and self.screen.modes == {"25": True, "7": True, "1049": False})
