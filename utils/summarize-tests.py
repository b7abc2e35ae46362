#!/usr/bin/python3
"""Prints failed and skipped tests of a lit results file, then the totals.

usage: summarize-tests.py RESULTS.json
"""

import json
import sys

PASSED = {"PASS", "XFAIL", "FLAKYPASS"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        tests = json.load(file)["tests"]
    passed = skipped = failed = 0
    for test in sorted(tests, key=lambda test: test["name"]):
        if test["code"] in PASSED:
            passed += 1
        elif test["code"] in SKIPPED:
            skipped += 1
            print(f"skipped: {test['name']}")
        else:
            failed += 1
            print(f"{test['code'].lower()}: {test['name']}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
