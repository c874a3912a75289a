"""Checks that Hugging Face's own loader reads checkpoint folders that `saveCheckpoint` wrote, and gets the same weights.

    python -m venv venv && venv/bin/pip install torch==2.15.0 transformers==4.57.1 safetensors==0.8.0
    venv/bin/python test/parity/check_saved.py ORIGINAL_FOLDER SAVED_FOLDER...

ORIGINAL_FOLDER is a BLIP-2 checkpoint in float32, and each SAVED_FOLDER is what was saved of it, with its config.json
beside. Weights saved as F16 or BF16 must equal torch's own rounding of the original, bit for bit.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from safetensors import safe_open
from transformers import Blip2ForConditionalGeneration


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    """All tensors of a folder's safetensors files, by the format's own library."""
    found = {}
    for path in sorted(folder.glob("model*.safetensors")):
        with safe_open(str(path), framework="pt") as file:
            assert file.metadata() == {"format": "pt"}, f"{path}: {file.metadata()}"
            found |= {name: file.get_tensor(name) for name in file.keys()}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("original", type=Path)
    parser.add_argument("saved", type=Path, nargs="+")
    args = parser.parse_args()
    original = tensors(args.original)
    for folder in args.saved:
        saved = tensors(folder)
        assert saved.keys() == original.keys(), saved.keys() ^ original.keys()
        for name, value in saved.items():
            assert torch.equal(value, original[name].to(value.dtype)), f"{folder}: {name}"
        model, report = Blip2ForConditionalGeneration.from_pretrained(str(folder), output_loading_info=True, dtype="auto")
        assert not any(report.values()), report
        state = model.state_dict()
        for name, value in saved.items():
            if not torch.equal(state[name], value):  # some parts are kept in float32 by the model itself
                assert torch.equal(state[name].float(), value.float()), f"{folder}: {name}"
        dtypes = sorted({str(value.dtype) for value in saved.values()})
        print(f"{folder}: {len(saved)} tensors in {', '.join(dtypes)} read by transformers and equal")


if __name__ == "__main__":
    main()
