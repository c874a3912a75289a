"""More runs of transformers' generate on the tiny BLIP-2 checkpoints, and PyTorch's LSTM on seeded numbers.

The runs were picked so that options differ in what they write (the three settings of early_stopping among them).
Writes generation-more.json and lstm.safetensors into `fixtures`. Needs torch 2.15.0, transformers 4.57.1, safetensors 0.8.0.
"""

import itertools
import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from safetensors.torch import load_file, save_file
from transformers import Blip2ForConditionalGeneration

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = 12  # runs a model


def settings():
    """Many combinations of options, from which those are kept that write something new."""
    stops = (True, False, "never")
    penalties = (2.0, 1.0, -1.0, 0.5)
    for ngram, penalty, repetition, beams, stop in itertools.product((0, 2), penalties, (1.0, 1.3), (2, 4), stops):
        yield dict(num_beams=beams, max_new_tokens=14, early_stopping=stop, length_penalty=penalty, repetition_penalty=repetition,
                   no_repeat_ngram_size=ngram, num_return_sequences=2)
    yield dict(num_beams=1, max_new_tokens=14, no_repeat_ngram_size=1)
    yield dict(num_beams=1, max_new_tokens=14, no_repeat_ngram_size=3)


def generation(kind: str) -> list[dict]:
    folder = FIXTURES / f"blip2-{kind}-tiny"
    model = Blip2ForConditionalGeneration.from_pretrained(folder, attn_implementation="eager").eval()
    io = load_file(folder / "io.safetensors")
    inputs = dict(pixel_values=io["pixel_values"], input_ids=io["prompt_input_ids"], attention_mask=io["prompt_attention_mask"])
    runs, groups = [], {}
    for options in settings():
        output = model.generate(**inputs, do_sample=False, return_dict_in_generate=True, output_scores=True, **options)
        run = {"inputs": "prompt", "options": options, "sequences": output.sequences.tolist()}
        if options["num_beams"] > 1:
            run["sequences_scores"] = output.sequences_scores.tolist()
        rest = json.dumps({**options, "early_stopping": None})
        groups.setdefault(rest, []).append(run)
    # First the groups whose settings of early_stopping differ most, then the others.
    different = lambda group: len({str(run["sequences"]) for run in group})
    ranked = sorted(groups.values(), key=lambda group: (-different(group), -len(group[0]["options"])))
    for group in ranked[: KEPT // 3]:
        runs += group
    runs += [run for group in groups.values() for run in group if run["options"]["num_beams"] == 1]
    runs += [next(g for g in groups.values() if g[0]["options"]["no_repeat_ngram_size"] == 2 and g[0]["options"]["num_beams"] == 4)[1]]
    print(kind, [different(group) for group in ranked[: KEPT // 3]])
    return runs


def lstm() -> dict:
    torch.manual_seed(0)
    layer = torch.nn.LSTM(5, 7, batch_first=True)
    x = torch.randn(3, 6, 5, requires_grad=True)
    hidden, cell = torch.randn(1, 3, 7), torch.randn(1, 3, 7)
    output, (last_hidden, last_cell) = layer(x, (hidden, cell))
    cotangent = torch.randn_like(output)
    ((output * cotangent).sum() + last_cell.sum()).backward()
    tensors = {f"weights.{name}": value.detach() for name, value in layer.named_parameters()}
    tensors |= {f"grad.{name}": value.grad for name, value in layer.named_parameters()}
    tensors |= {"input.x": x.detach(), "input.hidden": hidden[0], "input.cell": cell[0], "cotangent": cotangent, "grad.x": x.grad,
                "output": output.detach(), "output.hidden": last_hidden[0].detach(), "output.cell": last_cell[0].detach()}
    return {name: value.contiguous() for name, value in tensors.items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    runs = {kind: generation(kind) for kind in ("t5", "opt")}
    rows = ",\n".join(f'"{kind}": [\n' + ",\n".join(json.dumps(run) for run in runs[kind]) + "\n]" for kind in runs)
    (FIXTURES / "generation-more.json").write_text("{\n" + rows + "\n}\n")
    save_file(lstm(), FIXTURES / "lstm.safetensors")
