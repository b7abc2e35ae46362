#!/usr/bin/python3
"""What outsiders can check: ONNX's vectors, FP8 codes, proofs, packed weights."""

import json
import os
import re
import subprocess
import sys
import tempfile

import common
import large_weight

# The names of the tests that each FP8 figure stands for: of NarrowFloatTests for
# Numerics, of DialectTests for the folder, of JitTests for the JIT, and the lit tests
# that run the portable lowering over the same numbers.
DECODE_TESTS = ["NarrowFloat.EveryCodeDecodesAsAPFloatDoes"]
ENCODE_TESTS = ["NarrowFloat.EveryF16Encodes", "NarrowFloat.TenMillionF32Encode",
                "NarrowFloat.OverflowIsSaturatedOrNot", "NarrowFloat.ZerosAndNaNs"]
FOLD_DECODE_TEST = "EveryCodeReadsAsAPFloat"
FOLD_ENCODE_TEST = "AllF16AndRandomF32EncodeAsAPFloat"
JIT_DECODE_TEST = "DequantizesEveryCode"
JIT_ENCODE_TEST = "QuantizesAsNumericsDoes"
FP8_LIT_TESTS = ["test/Execution/Float8ToArith", "test/Execution/QuantXToLinalg/storage.test"]


def gtest(build, binary, pattern):
    """Test name -> passed, failed or skipped, of the tests that match."""
    program = os.path.join(build, "unittests", binary)
    if not os.path.exists(program):
        sys.exit(f"error: '{program}' is missing; was it built? (it needs ONNX and GoogleTest)")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tests.json")
        subprocess.run([program, f"--gtest_filter={pattern}", f"--gtest_output=json:{path}"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if not os.path.exists(path):
            sys.exit(f"error: '{binary} --gtest_filter={pattern}' did not finish; run it to see why")
        with open(path) as file:
            suites = json.load(file)["testsuites"]
    results = {}
    for suite in suites:
        for test in suite["testsuite"]:
            state = "failed" if "failures" in test else "passed"
            if test["result"] == "SKIPPED":
                state = "skipped"
            results[f"{suite['name']}.{test['name']}"] = state
    return results


def count_cases(results, suite):
    """A published case passes when every form of it does: (passed, names of the others, total)."""
    cases = {}
    for name, state in results.items():
        if suite in name:
            cases.setdefault(name.rsplit("/", 1)[1], []).append(state)
    missed = sorted(case for case, states in cases.items() if set(states) != {"passed"})
    return len(cases) - len(missed), missed, len(cases)


def vectors(build):
    results = gtest(build, "ConformanceTests", "ONNX/*")
    quantization = count_cases(results, "Quantization")
    floats = count_cases(results, "FloatOperators")
    if not quantization[2]:
        print("No published vectors here: set QUANTX_ONNX_VECTORS to a folder of ONNX node tests.")
    return quantization, floats


def all_pass(results, names):
    return all(results.get(name) == "passed" for name in names)


def all_forms_pass(results, name):
    states = [state for test, state in results.items() if f".{name}/" in test]
    return bool(states) and all(state == "passed" for state in states)


def fp8(build):
    """(decode, encode): Numerics and the folder against APFloat, the JIT and the portable
    lowering against Numerics."""
    results = gtest(build, "NarrowFloatTests", ":".join(DECODE_TESTS + ENCODE_TESTS))
    forms = gtest(build, "DialectTests", "Formats/FloatFold.*")
    forms.update(gtest(build, "JitTests", "Formats/NarrowFloatJit.*"))
    tests = [os.path.join(build, test) for test in FP8_LIT_TESTS]
    lit = subprocess.run([find_lit(), "-q", *tests], stdout=subprocess.DEVNULL,
                         check=False).returncode == 0
    decode = all_pass(results, DECODE_TESTS) and lit
    encode = all_pass(results, ENCODE_TESTS) and lit
    for name in (FOLD_DECODE_TEST, JIT_DECODE_TEST):
        decode = decode and all_forms_pass(forms, name)
    for name in (FOLD_ENCODE_TEST, JIT_ENCODE_TEST):
        encode = encode and all_forms_pass(forms, name)
    return decode, encode


def find_lit():
    for folder in ["/usr/lib/llvm-22/bin"] + os.environ["PATH"].split(os.pathsep):
        for name in ["lit", "llvm-lit"]:
            if os.access(os.path.join(folder, name), os.X_OK):
                return os.path.join(folder, name)
    sys.exit("error: lit is needed; it comes with llvm-22-tools")


def proofs(build):
    """(proved, failed) by z3; nothing where it is not installed."""
    path = os.pathsep.join([os.path.join(build, "bin"), "/usr/lib/llvm-22/bin", os.environ["PATH"]])
    done = subprocess.run([sys.executable, os.path.join(common.ROOT, "test/Proofs/prove.py")],
                          capture_output=True, text=True, check=False,
                          env=dict(os.environ, PATH=path))
    found = re.search(r"(\d+) proved, (\d+) failed", done.stdout)
    if not found:
        print("The proofs could not be run: " + (done.stderr or done.stdout).strip()[:300])
        return 0, 0
    return int(found[1]), int(found[2])


def large_weight_ratio(build):
    """Peak memory over packed bytes of a 4-bit weight of 100 million elements."""
    _, summary = large_weight.report(os.path.join(build, "bin", "quant-opt"),
                                     os.path.join(build, "large-weight"), large_weight.ELEMENTS)
    return summary["large_weight_bytes_ratio"]


def main():
    build = common.build_dir()
    quantization, floats = vectors(build)
    decode, encode = fp8(build)
    proved, failed = proofs(build)
    ratio = large_weight_ratio(build)
    summary = {
        "quantization_passed": quantization[0],
        "quantization_total": quantization[2],
        "float_passed": floats[0],
        "float_total": floats[2],
        "fp8_decode_exact": decode,
        "fp8_encode_exact": encode,
        "proofs_passed": proved,
        "proofs_total": proved + failed,
        "large_weight_bytes_ratio": ratio,
    }
    rows = [{"subject": key, "value": value} for key, value in summary.items()]
    print(common.table(["figure", "value"], [[row["subject"], row["value"]] for row in rows]))
    for case in quantization[1] + floats[1]:
        print(f"missed: {case}")
    path = common.write(build, "conformance", rows, summary)
    print(f"Figures: {os.path.relpath(path)}")


if __name__ == "__main__":
    main()
