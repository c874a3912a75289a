"""Decodes and preprocesses pictures with Pillow and transformers. Reads lines of JSON {"files": [...], "batch": n}."""

import json
import sys
import time

from PIL import Image
from transformers import BlipImageProcessor

processor = BlipImageProcessor(size={"height": 224, "width": 224})

for line in sys.stdin:
    command = json.loads(line)
    files, batch = command["files"], command["batch"]
    start = time.perf_counter()
    numbers = 0
    for first in range(0, len(files), batch):
        images = [Image.open(file).convert("RGB") for file in files[first : first + batch]]
        numbers += processor(images, return_tensors="np")["pixel_values"].size
    print(json.dumps({"seconds": time.perf_counter() - start, "numbers": int(numbers)}), flush=True)
