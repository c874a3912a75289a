"""Makes fixtures/metrics/meteor.json.gz: what the real METEOR 1.5 (the jar of PyPI's pycocoevalcap 1.2) answers on odd input.

    pip install pycocoevalcap==1.2
    python test/parity/make_meteor.py [--seed 0]

Needs a JDK (17 was used). Captions are those of the other fixtures, mutated; and lines made of signs.
"""

import argparse
import gzip
import json
import random
import subprocess
import tempfile
from pathlib import Path

import pycocoevalcap.meteor

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "metrics"
HOME = Path(list(pycocoevalcap.meteor.__path__)[0])
JAR = HOME / "meteor-1.5.jar"
CORPORA = ["scene", "product", "pathology", "adversarial"]

# Prints the normalised words of each line, with U+0001 behind each.
NORMALISE = """
import java.io.*;
import java.util.*;
public class Normalise {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    PrintStream out = new PrintStream(System.out, false, "UTF-8");
    for (String line; (line = in.readLine()) != null; out.println()) {
      StringTokenizer words = new StringTokenizer(
          edu.cmu.meteor.util.Normalizer.normalizeLine(line, 0, true).toLowerCase());
      while (words.hasMoreTokens()) out.print(words.nextToken() + "\\u0001");
    }
    out.flush();
  }
}
"""

SIGNS = list("aabcdesIV159 .'`,-‘’“”–—\"&;:()$éЖß\u00a0\t\x02\x0b\u0130😀st")
PIECES = ["mr.", "Mr.", "e.g.", "U.S.", "st.", "vs.", "no.", "No.", "pp.", "5", "x", "'s", "--", "...", "..", "''", "``", "dog", "Dog"]
PIECES += ["'", "-", "a-b", "a-b-c", "a,b,c", "1,000", ".", " ", "it's", "it 's", "dogs'", "x'y'z", "'80s"]
REPEATED = ["the", "a", "man", "men", "person", "people", "dog", "dogs", "on", "in", "of", "big", "large", "car", "run", "runs", "is", "'s", "two"]
REPEATED += ["a lot of", "many", "in front of", "before", "next to", "beside", "automobile", "children", "child"]
# Java's hash of `an` and `c0`, `is` and `k5`, `on` and `q0`, `men` and `mg0` is the same.
COLLISIONS = [("an", "c0"), ("an old man", "c0 old mg0"), ("a cat is on it", "it k5 a cat q0 it"), ("the men ran", "a mg0s c0 runs")]
COLLISIONS += [("two men on a bike", "some mg0 q0 bikes"), ("an an c0", "c0 c0"), ("on the one hand", "q0 the one hand")]


def mutate(rng: random.Random, words: list[str], vocabulary: list[str]) -> list[str]:
    words = list(words)
    for _ in range(rng.randint(0, 6)):
        if not words:
            break
        kind, i, j = rng.randrange(6), rng.randrange(len(words)), rng.randrange(len(words))
        if kind == 0:
            words[i] = rng.choice(vocabulary)
        elif kind == 1:
            words[i] += rng.choice(["s", "ed", "ing", "'s", "ly", "er"])
        elif kind == 2:
            words.insert(i, rng.choice(REPEATED))
        elif kind == 3:
            del words[i]
        elif kind == 4:
            words[i], words[j] = words[j], words[i]
        else:
            words = words[i:] + words[:i]
    return words


def make_pairs(rng: random.Random, captions: list[str], lines: list[str]) -> list[tuple[list[str], str]]:
    vocabulary = sorted({word for caption in captions for word in caption.split()})
    pairs = [([reference], hypothesis) for reference, hypothesis in COLLISIONS]
    for _ in range(400):
        words = rng.choice(captions).split()
        references = [" ".join(mutate(rng, words, vocabulary)) for _ in range(rng.randint(1, 3))]
        pairs.append((references, " ".join(mutate(rng, words, vocabulary))))
    for _ in range(400):
        few = rng.sample(REPEATED, 6)
        made = [" ".join(rng.choice(few) for _ in range(rng.randint(1, 18))) for _ in range(2)]
        pairs.append(([made[0]], made[1]))
    for _ in range(6):
        words = [word for _ in range(rng.randint(8, 20)) for word in rng.choice(captions).split()]
        pairs.append(([" ".join(mutate(rng, words, vocabulary))], " ".join(mutate(rng, words, vocabulary))))
    for _ in range(200):
        pairs.append(([rng.choice(lines), rng.choice(lines)], rng.choice(lines)))
    return pairs


def run_java(command: list[str], text: str) -> str:
    java = ["java", "-Dfile.encoding=UTF-8", *command]
    return subprocess.run(java, input=text.encode(), capture_output=True, check=True, cwd=HOME).stdout.decode()


def normalised(lines: list[str]) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "Normalise.java"
        source.write_text(NORMALISE)
        answer = run_java(["-cp", str(JAR), str(source)], "".join(f"{line}\n" for line in lines))
    return [line.split("\u0001")[:-1] for line in answer.split("\n")[:-1]]


def statistics(pairs: list[tuple[list[str], str]], *options: str) -> list[list[int]]:
    """The 23 numbers of each pair, with the reference that scores best."""
    requests = "".join(" ||| ".join(["SCORE", *references, hypothesis]) + "\n" for references, hypothesis in pairs)
    answer = run_java(["-Xmx2G", "-jar", str(JAR), "-", "-", "-stdio", "-l", "en", "-norm", *options], requests)
    return [[int(float(number)) for number in line.split()] for line in answer.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    rng = random.Random(parser.parse_args().seed)
    corpora = {name: json.loads(gzip.decompress((FIXTURES / f"{name}.json.gz").read_bytes())) for name in CORPORA}
    images = {name: [(i["references_tokenized"], i["prediction_tokenized"]) for i in c["images"]] for name, c in corpora.items()}
    captions = [caption for name in CORPORA[:3] for references, _ in images[name] for caption in references]
    lines = ["".join(rng.choice(SIGNS) for _ in range(rng.randint(0, 14))) for _ in range(300)]
    lines += ["".join(rng.choice(PIECES) + rng.choice(["", " ", " "]) for _ in range(rng.randint(0, 9))) for _ in range(400)]
    # The original trims what it is asked, before it normalises it.
    lines = [line.strip("".join(map(chr, range(33)))) for line in lines]
    pairs = make_pairs(rng, captions, lines)
    without = ["-m", "exact stem synonym"]
    result = {
        "lines": [{"line": line, "words": words} for line, words in zip(lines, normalised(lines), strict=True)],
        "pairs": [
            {"references": references, "hypothesis": hypothesis, "statistics": full, "without_paraphrases": less}
            for (references, hypothesis), full, less in zip(pairs, statistics(pairs), statistics(pairs, *without), strict=True)
        ],
        "corpora_without_paraphrases": {name: statistics(images[name], *without) for name in CORPORA},
    }
    file = FIXTURES / "meteor.json.gz"
    file.write_bytes(gzip.compress(json.dumps(result, ensure_ascii=False).encode(), 9, mtime=0))
    print(f"{file}: {file.stat().st_size} bytes, {len(lines)} lines, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
