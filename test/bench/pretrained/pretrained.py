"""The other side of pretrained.bench.ts: transformers. `pretrained.py FOLDER`; each line is a picture, a prompt and beams."""
import json
import sys

import torch
from PIL import Image
from transformers import AutoTokenizer, Blip2ForConditionalGeneration, BlipImageProcessor

folder = sys.argv[1]
model = Blip2ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
processor = BlipImageProcessor.from_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)
queries, config = model.config.num_query_tokens, model.config

for line in sys.stdin:
    case = json.loads(line)
    pixels = processor(Image.open(case["picture"]), return_tensors="pt")["pixel_values"]
    prompt = tokenizer(case["prompt"])["input_ids"] if case["prompt"] else [config.text_config.bos_token_id]
    ids = torch.tensor([[config.image_token_index] * queries + prompt])
    with torch.inference_mode():
        found = model.generate(pixel_values=pixels, input_ids=ids, num_beams=case["beams"], max_new_tokens=30)[0].tolist()
    # T5 begins with the start token; OPT goes on from what it read.
    written = found[1:] if config.text_config.model_type == "t5" else found[ids.shape[1] :]
    print(json.dumps(written), flush=True)
