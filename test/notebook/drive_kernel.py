"""Runs cells in the notebook kernel and prints, as JSON, what each one did.

Standard input: {"prefix": <Jupyter prefix with the kernel>, "folder": <where the kernel starts>, "cells": [
  {"source": "...", "expect_error": bool, "interrupt": bool}]}; a cell is interrupted soon after it first prints something.
Standard output: [{"status": "ok" | "error", "count": n, "outputs": [...], "seconds": s}]
"""
import json
import os
import sys
import threading
import time

from jupyter_client.manager import KernelManager


def run_cell(manager, client, cell):
    timer = threading.Timer(0.3, manager.interrupt_kernel)
    outputs = []

    def keep(message):
        kind, content = message["msg_type"], message["content"]
        # The cell runs when it prints: an interrupt by the clock alone could meet the compiler.
        if cell.get("interrupt") and kind == "stream" and not timer.is_alive() and not timer.finished.is_set():
            timer.start()
        if kind in ("stream", "error", "display_data", "execute_input"):
            outputs.append({"type": kind, **content})

    start = time.time()
    reply = client.execute_interactive(
        cell["source"], stop_on_error=not cell.get("expect_error"), output_hook=keep, timeout=cell.get("timeout", 40), allow_stdin=False
    )
    seconds = time.time() - start
    timer.cancel()
    content = reply["content"]
    return {"status": content["status"], "count": content.get("execution_count"), "outputs": outputs, "seconds": seconds}


def main():
    task = json.load(sys.stdin)
    os.environ["JUPYTER_PATH"] = os.path.join(task["prefix"], "share", "jupyter")
    manager = KernelManager(kernel_name="mivpg")
    manager.start_kernel(cwd=task["folder"])
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=40)
        print(json.dumps([run_cell(manager, client, cell) for cell in task["cells"]]))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
