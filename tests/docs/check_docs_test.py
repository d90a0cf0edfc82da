#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests check_docs.py with small documents, good and bad. Needs the same environment."""

import pathlib
import tempfile
import unittest

from check_docs import Checker

GOOD = """
# A heading, with *words*

[here](#a-heading-with-words) and `clipdraw_session_run`, `CLIPDRAW_KEEP`, `clipdraw::Session`, `lib/known.h`

```c
#include <math.h>
status = clipdraw_session_add_text(session, "rain", -0.4f, -INFINITY);
if (status != CLIPDRAW_OK) return 1;
```

<!-- scope: file -->
```c
static int twice(int number) { return 2 * number; }
```

```c
width = twice(width);
```

<!-- run: one.png -->
<!-- stranger: one.c -->
```c
#include <stdio.h>
int main(int count, char** words) {
  FILE* file = fopen(words[count - 1], "w");
  return file == NULL || fclose(file) != 0;
}
```

<!-- given: int steps = 40; -->
```cpp
options.set("steps", steps);
```

<!-- from: lib/known.h -->
```c
first line of the file
...
  last line of the file
```

<!-- run: -->
```python
assert 1 + 1 == 2
```

```sh
VARIABLE=1 clipdraw "a cat" --seed=1 -o cat.png && true   # --unknown is a comment
```

```json
{"steps": 40}
```

```cmake
find_package(clipdraw 0.1 REQUIRED)
```

```text
as it is
```
"""


def block(language, text, mark=""):
    return f"words\n\n{mark}\n```{language}\n{text}\n```\n"


class CheckDocsTest(unittest.TestCase):
    def problems(self, text):
        with tempfile.TemporaryDirectory(prefix="clipdraw-docs-test-") as folder:
            root = pathlib.Path(folder) / "tree"
            (root / "lib").mkdir(parents=True)
            (root / "lib/known.h").write_text(
                "first line of the file\nmiddle\n\nlast line of the file\n"
                "clipdraw_session_run CLIPDRAW_KEEP Session\n", encoding="utf-8")
            (root / "README.md").write_text(text, encoding="utf-8")
            (pathlib.Path(folder) / "work").mkdir()
            return Checker(root, pathlib.Path(folder) / "work").check()

    def test_good(self):
        self.assertEqual(self.problems(GOOD), [])

    def test_bad(self):
        for words, text in {
                "clipdraw_session_jump": block("c", "clipdraw_session_jump(session);"),
                "unused-result": block("c", "clipdraw_session_start(session);"),
                "loss_of_all": block("c", "size = step.loss_of_all;"),
                "jump": block("cpp", "session.jump();"),
                "README.md:6": block("c", "\nnot C;"),
                "the program does not compile": block("c", "int main(void) { return x; }"),
                "does not link": block("c", "int no(void);\nint main(void) { return no(); }", "<!-- run: -->"),
                "ended with 3": block("c", "int main(void) { return 3; }", "<!-- run: -->"),
                "has written no a.png": block("c", "int main(void) { return 0; }", "<!-- run: a.png -->"),
                "no such lines": block("c", "first line of another file", "<!-- from: lib/known.h -->"),
                "has no such": block("c", "last line of the file\n...\nmiddle", "<!-- from: lib/known.h -->"),
                "which is not there": block("c", "words", "<!-- from: lib/unknown.h -->"),
                "the mark rum": block("c", "width = 1;", "<!-- rum: -->"),
                "no b.png": block("c", "int main(void) { return 0; }", "<!-- run: b.png -->\n<!-- stranger: b.c -->"),
                "is not Python": block("python", "def"),
                "AssertionError": block("python", "assert False", "<!-- run: -->"),
                "is not JSON": block("json", "{...}"),
                "is not TOML": block("toml", "steps 40"),
                "is not CMake": block("cmake", "find_package(clipdraw"),
                "No closing quotation": block("sh", "clipdraw \"a cat"),
                "knows no --sed": block("sh", "clipdraw \"a cat\" \\\n  --sed 1"),
                "models fetch knows no --seed": block("sh", "true; clipdraw models fetch --seed 1"),
                "no module python_export.jump": block("sh", "/usr/bin/python3 -m python_export.jump FILE"),
                "scripts/jump is not there": block("sh", "scripts/jump"),
                "is code": block("text", "clipdraw_session_free(session);"),
                "without a language": block("", "steps = 1"),
                "language ruby": block("ruby", "steps = 1"),
                "indented code": "words\n\n    clipdraw_session_free(session);\n",
                "unknown.md leads nowhere": "[words](unknown.md)",
                "no heading #nothing": "# Words\n\n[words](#nothing)",
                "nothing is called clipdraw_jump": "`clipdraw_jump()`",
                "nothing is called clipdraw::Jump": "`clipdraw::Jump`",
                "there is no lib/unknown.h": "`lib/unknown.h`"}.items():
            with self.subTest(words):
                found = self.problems(text)
                self.assertEqual(len(found), 1, found)
                self.assertIn(words, found[0])


if __name__ == "__main__":
    unittest.main()
