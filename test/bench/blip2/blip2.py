"""The other side of blip2.bench.ts: transformers. `blip2.py FOLDER`; each line is a case."""
import json
import resource
import sys
import time

import numpy as np
import torch
from PIL import Image
from transformers import Blip2ForConditionalGeneration, BlipImageProcessor

folder = sys.argv[1]
start = time.perf_counter()
model = Blip2ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
processor = BlipImageProcessor.from_pretrained(folder)
load_seconds = time.perf_counter() - start


def picture(number: int) -> Image.Image:
    i = np.arange(3 * 256 * 256)
    return Image.fromarray(((i * (number + 7) + i // 997) % 256).astype(np.uint8).reshape(256, 256, 3))


for line in sys.stdin:
    case = json.loads(line)
    pictures = [picture(number) for number in range(case["images"])]
    wall, cpu = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        # A picture at a time, as memory wants it; the patches of a bag stand in one row.
        embeddings = [model.vision_model(processor(p, return_tensors="pt")["pixel_values"]).last_hidden_state for p in pictures]
        bag = torch.cat(embeddings, 1)
        middle = time.perf_counter()
        queries = model.qformer(query_embeds=model.query_tokens, encoder_hidden_states=bag, return_dict=True).last_hidden_state
        text = model.get_input_embeddings()(torch.tensor([[model.config.text_config.bos_token_id]]))
        inputs = torch.cat([model.language_projection(queries), text], 1)
        model.language_model.generate(inputs_embeds=inputs, num_beams=5, min_new_tokens=case["tokens"], max_new_tokens=case["tokens"])
    end = time.perf_counter()
    answer = {
        "loadSeconds": load_seconds,
        "visionSeconds": middle - wall,
        "captionSeconds": end - middle,
        "processorSeconds": time.process_time() - cpu,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(answer), flush=True)
