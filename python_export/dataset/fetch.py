"""Downloads packages once and unpacks from them only what is read."""
import os
import shutil
import subprocess
import tarfile
from pathlib import Path


def _npm(spec, folder):
    """The archive of an npm package, downloaded if it is not there."""
    name, version = spec.rsplit("@", 1)
    archive = folder / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", spec, "--silent", "--pack-destination", str(folder)],
                       check=True, stdout=subprocess.DEVNULL)
    return archive, version


def _deb(name, folder):
    """The archive of a Debian package, downloaded if it is not there; needs no root."""
    found = sorted(folder.glob(f"{name}_*.deb"))
    if not found:
        subprocess.run(["apt-get", "download", name], check=True, cwd=folder,
                       stdout=subprocess.DEVNULL)
        found = sorted(folder.glob(f"{name}_*.deb"))
    version = subprocess.run(["dpkg-deb", "-f", str(found[-1]), "Version"], check=True,
                             capture_output=True, text=True).stdout.strip()
    return found[-1], version


def _unpack_tar(archive, target, wanted):
    """Unpacks the regular files of an npm archive for which wanted(path) holds."""
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            path = member.name.split("/", 1)[-1]
            if not member.isfile() or ".." in path.split("/") or not wanted(path):
                continue
            out = target / path
            out.parent.mkdir(parents=True, exist_ok=True)
            with tar.extractfile(member) as source, open(out, "wb") as sink:
                shutil.copyfileobj(source, sink)


def fetch(origin, cache, wanted=lambda path: True, key=""):
    """Returns (folder, version) of an unpacked "npm:..." or "deb:..." package.

    wanted picks the files of an npm package; key names that choice, so that two
    choices from one package are cached apart.
    """
    kind, spec = origin.split(":", 1)
    downloads = Path(cache) / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    archive, version = (_npm if kind == "npm" else _deb)(spec, downloads)
    target = Path(cache) / "unpacked" / (archive.stem.replace("%3a", "_") + key)
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        if kind == "npm":
            _unpack_tar(archive, partial, wanted)
        else:
            subprocess.run(["dpkg-deb", "-x", str(archive), str(partial)], check=True)
        os.rename(partial, target)
    return target, version
