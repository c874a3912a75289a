"""Makes the reference numbers of QFormer and MIVPG in `fixtures/`: outputs and gradients to check the layers against.

    python -m venv venv && venv/bin/pip install torch==2.15.0 transformers==4.57.1 safetensors==0.8.0
    venv/bin/python test/parity/make_references.py [--seed 8] [--out test/parity/fixtures]

Made with Python 3.11 and the versions above, on CPU with one thread. Weights and inputs are float32 numbers,
everything is computed in float64 and rounded to float32 at the end. With seed 8 the queries stay unlike each other up to
the last layer; where they grow alike, gradients of the attention cancel out to float32 noise.

- `qformer-gradients`: Hugging Face's `Blip2QFormerModel`, tiny, eval mode.
- `mivpg-csa`, `mivpg-sa`: the same QFormer written out here in plain torch (checked against Hugging Face's to 1e-12)
  with an instance correlation before each cross-attention. The paper publishes no code: this is the project's reading.

Each file has `weights.*`, `input.*`, `output.*`, `cotangent`, and `grad.*`, the gradients of
sum(output.last_hidden_state * cotangent). Linear weights are stored as torch has them, (out, in).
The gradient of a key's bias is zero in exact arithmetic (softmax ignores a constant): compare it by absolute difference.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import Blip2QFormerConfig, Blip2QFormerModel

CONFIG = dict(
    hidden_size=24, intermediate_size=40, num_hidden_layers=4, num_attention_heads=4,
    cross_attention_frequency=2, encoder_hidden_size=20, layer_norm_eps=1e-12,
)
WIDTH, HEADS, INSTANCE_WIDTH = CONFIG["hidden_size"], CONFIG["num_attention_heads"], CONFIG["encoder_hidden_size"]
CROSS_LAYERS = range(0, CONFIG["num_hidden_layers"], CONFIG["cross_attention_frequency"])
BATCH, QUERIES, INSTANCES = 2, 5, 9
Tensors = dict[str, torch.Tensor]


def noise(shapes: dict[str, tuple[int, ...]], seed: int) -> Tensors:
    """Seeded weights, large enough that no attention is uniform: norm weights 1 + 0.3 n, query and key 0.4 n, others 0.25 n."""
    generator = torch.Generator().manual_seed(seed)
    filled = {}
    for name in sorted(shapes):
        n = torch.randn(shapes[name], generator=generator)
        if "norm" in name.lower() and name.endswith("weight"):
            filled[name] = 1 + 0.3 * n
        else:
            filled[name] = n * (0.4 if name.endswith(("query.weight", "key.weight")) else 0.25)
    return {name: value.double() for name, value in filled.items()}


def inputs(seed: int) -> tuple[Tensors, torch.Tensor, torch.Tensor]:
    """Query embeddings and bags, the mask (1 an instance, 0 padding), the cotangent of the output."""
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(BATCH, QUERIES, WIDTH, generator=generator).double()
    bag = torch.randn(BATCH, INSTANCES, INSTANCE_WIDTH, generator=generator).double()
    cotangent = torch.randn(BATCH, QUERIES, WIDTH, generator=generator).double()
    mask = torch.ones(BATCH, INSTANCES, dtype=torch.long)
    mask[0, 6:] = 0
    mask[1, [0, 3]] = 0
    return {"query_embeds": query, "encoder_hidden_states": bag}, mask, cotangent


def linear(weights: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(weights: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], CONFIG["layer_norm_eps"])


def attend(weights: Tensors, name: str, queries, keys, mask=None) -> tuple[torch.Tensor, torch.Tensor]:
    """softmax(Q K^T / sqrt(head width)) V by heads; keys with mask 0 get weight 0. Returns rows, weights."""
    def heads(x):  # [B, n, D] -> [B, heads, n, D / heads]
        return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)

    q, k, v = (heads(linear(weights, f"{name}.{part}", x)) for part, x in (("query", queries), ("key", keys), ("value", keys)))
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask[:, None, None, :] == 0, float("-inf"))
    probabilities = scores.softmax(dim=-1)
    return (probabilities @ v).transpose(1, 2).flatten(2), probabilities


def bert_attention(weights: Tensors, name: str, queries, keys, mask=None):
    rows, probabilities = attend(weights, f"{name}.attention", queries, keys, mask)
    return norm(weights, f"{name}.output.LayerNorm", linear(weights, f"{name}.output.dense", rows) + queries), probabilities


def correlate(weights: Tensors, name: str, kind: str, bag, block_input, mask):
    """B + Wo MHA(Wq LN(B), Wk s, Wv s), with s = q^(l-1) (csa) or s = LN(B), padding masked (sa)."""
    normed = norm(weights, f"{name}.norm", bag)
    rows, probabilities = attend(weights, name, normed, *((block_input,) if kind == "csa" else (normed, mask)))
    return bag + linear(weights, f"{name}.output", rows), probabilities


def mivpg(weights: Tensors, kind: str | None, query_embeds, encoder_hidden_states, mask) -> Tensors:
    """QFormer in plain torch; `kind` None, or the correlation that updates the bag before each cross-attention."""
    queries, bag, outputs = norm(weights, "layernorm", query_embeds), encoder_hidden_states, {}
    for i in range(CONFIG["num_hidden_layers"]):
        layer, block_input = f"encoder.layer.{i}", queries
        queries, _ = bert_attention(weights, f"{layer}.attention", queries, queries)
        if i in CROSS_LAYERS:
            if kind:
                bag, outputs[f"layer.{i}.correlation"] = correlate(
                    weights, f"{layer}.crossattention.correlation", kind, bag, block_input, mask)
                outputs[f"layer.{i}.bag"] = bag
            queries, outputs[f"layer.{i}.cross_attention"] = bert_attention(weights, f"{layer}.crossattention", queries, bag, mask)
        hidden = F.gelu(linear(weights, f"{layer}.intermediate_query.dense", queries))
        queries = norm(weights, f"{layer}.output_query.LayerNorm", linear(weights, f"{layer}.output_query.dense", hidden) + queries)
        outputs[f"layer.{i}.output"] = queries
    return {"last_hidden_state": queries, **outputs}


def correlation_shapes(kind: str) -> dict[str, tuple[int, ...]]:
    source = WIDTH if kind == "csa" else INSTANCE_WIDTH
    matrices = {"query": (WIDTH, INSTANCE_WIDTH), "key": (WIDTH, source), "value": (WIDTH, source), "output": (INSTANCE_WIDTH, WIDTH)}
    shapes: dict[str, tuple[int, ...]] = {"norm.weight": (INSTANCE_WIDTH,), "norm.bias": (INSTANCE_WIDTH,)}
    for name, shape in matrices.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return {f"encoder.layer.{i}.crossattention.correlation.{name}": shape for i in CROSS_LAYERS for name, shape in shapes.items()}


def save(out: Path, name: str, seed: int, weights: Tensors, forward, meta: dict) -> None:
    """Runs `forward(query_embeds=, encoder_hidden_states=, mask=)`, then backward, and writes what came out."""
    given, mask, cotangent = inputs(seed + 1)
    leaves = {**{f"weights.{k}": v for k, v in weights.items()}, **{f"input.{k}": v for k, v in given.items()}}
    for leaf in leaves.values():
        leaf.requires_grad_()
        leaf.grad = None
    outputs = forward(**given, mask=mask)
    (outputs["last_hidden_state"] * cotangent).sum().backward()
    tensors = {**leaves, "input.encoder_attention_mask": mask, "cotangent": cotangent}
    tensors |= {f"output.{k}": v for k, v in outputs.items()} | {f"grad.{k}": v.grad for k, v in leaves.items()}
    ready = {k: (v.float() if v.is_floating_point() else v.int()).detach().clone().contiguous() for k, v in tensors.items()}
    save_file(ready, str(out / f"{name}.safetensors"))
    os.chmod(out / f"{name}.safetensors", 0o644)
    made_with = {"python": platform.python_version(), **{package: version(package) for package in ("torch", "transformers", "safetensors")}}
    meta = {"name": name, **meta, "config": CONFIG, "seed": seed, "computed_in": "float64", "versions": made_with}
    (out / f"{name}.json").write_text(json.dumps(meta, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "fixtures")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    model = Blip2QFormerModel(Blip2QFormerConfig(vocab_size=64, attn_implementation="eager", **CONFIG)).double().eval()
    model.load_state_dict(noise({name: tuple(p.shape) for name, p in model.named_parameters()}, args.seed))
    base = dict(model.named_parameters())
    detached = {name: value.detach().clone() for name, value in base.items()}

    def hugging_face(query_embeds, encoder_hidden_states, mask):
        return {"last_hidden_state": model(
            query_embeds=query_embeds, encoder_hidden_states=encoder_hidden_states, encoder_attention_mask=mask).last_hidden_state}

    given, mask, _ = inputs(args.seed + 1)
    plain = mivpg(detached, None, **given, mask=mask)["last_hidden_state"]
    difference = (plain - hugging_face(**given, mask=mask)["last_hidden_state"]).abs().max().item()
    assert difference < 1e-12, f"the QFormer written here differs from Hugging Face's by {difference}"
    print(f"the QFormer written here equals Hugging Face's to {difference:.1e}")

    args.out.mkdir(parents=True, exist_ok=True)
    save(args.out, "qformer-gradients", args.seed, base, hugging_face, {"origin": "transformers Blip2QFormerModel, eval mode"})
    for offset, kind in enumerate(("csa", "sa")):
        weights = {**detached, **noise(correlation_shapes(kind), args.seed + 2 + offset)}
        source = {"csa": "q_{l-1}, the block's input before self-attention", "sa": "LN(B_{l-1}), padded instances masked out"}[kind]
        save(args.out, f"mivpg-{kind}", args.seed, weights, lambda kind=kind, weights=weights, **given: mivpg(weights, kind, **given), {
            "origin": "formula reference written here, not third-party code",
            "formula": "B_l = B_{l-1} + Wo MHA(Wq LN(B_{l-1}), Wk s, Wv s); then the block's cross-attention reads B_l, and the next block starts from it",
            "s": source, "notes": "layer.N.bag is B_l, layer.N.correlation and .cross_attention are attention weights [B, heads, rows, keys]; "
                                  "the cross-attention masks padded instances"})


if __name__ == "__main__":
    main()
