"""Makes the reference numbers of the vision transformer in `fixtures/vision-tiny.safetensors`.

    python -m venv venv && venv/bin/pip install torch==2.15.0 transformers==4.57.1 safetensors==0.8.0
    venv/bin/python test/parity/make_vision.py [--seed 3] [--out test/parity/fixtures]

The model is `vision_model` of `fixtures/blip2-t5-tiny` (Hugging Face's `Blip2VisionModel`), in float64 on CPU, rounded to
float32 at the end.

- `wide.pixel_values` (1, 3, 42, 70), `wide.last_hidden_state`: another image size, `interpolate_pos_encoding=True`.
- `pixel_values` (2, 3, 28, 28), `attention.N`: attention maps of each block, (2, heads, 5, 5).
- `cotangent`, `grad.*`: gradients of sum(last_hidden_state * cotangent) by weights, and by `pixel_values`.
- `positions.HEIGHT.WIDTH`: position embeddings of grids of that many patches.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from safetensors.torch import save_file
from transformers import Blip2ForConditionalGeneration

GRIDS = [(1, 1), (3, 5), (2, 4), (7, 2)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "fixtures")
    args = parser.parse_args()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(args.seed)
    folder = Path(__file__).parent / "fixtures" / "blip2-t5-tiny"
    model = Blip2ForConditionalGeneration.from_pretrained(str(folder), attn_implementation="eager").vision_model.eval().double()
    embeddings = model.embeddings

    wide = torch.randn(1, 3, 42, 70, generator=generator).double()
    pixels = torch.randn(2, 3, 28, 28, generator=generator).double().requires_grad_()
    with torch.no_grad():
        found = {"wide.pixel_values": wide, "wide.last_hidden_state": model(wide, interpolate_pos_encoding=True).last_hidden_state}
        for height, width in GRIDS:
            rows = torch.zeros(1, 1 + height * width, model.config.hidden_size)
            size = model.config.patch_size
            found[f"positions.{height}.{width}"] = embeddings.interpolate_pos_encoding(rows, size * height, size * width)
    outputs = model(pixels, output_attentions=True)
    cotangent = torch.randn(outputs.last_hidden_state.shape, generator=generator).double()
    (outputs.last_hidden_state * cotangent).sum().backward()
    found |= {"pixel_values": pixels, "cotangent": cotangent, "grad.pixel_values": pixels.grad}
    found |= {f"attention.{i}": weights for i, weights in enumerate(outputs.attentions)}
    found |= {f"grad.vision_model.{name}": value.grad for name, value in model.named_parameters()}
    ready = {name: value.detach().float().contiguous().clone() for name, value in found.items()}
    save_file(ready, str(args.out / "vision-tiny.safetensors"))
    os.chmod(args.out / "vision-tiny.safetensors", 0o644)


if __name__ == "__main__":
    main()
