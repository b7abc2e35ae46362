#!/usr/bin/python3
"""Checks proofs written in SMT-LIB 2 with z3; README.md tells their form.

Prints one line per proof and the number of those proved and failed. Exits with
0 if all are proved, with 1 if one is not, with 2 if it cannot tell.
"""

import argparse
import itertools
import os
import re
import shlex
import subprocess
import sys
import time

SECTION = re.compile(r"^; (PROVE|REFUTE): (.+)$")
DIRECTIVE = re.compile(r"^; (RULE|LOGIC|PASSES|INCLUDE|FOR [\w, ]+): (.+)$")


class Malformed(Exception):
    """A proof file that is no proof."""


class Section:
    """A claim: its assertions are the negation of what the title says."""

    def __init__(self, kind, title):
        self.kind, self.title, self.lines = kind, title, []


class Proof:
    """One file: directives, code, assumptions, claims."""

    def __init__(self, path):
        self.folder, name = os.path.split(os.path.abspath(path))
        self.name = os.path.splitext(name)[0]
        self.rules, self.logic, self.passes = None, "QF_BV", None
        self.loops, self.code, self.assumptions, self.sections = [], [], [], []
        self.read_file(path)
        if not self.rules:
            raise Malformed("names no rule: '; RULE: QX-...' is needed")
        for kind in ("PROVE", "REFUTE"):
            if not any(s.kind == kind for s in self.sections):
                raise Malformed(f"has no '; {kind}:'; a proof has both, so that a vacuous one fails")
        if bool(self.code) != bool(self.passes):
            raise Malformed("needs both code (';|') and '; PASSES:', or neither")

    def read_file(self, path):
        with open(path) as file:
            for line in file.read().splitlines():
                self.read(line)

    def read(self, line):
        section, directive = SECTION.match(line), DIRECTIVE.match(line)
        if section:
            self.sections.append(Section(*section.groups()))
        elif directive:
            self.direct(*directive.groups())
        elif line.startswith(";|"):
            self.code.append(line[2:])
        else:
            (self.sections[-1].lines if self.sections else self.assumptions).append(line)

    def direct(self, key, value):
        if key == "RULE":
            self.rules = value
        elif key == "LOGIC":
            self.logic = value
        elif key == "PASSES":
            self.passes = value
        elif key == "INCLUDE":
            self.read_file(os.path.join(self.folder, value))
        else:
            names = key[len("FOR "):].replace(" ", "").split(",")
            self.loops.append([tuple(zip(names, v.split(","))) for v in expand(value)])

    def instances(self):
        """Every assignment of the FOR variables."""
        return [dict(itertools.chain(*choice)) for choice in itertools.product(*self.loops)]


def expand(text):
    """'a b' as it stands, '1..62' as the numbers from 1 to 62."""
    values = []
    for word in text.split():
        bounds = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", word)
        values += [str(i) for i in range(int(bounds[1]), int(bounds[2]) + 1)] if bounds else [word]
    return values


def substitute(lines, values):
    """@x@ is a variable's value, @x-1@ and @x-y@ a difference, @x:64@ and @x:y@ a bit-vector."""
    def look_up(name):
        if re.fullmatch(r"\d+", name):
            return name
        if name not in values:
            raise Malformed(f"'{name}' in a '@...@' is no variable of a '; FOR'")
        return values[name]

    def replace(match):
        value = look_up(match[1])
        if match[2]:
            value = str(int(value) - int(look_up(match[2])))
        if match[3]:
            width = int(look_up(match[3]))
            value = f"(_ bv{int(value) % 2 ** width} {width})"
        return value
    return re.sub(r"@(\w+)(?:-(\w+))?(?::(\w+))?@", replace, "\n".join(lines))


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Malformed(f"'{' '.join(command)}' failed with status {done.returncode}:\n"
                        f"{done.stdout[:2000]}{done.stderr[:2000]}")
    return done.stdout


class Prover:
    """Runs the tools; remembers formulas of code that comes again."""

    def __init__(self, options):
        self.options, self.formulas = options, {}

    def formula(self, code, passes):
        """What the code computes once the passes have run over it."""
        key = (code, tuple(passes))
        if key not in self.formulas:
            module = run([self.options.opt, *passes], code)
            text = run([self.options.translate, "--export-smtlib"], module)
            self.formulas[key] = text.replace("(reset)", "")
        return self.formulas[key]

    def ask(self, queries):
        """The solver's answer to each query: sat, unsat, or what went wrong."""
        limit = f"(set-option :timeout {self.options.timeout * 1000})\n"
        script = "".join(f"(reset)\n{limit}{query}\n(check-sat)\n(echo \"--\")\n" for query in queries)
        done = subprocess.run([self.options.z3, "-smt2", "-in"], input=script,
                              capture_output=True, text=True, check=False)
        answers = [" ".join(a.split()) for a in done.stdout.split("--\n")[:-1]]
        return answers + ["no answer"] * (len(queries) - len(answers))

    def base(self, proof, values):
        logic = "" if proof.logic == "ALL" else f"(set-logic {proof.logic})\n"
        code = ""
        if proof.code:
            code = self.formula(substitute(proof.code, values),
                                shlex.split(substitute([proof.passes], values)))
        return logic + code + substitute(proof.assumptions, values)

    def check(self, proof):
        """Yields (kind, title, queries, seconds, failure or None)."""
        instances = proof.instances()
        bases = [self.base(proof, values) for values in instances]
        for section in [Section("ASSUME", "the assumptions can be met")] + proof.sections:
            start = time.monotonic()
            queries = [base + "\n" + substitute(section.lines, values)
                       for base, values in zip(bases, instances)]
            if section.kind == "REFUTE":
                count, failure = self.refute(queries)
            else:
                wanted = "unsat" if section.kind == "PROVE" else "sat"
                count, failure = len(queries), judge(self.ask(queries), instances, wanted)
            yield section.kind, section.title, count, time.monotonic() - start, failure

    def refute(self, queries):
        """A wrong variant may hold in some instances; it has to fail in one."""
        answer = "no answer"
        for count, query in enumerate(reversed(queries), 1):
            answer, = self.ask([query])
            if answer != "unsat":
                break
        return count, None if answer == "sat" else f"z3 says '{answer}', not 'sat'"


def judge(answers, instances, wanted):
    """None, or which instance has another answer than the one wanted."""
    for answer, values in zip(answers, instances):
        if answer != wanted:
            where = "".join(f", {name} = {value}" for name, value in values.items())
            return f"z3 says '{answer}', not '{wanted}'{where}"
    return None


WORDS = {"PROVE": "proved", "REFUTE": "refuted", "ASSUME": "satisfiable"}


def prove_file(prover, path, verbose):
    """Prints the lines of one file; returns the numbers proved and failed."""
    proved = failed = 0
    try:
        proof = Proof(path)
        for kind, title, count, seconds, failure in prover.check(proof):
            if failure:
                failed += 1
                print(f"FAILED   {proof.rules}  {proof.name}: {title}: {failure}")
            elif kind == "PROVE" or verbose:
                proved += kind == "PROVE"
                queries = f"{count} queries" if count > 1 else "1 query"
                print(f"{WORDS[kind]:8} {proof.rules}  {proof.name}: {title} ({queries}, {seconds:.1f} s)")
    except Malformed as error:
        failed += 1
        print(f"FAILED   {path}: {error}")
    return proved, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="proofs; those beside this script if none is named")
    parser.add_argument("--opt", default="quantx-test-opt")
    parser.add_argument("--translate", default="mlir-translate")
    parser.add_argument("--z3", default="z3")
    parser.add_argument("--timeout", type=int, default=120, help="seconds a query may take")
    parser.add_argument("--verbose", action="store_true", help="list what was refuted as well")
    options = parser.parse_args()
    folder = os.path.dirname(os.path.abspath(__file__))
    files = options.files or sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".smt2"))
    prover, proved, failed = Prover(options), 0, 0
    try:
        for path in files:
            counts = prove_file(prover, path, options.verbose)
            proved, failed = proved + counts[0], failed + counts[1]
            sys.stdout.flush()
    except FileNotFoundError as error:
        print(f"error: '{error.filename}' is not there; z3 is Debian's package z3, quantx-test-opt is "
              "built, mlir-translate is LLVM's", file=sys.stderr)
        return 2
    print(f"{proved} proved, {failed} failed")
    return 1 if failed or not proved else 0


if __name__ == "__main__":
    sys.exit(main())
