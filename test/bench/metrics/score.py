"""Scores a corpus with pycocoevalcap and prints seconds by step, by the clock and of the processor, scores and peak memory."""

import contextlib
import json
import os
import resource
import sys
import time
from importlib.metadata import version

os.environ["LC_ALL"] = "C.UTF-8"

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.rouge.rouge import Rouge
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

file = sys.argv[1]
seconds, processor, scores = {}, {}, {}


def timed(step, work):
    start, used = time.perf_counter(), sum(os.times()[:4])
    result = work()
    seconds[step] = time.perf_counter() - start
    processor[step] = sum(os.times()[:4]) - used
    return result


def meteor():
    scorer = Meteor()
    result = scorer.compute_score(gts, res)
    del scorer  # ends its Java, whose time counts only then
    return result


with open(file, encoding="utf-8") as handle:
    corpus = json.load(handle)
with contextlib.redirect_stdout(sys.stderr):
    references = {i: [{"caption": c} for c in captions] for i, captions in corpus["references"].items()}
    predictions = {i: [{"caption": caption}] for i, caption in corpus["predictions"].items()}
    gts, res = timed("tokenization", lambda: (PTBTokenizer().tokenize(references), PTBTokenizer().tokenize(predictions)))
    bleu = timed("BLEU", lambda: Bleu(4).compute_score(gts, res, 0))[0]
    scores.update({f"BLEU-{n + 1}": float(score) for n, score in enumerate(bleu)})
    scores["METEOR"] = float(timed("METEOR", meteor)[0])
    scores["ROUGE-L"] = float(timed("ROUGE-L", lambda: Rouge().compute_score(gts, res))[0])
    scores["CIDEr"] = float(timed("CIDEr", lambda: Cider().compute_score(gts, res))[0])

peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
versions = {"python": sys.version.split()[0], **{name: version(name) for name in ("pycocoevalcap", "numpy")}}
print(json.dumps({"seconds": seconds, "processor": processor, "scores": scores, "peakBytes": peak, "versions": versions}))
