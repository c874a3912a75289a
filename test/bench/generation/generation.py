"""The other side of generation.bench.ts: transformers' T5 of the same size. Each line of standard input is a case."""

import json
import resource
import sys
import time

import torch
from transformers import T5Config, T5ForConditionalGeneration

config = T5Config(vocab_size=32128, d_model=768, d_kv=64, d_ff=2048, num_layers=12, num_decoder_layers=12, num_heads=12,
                  feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0)
model = T5ForConditionalGeneration(config).eval()
embeddings, mask = torch.randn(1, 36, 768), torch.ones(1, 36, dtype=torch.long)

for line in sys.stdin:
    case = json.loads(line)
    start, cpu = time.perf_counter(), time.process_time()
    with torch.no_grad():
        found = model.generate(inputs_embeds=embeddings, attention_mask=mask, num_beams=case["beams"], do_sample=False,
                               min_new_tokens=case["tokens"], max_new_tokens=case["tokens"])
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    assert found.shape[1] == case["tokens"] + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakBytes": peak}), flush=True)
