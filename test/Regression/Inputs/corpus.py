"""Every module of the test suite that parses, one per `// -----` chunk; the whole
corpus (`lit -Dwhole`) is that and every ONNX model below test/ that imports."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
OPT = os.environ.get("QUANT_OPT", "quant-opt")
TRANSLATE = os.environ.get("QUANT_TRANSLATE", "quant-translate")
TIMEOUT_S = 300


class Module:
    """One chunk of a test file; `name` tells which."""

    def __init__(self, path, index, text):
        self.name = f"{os.path.relpath(path, ROOT)}#{index}"
        self.text = text


def quant_opt(arguments, text):
    """The finished process; its output is bytes. A timeout counts as a crash."""
    data = text if isinstance(text, bytes) else text.encode()
    command = [OPT, "--allow-unregistered-dialect", *arguments]
    try:
        return subprocess.run(command, input=data, capture_output=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -14, b"", b"timed out")


def crashed(done):
    """True for a signal, an assertion or a sanitizer; false for a diagnostic."""
    return done.returncode not in (0, 1) or b"AddressSanitizer" in done.stderr \
        or b"runtime error:" in done.stderr


def in_parallel(function, items):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def run_all(arguments, texts):
    """What each text becomes, in one process; empty where it fails, and none at
    all when the process crashes. Starting a process costs more than a module."""
    joined = "\n// -----\n".join(texts)
    done = quant_opt([*arguments, "--split-input-file", "--mlir-disable-threading"], joined)
    if crashed(done):
        return None
    parts = re.split(r"^// -----\n", done.stdout.decode(), flags=re.M)
    assert len(parts) == len(texts), f"{len(texts)} modules gave {len(parts)}"
    return [part.strip() for part in parts]


def import_models():
    """The modules of all ONNX models, when the whole corpus is asked for."""
    if "QUANTX_WHOLE_CORPUS" not in os.environ:
        return []
    paths = sorted(os.path.join(folder, file) for folder, _, files in os.walk(ROOT)
                   for file in files if file.endswith(".onnx"))
    texts = in_parallel(lambda path: subprocess.run([TRANSLATE, "--import-onnx", path], capture_output=True,
                                                    text=True, timeout=TIMEOUT_S).stdout, paths)
    return [Module(path, 0, text) for path, text in zip(paths, texts) if text]


def read_modules():
    """(modules that parse, names of those that crash the parser)."""
    chunks = []
    for folder, _, files in sorted(os.walk(ROOT)):
        for file in sorted(files):
            if file.endswith(".mlir"):
                path = os.path.join(folder, file)
                with open(path) as f:
                    parts = re.split(r"^// -----.*\n", f.read(), flags=re.M)
                chunks += [Module(path, i, part) for i, part in enumerate(parts)]
    chunks += import_models()
    printed = run_all([], [m.text for m in chunks])
    if printed is not None:
        return [m for m, text in zip(chunks, printed) if text], []
    done = in_parallel(lambda m: quant_opt([], m.text), chunks)
    parsed = [m for m, d in zip(chunks, done) if d.returncode == 0]
    return parsed, [m.name for m, d in zip(chunks, done) if crashed(d)]
