"""Run every notebook with the project's kernel, keep what it produced in out/, and hold its numbers to the expected ones.

A notebook passes when no cell fails and each number that its cells give to `summary()` lies within the tolerance of
test/notebooks/expected/<notebook>.<profile>.json: {"name": {"value": number, "tolerance": number}}.
"""
import argparse
import json
import math
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
KERNEL = "mivpg"
SUMMARY = "application/vnd.mivpg.summary+json"
LARGEST_BYTES = 1_000_000
NEW_TOLERANCE = 0.05
# What float32 sums may differ by from one machine or engine to the next.
ROUNDING = 1e-5


@dataclass
class Result:
    name: str
    seconds: float = 0.0
    figures: int = 0
    passed: int = 0
    checks: int = 0
    problems: list = field(default_factory=list)


def main():
    options = parse_options()
    notebooks = find_notebooks(options.notebooks)
    if not notebooks:
        sys.exit("No notebook found in notebooks/")
    results = [run_notebook(path, options) for path in notebooks]
    print_table(results)
    for result in results:
        for problem in result.problems:
            print(f"\n{result.name}: {problem}", file=sys.stderr)
    sys.exit(1 if any(result.problems for result in results) else 0)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="names such as 01-qformer-is-mil; default: all")
    parser.add_argument("--profile", choices=["full", "quick"], default=os.environ.get("MIVPG_PROFILE", "full"))
    parser.add_argument("--update", action="store_true", help="write new expected numbers and, in the full profile, executed notebooks back")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that one cell may take")
    return parser.parse_args()


def find_notebooks(names):
    found = sorted((ROOT / "notebooks").glob("*.ipynb"))
    unknown = [name for name in names if stem(name) not in {path.stem for path in found}]
    if unknown:
        sys.exit(f"No such notebook: {', '.join(unknown)}. There are: {', '.join(path.stem for path in found)}")
    chosen = [path for path in found if not names or path.stem in map(stem, names)]
    return [path for path in chosen if has_what_it_needs(path)]


def has_what_it_needs(path):
    """Whether the folders are there that test/notebooks/needs.json names for a notebook."""
    needs = json.loads((ROOT / "test" / "notebooks" / "needs.json").read_text()).get(path.stem, [])
    missing = [folder for folder in needs if not (ROOT / folder).is_dir()]
    if missing:
        print(f"{path.stem}: skipped, it needs {' and '.join(missing)}: npm run pretrain")
    return not missing


def stem(name):
    return Path(name).name.removesuffix(".ipynb")


def run_notebook(path, options):
    result = Result(path.stem)
    notebook = nbformat.read(path, as_version=4)
    figures = ROOT / "out" / "figures" / path.stem
    environment = {**os.environ, "MIVPG_PROFILE": options.profile, "MIVPG_FIGURES": str(figures)}
    clear(figures)
    start = time.time()
    try:
        execute(notebook, path, environment, options.timeout)
    except (CellExecutionError, DeadKernelError, RuntimeError, TimeoutError) as error:
        result.problems.append(describe_failure(notebook, error))
    result.seconds = time.time() - start
    result.figures = len(list(figures.glob("*.svg")))
    clean(notebook)
    write_notebook(notebook, ROOT / "out" / "notebooks" / path.name)
    check_numbers(notebook, path.stem, options, result)
    # Committed notebooks show the full run; of the quick one only the numbers are kept.
    if options.update and options.profile == "full" and not result.problems:
        update(notebook, path, result)
    return result


def clear(folder):
    for old in folder.glob("*.*") if folder.is_dir() else []:
        if old.suffix in (".svg", ".png", ".html"):
            old.unlink()


def execute(notebook, path, environment, timeout):
    """Run all cells, with a line that says which one runs. Raises what nbclient raises for the first that fails."""
    notebook.metadata["kernelspec"] = {"name": KERNEL, "display_name": "TypeScript (mivpg)", "language": "typescript"}
    cells = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    start = time.time()

    def show(cell, cell_index, **_):
        if cell.cell_type == "code":
            done = cells.index(cell_index)
            first = next((line for line in cell.source.splitlines() if line.strip()), "")
            status(f"{path.stem}  cell {done + 1}/{len(cells)}  {time.time() - start:.0f} s  {first[:50]}")

    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=timeout,
        # On a busy machine a cell's output may come long after its end.
        startup_timeout=180,
        iopub_timeout=120,
        raise_on_iopub_timeout=True,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=show,
        record_timing=False,
    )
    try:
        client.execute(env=environment)
    finally:
        status("")


def status(text):
    if sys.stdout.isatty():
        print(f"\r{text[:110]:<110}", end="\r" if not text else "", flush=True)
    elif text:
        print(text, flush=True)


def describe_failure(notebook, error):
    """What failed, the cell's source line where the kernel tells it, and the error's text."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type != "error" or "raises-exception" in cell.metadata.get("tags", []):
                continue
            lines = cell.source.splitlines() or [""]
            at = re.match(r"(\d+):\d+ - ", output.evalue)
            line = int(at[1]) if at else next((i for i, text in enumerate(lines, 1) if text.strip()), 1)
            source = lines[min(line, len(lines)) - 1].strip()
            trace = "\n  ".join(output.traceback)
            return f"cell {number}, line {line}: {source}\n  {trace or output.evalue}"
    return f"{type(error).__name__}: {error}"


def clean(notebook):
    """Drop what differs from run to run without meaning anything, so that notebooks compare well."""
    notebook.metadata = {
        "kernelspec": notebook.metadata["kernelspec"],
        "language_info": {"name": "typescript", "file_extension": ".ts", "mimetype": "text/typescript"},
    }
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        if cell.cell_type == "code":
            cell.outputs = merge_streams(cell.outputs)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = last_of_each_line(output.text)


def merge_streams(outputs):
    """One output for texts that follow each other on the same stream, however they were cut when sent."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def last_of_each_line(text):
    """What a terminal shows in the end: of a line redrawn with carriage returns, its last state."""
    lines = [[part for part in line.split("\r") if part] for line in text.split("\n")]
    return "\n".join(parts[-1].rstrip() if parts else "" for parts in lines)


def write_notebook(notebook, path):
    text = nbformat.writes(notebook) + "\n"
    replace(path, text)
    return len(text.encode())


def replace(path, text):
    """Write beside, then rename: a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as beside:
        beside.write(text)
    os.chmod(beside.name, 0o644)
    os.replace(beside.name, path)


def summary_of(notebook):
    numbers = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            numbers.update(output.get("data", {}).get(SUMMARY, {}))
    return numbers


def expected_path(name, profile):
    return ROOT / "test" / "notebooks" / "expected" / f"{name}.{profile}.json"


def check_numbers(notebook, name, options, result):
    found = summary_of(notebook)
    path = expected_path(name, options.profile)
    expected = json.loads(path.read_text()) if path.exists() else {}
    not_finite = [key for key, value in found.items() if not is_finite(value)]
    result.problems += [f'the summary\'s "{key}" is {found[key]}: expected a finite number' for key in not_finite]
    if options.update:
        if not result.problems:
            expected = {key: {"value": value, "tolerance": tolerance(expected.get(key), value)} for key, value in found.items()}
            replace(path, json.dumps(expected, indent=2) + "\n")
            result.checks = result.passed = len(expected)
        return
    result.checks = len(expected)
    for key, want in expected.items():
        value = found.get(key)
        if is_finite(value) and abs(value - want["value"]) <= want["tolerance"]:
            result.passed += 1
        elif key not in not_finite:
            text = "missing from the notebook" if value is None else f"{value}"
            result.problems.append(f'summary "{key}": {text}, expected {want["value"]} +- {want["tolerance"]}')
    for key in found.keys() - expected.keys():
        result.checks += 1
        result.problems.append(f'summary "{key}" = {found[key]} is not in {path.relative_to(ROOT)}: add it with --update')


def is_finite(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def tolerance(known, value):
    return known["tolerance"] if known else max(NEW_TOLERANCE * abs(value), ROUNDING)


def update(notebook, path, result):
    size = len(nbformat.writes(notebook).encode())
    if size > LARGEST_BYTES:
        result.problems.append(f"{size / 1e6:.2f} MB executed, at most 1 MB expected: show fewer or smaller figures")
    else:
        write_notebook(notebook, path)


def print_table(results):
    rows = [("notebook", "time", "figures", "checks passed", "")]
    for result in results:
        checks = f"{result.passed}/{result.checks}"
        verdict = "FAILED" if result.problems else "ok"
        rows.append((result.name, f"{result.seconds:.1f} s", str(result.figures), checks, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    print()
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    main()
