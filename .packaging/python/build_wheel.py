"""Builds the wheel: build_wheel.py PROGRAM VERSION PLATFORM FOLDER.

A wheel is a zip archive with four files about itself (PyPA's "Binary distribution format"), which
needs no tool that would have to be installed first.
"""

import base64
import hashlib
import json
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).parent

KERNEL = {
    "argv": ["python3", "-m", "neurosh.kernel", "-f", "{connection_file}"],
    "display_name": "neurosh",
    "language": "neurosh",
    "interrupt_mode": "signal",
}


def build(program, version, platform, folder):
    tag = f"py3-none-{platform}"
    name = f"neurosh-{version}"
    info = f"{name}.dist-info"
    files = {
        f"neurosh/{source.name}": source.read_bytes()
        for source in sorted((HERE / "neurosh").glob("*.py"))
    }
    # Where the installer puts scripts, kernels' descriptions and manual pages.
    files[f"{name}.data/scripts/neurosh"] = pathlib.Path(program).read_bytes()
    kernel = json.dumps(KERNEL, indent=2).encode()
    files[f"{name}.data/data/share/jupyter/kernels/neurosh/kernel.json"] = kernel
    files[f"{info}/METADATA"] = (HERE / "METADATA").read_text().replace("VERSION", version).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: neurosh\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    )
    copyright = HERE.parent / "deb" / "copyright"
    files[f"{info}/licenses/copyright"] = copyright.read_bytes()
    record = "".join(f"{path},{digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()

    wheel = pathlib.Path(folder) / f"{name}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in files.items():
            # The same bytes whenever it is built.
            entry = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            mode = 0o755 if "/scripts/" in path else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return wheel


def digest(data):
    text = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={text}"


if __name__ == "__main__":
    print(build(*sys.argv[1:]))
