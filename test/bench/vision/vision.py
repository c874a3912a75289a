"""The other side of vision.bench.ts: Hugging Face's ViT-g and image processor. `vision.py F32|BF16|none FOLDER`; each line is a case."""

import json
import os
import resource
import sys
import time

import torch
from PIL import Image
from safetensors.torch import load_file
from transformers import Blip2VisionConfig, Blip2VisionModel, BlipImageProcessor

what, folder = sys.argv[1], sys.argv[2]
dtype = torch.bfloat16 if what == "BF16" else torch.float32
model = None
if what != "none":
    with torch.device("meta"):
        model = Blip2VisionModel(Blip2VisionConfig()).eval()
    model.load_state_dict(load_file(os.path.join(folder, "model.safetensors")), assign=True)
processor = BlipImageProcessor(size={"height": 224, "width": 224})


def prepare(pictures: str) -> None:
    for name in os.listdir(pictures):
        processor(Image.open(os.path.join(pictures, name)), return_tensors="pt")["pixel_values"]


for line in sys.stdin:
    case = json.loads(line)
    wall, cpu = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        if "pictures" in case:
            prepare(case["pictures"])
        else:
            model(torch.rand(case["images"], 3, 224, 224, dtype=dtype) * 2 - 1).last_hidden_state.float().numpy()
    answer = {"seconds": time.perf_counter() - wall, "processorSeconds": time.process_time() - cpu}
    print(json.dumps({**answer, "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
