#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Foreign projects, in a folder outside of the source tree, build and draw with the installed tree.

The tree is moved before anything uses it, to a folder with a space in its name: nothing in it may know where it was.
scripts/long/subproject builds the library whole inside of a foreign project; here that ends with the project's own files.
"""
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = os.environ["CLIPDRAW_BUILD"]
CMAKE = os.environ["CLIPDRAW_CMAKE"]
GENERATOR = os.environ["CLIPDRAW_GENERATOR"]
COMPONENTS = ("runtime", "devel", "apps", "weights", "doc")
TINY = str(SOURCE / "tests" / "data" / "tiny")


def run(*command, **environment):
    """Runs a program and returns what it printed; without CLIPDRAW_WEIGHTS unless that is given."""
    inherited = {name: value for name, value in os.environ.items() if name != "CLIPDRAW_WEIGHTS"}
    result = subprocess.run([str(part) for part in command], env={**inherited, **environment}, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode != 0:
        raise AssertionError(f"{command}: exit code {result.returncode}\n{result.stdout}")
    return result.stdout


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


class ConsumerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.work = pathlib.Path(folder.name)
        run(CMAKE, "--install", BUILD, "--prefix", cls.work / "first")
        cls.prefix = cls.work / "moved away"
        (cls.work / "first").rename(cls.prefix)
        cls.libraries = next(cls.prefix.rglob("libclipdraw.so")).parent
        shutil.copytree(HERE / "projects", cls.work / "projects")

    def build(self, project, *arguments, targets=("all",)):
        """Configures and builds a project. Returns the folder of what was built."""
        build = self.work / f"build-{project.name}"
        run(CMAKE, "-S", project, "-B", build, "-G", GENERATOR, *arguments)
        run(CMAKE, "--build", build, "--target", *targets)
        return build

    def test_each_file_belongs_to_one_component(self):
        parts = []
        for component in COMPONENTS:
            prefix = self.work / component
            run(CMAKE, "--install", BUILD, "--prefix", prefix, "--component", component)
            parts += files(prefix) if prefix.exists() else []
            shutil.rmtree(prefix, ignore_errors=True)
        self.assertEqual(sorted(parts), files(self.prefix))

    def test_find_package(self):
        build = self.build(self.work / "projects" / "find_package", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        # With the models that were installed, then with small ones.
        run(build / "draw_c", self.work / "installed.png")
        run(build / "draw_c", self.work / "c.png", CLIPDRAW_WEIGHTS=TINY)
        run(build / "draw_cpp", self.work / "cpp.png", CLIPDRAW_WEIGHTS=TINY)
        self.assertEqual((self.work / "c.png").read_bytes(), (self.work / "cpp.png").read_bytes())
        self.assertNotEqual((self.work / "c.png").read_bytes(), (self.work / "installed.png").read_bytes())
        run(build / "adapters")

    def test_pkg_config_is_all_that_a_c_program_needs(self):
        path = {"PKG_CONFIG_PATH": str(self.libraries / "pkgconfig")}
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", "clipdraw", **path))
        program = self.work / "pkg_config"
        run("cc", "-std=c99", "-o", program, self.work / "projects" / "draw.c", *flags)
        run(program, self.work / "pkg_config.png", CLIPDRAW_WEIGHTS=TINY, LD_LIBRARY_PATH=str(self.libraries))
        version = run("pkg-config", "--modversion", "clipdraw", **path).strip()
        self.assertIn(f"libclipdraw.so.{version}", os.listdir(self.libraries))

    def test_add_subdirectory(self):
        if GENERATOR != "Ninja":
            self.skipTest("only Ninja builds single objects by name")
        self.build(self.work / "projects" / "subproject", f"-DCLIPDRAW_SOURCE={SOURCE}",
                   targets=(f"CMakeFiles/draw_c.dir{self.work}/projects/draw.c.o",))

    def test_examples(self):
        self.build(SOURCE / "examples", f"-DCMAKE_PREFIX_PATH={self.prefix}", targets=("minimal_c",))

    def test_the_installed_command_runs_where_it_lies(self):
        command = self.prefix / "bin" / "clipdraw"
        if not command.exists():
            self.skipTest("built without the command")
        self.assertIn("--steps", run(command, "--help"))
        if (self.prefix / "libexec" / "clipdraw" / "clipdraw-models").exists():
            self.assertIn("clip-vocabulary", run(command, "models", "list"))

    def test_the_package_names_no_file_of_this_machine(self):
        texts = [path for pattern in ("*.cmake", "*.pc") for path in self.libraries.rglob(pattern)]
        self.assertGreater(len(texts), 3)
        for path in texts:
            text = path.read_text()
            for word in ("libtorch", "libc10", BUILD, str(SOURCE), str(self.work)):
                self.assertNotIn(word, text, path)


if __name__ == "__main__":
    unittest.main()
