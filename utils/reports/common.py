"""What every report shares: where things are, running tools, writing figures."""

import json
import os
import platform
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def build_dir():
    """The build folder given on the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} BUILD-DIR (utils/report.sh calls this)")
    return os.path.abspath(sys.argv[1])


def run(*command):
    """Runs a command; on failure shows what it printed and stops."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}error: '{' '.join(command)}' failed with status {done.returncode}")
    return done.stdout


def commit():
    """The commit the figures belong to, with a mark for uncommitted changes."""
    try:
        name = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True,
                              text=True, check=True).stdout.strip()
        dirty = subprocess.run(["git", "-C", ROOT, "status", "--porcelain"], capture_output=True,
                               text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return name + ("-dirty" if dirty else "")


def machine():
    """Processor model, core count and operating system."""
    model = platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    model = line.split(":", 1)[1].strip()
                    break
    except OSError:
        pass
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform()}


def table(header, rows):
    """Rows as aligned text: the first column to the left, figures to the right."""
    cells = [header] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]

    def line(row):
        return "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                         for i, (cell, width) in enumerate(zip(row, widths))).rstrip()

    return "\n".join([line(header), "  ".join("-" * width for width in widths)]
                     + [line(row) for row in cells[1:]])


def write(build, name, rows, summary):
    """Writes build/reports/NAME.json and returns its path."""
    folder = os.path.join(build, "reports")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name + ".json")
    with open(path + ".partial", "w") as file:
        json.dump({"name": name, "commit": commit(), "machine": machine(), "rows": rows,
                   "summary": summary}, file, indent=2)
        file.write("\n")
    os.replace(path + ".partial", path)
    return path
