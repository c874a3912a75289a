"""Runs cells in the notebook kernel and prints, as JSON, what each one did.

Standard input: {"prefix": <Jupyter prefix with the kernel>, "folder": <where the kernel starts>, "cells": [
  {"source": "...", "expect_error": bool, "interrupt_after": seconds}]}
Standard output: [{"status": "ok" | "error", "count": n, "outputs": [...], "seconds": s}]
"""
import json
import os
import sys
import threading
import time

from jupyter_client.manager import KernelManager


def run_cell(manager, client, cell):
    timer = None
    if cell.get("interrupt_after"):
        timer = threading.Timer(cell["interrupt_after"], manager.interrupt_kernel)
        timer.start()
    outputs = []

    def keep(message):
        kind, content = message["msg_type"], message["content"]
        if kind in ("stream", "error", "display_data", "execute_input"):
            outputs.append({"type": kind, **content})

    start = time.time()
    reply = client.execute_interactive(
        cell["source"], stop_on_error=not cell.get("expect_error"), output_hook=keep, timeout=cell.get("timeout", 40), allow_stdin=False
    )
    seconds = time.time() - start
    if timer:
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
