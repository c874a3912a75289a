"""Captions of whole pictures by Hugging Face's BLIP-2, to compare with: make_blip2_captions.py

Needs transformers, torch and Pillow. Reads the tiny checkpoints and the pictures of `fixtures`, writes blip2-captions.json there.
"""
import json
from pathlib import Path

import torch
import transformers
from PIL import Image
from transformers import AutoTokenizer, Blip2ForConditionalGeneration, BlipImageProcessor

fixtures = Path(__file__).parent / "fixtures"
pictures = sorted((fixtures / "image-processor").glob("*.png"))
settings = [{"num_beams": 1, "max_new_tokens": 10}, {"num_beams": 5, "max_new_tokens": 12}]

result = {"versions": {"transformers": transformers.__version__, "torch": torch.__version__}, "pictures": [p.name for p in pictures]}
for kind in ("t5", "opt"):
    folder = fixtures / f"blip2-{kind}-tiny"
    model = Blip2ForConditionalGeneration.from_pretrained(folder).eval()
    processor = BlipImageProcessor.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    runs = []
    for options in settings:
        captions = []
        for path in pictures:
            pixels = processor(Image.open(path), return_tensors="pt")["pixel_values"]
            with torch.no_grad():
                ids = model.generate(pixel_values=pixels, **options)[0].tolist()
            # T5 begins with the start token, OPT with the pictures' places and the begin token.
            written = ids[1:] if kind == "t5" else ids[model.config.num_query_tokens + 1:]
            captions.append({"ids": written, "text": tokenizer.decode(written, skip_special_tokens=True).strip()})
        runs.append({"options": options, "captions": captions})
    result[kind] = runs
(fixtures / "blip2-captions.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
