"""shards.py TOOL MODEL FOLDER N ARGS...: N processes at a time, and their merge in
another order, give the bytes of one."""
import filecmp
import subprocess
import sys

tool, model, folder, count, *args = sys.argv[1:]
count = int(count)


def start(output, *more):
    return subprocess.Popen([tool, model, *args, *more, "-o", output],
                            stdout=subprocess.DEVNULL)


whole = f"{folder}/whole.json"
parts = [f"{folder}/part{i}.json" for i in range(count)]
processes = [start(part, "--shard", f"{i}/{count}") for i, part in enumerate(parts)]
processes.append(start(whole))
assert all(process.wait() == 0 for process in processes)
for order in (parts, parts[::-1]):
    merged = f"{folder}/merged.json"
    subprocess.run([tool, "--merge", *order, "-o", merged], check=True)
    assert filecmp.cmp(whole, merged, shallow=False), "not the bytes of one process"
