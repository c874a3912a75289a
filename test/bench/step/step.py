"""The PyTorch side of the benchmark `step`: training steps of Hugging Face's QFormer, alone or with instance correlation.

Reads a case as JSON from the first argument, then obeys lines on stdin, each with one line of JSON: `start` takes a first
step, `run N` times N more.
"""

import json
import math
import resource
import sys
import time
from contextlib import nullcontext

import torch
from torch import nn
from transformers import Blip2QFormerConfig, Blip2QFormerModel, __version__ as transformers_version


class Correlation(nn.Module):
    """B + Wo MHA(LN(B), keys, keys): CSA with the queries as keys, SA with LN(B) itself; Wo starts at zero."""

    def __init__(self, kind, width, instance_width, heads):
        super().__init__()
        self.kind, self.heads = kind, heads
        key_width = width if kind == "csa" else instance_width
        self.norm = nn.LayerNorm(instance_width, eps=1e-12)
        self.query = nn.Linear(instance_width, width)
        self.key, self.value = nn.Linear(key_width, width), nn.Linear(key_width, width)
        self.output = nn.Linear(width, instance_width)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def forward(self, bag, queries):
        source = self.norm(bag)
        keys = queries if self.kind == "csa" else source
        split = lambda x: x.unflatten(2, (self.heads, -1)).transpose(1, 2)
        attended = nn.functional.scaled_dot_product_attention(
            split(self.query(source)), split(self.key(keys)), split(self.value(keys))
        )
        return bag + self.output(attended.transpose(1, 2).flatten(2))


class Mivpg(nn.Module):
    """Hugging Face's QFormer; with a correlation, its layers with the bag updated before each cross-attention."""

    def __init__(self, case):
        super().__init__()
        config = Blip2QFormerConfig(
            hidden_size=case["width"],
            num_hidden_layers=case["layers"],
            num_attention_heads=case["heads"],
            intermediate_size=4 * case["width"],
            encoder_hidden_size=case["instanceWidth"],
            hidden_dropout_prob=case["dropout"],
            attention_probs_dropout_prob=case["dropout"],
        )
        self.qformer = Blip2QFormerModel(config)
        self.queries = nn.Parameter(0.02 * torch.randn(1, case["queries"], case["width"]))
        self.correlations = nn.ModuleDict()
        if case["correlation"] != "none":
            for i, layer in enumerate(self.qformer.encoder.layer):
                if layer.has_cross_attention:
                    self.correlations[str(i)] = Correlation(
                        case["correlation"], case["width"], case["instanceWidth"], case["heads"]
                    )

    def forward(self, bag):
        queries = self.queries.expand(len(bag), -1, -1)
        if not self.correlations:
            return self.qformer(query_embeds=queries, encoder_hidden_states=bag).last_hidden_state
        hidden = self.qformer.dropout(self.qformer.layernorm(queries))
        for i, layer in enumerate(self.qformer.encoder.layer):
            if str(i) in self.correlations:
                bag = self.correlations[str(i)](bag, hidden)
            hidden = layer(hidden, encoder_hidden_states=bag, query_length=hidden.shape[1])
        return hidden


def main():
    case = json.loads(sys.argv[1])
    torch.manual_seed(0)
    model = Mivpg(case).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.05)
    bag = torch.randn(case["batch"], case["instances"], case["instanceWidth"])
    target = torch.randn(case["batch"], case["queries"], case["width"])
    autocast = torch.autocast("cpu", torch.bfloat16) if case["precision"] == "bf16" else nullcontext()

    def step():
        optimizer.zero_grad()
        with autocast:
            loss = nn.functional.mse_loss(model(bag).float(), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "start":
            start = time.perf_counter()
            assert math.isfinite(step())
            answer(
                firstStep=time.perf_counter() - start,
                versions={"torch": torch.__version__, "transformers": transformers_version},
            )
            continue
        times, processor = [], time.process_time()
        for _ in range(int(arguments[0])):
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        processor = (time.process_time() - processor) / len(times)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer(seconds=times, processorSeconds=processor, peakBytes=peak)


def answer(**values):
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()
