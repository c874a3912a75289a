"""Makes the data of data/meteor from the `pycocoevalcap` 1.2 wheel, byte by byte as committed. Needs Python 3 alone.

    pip download --no-deps pycocoevalcap==1.2
    python tools/make-meteor.py pycocoevalcap-1.2-py3-none-any.whl [--out data/meteor]

The wheel holds METEOR 1.5 as a jar, and the jar WordNet's synonym sets and two lists of words.
"""

import argparse
import hashlib
import io
import zipfile
import zlib
from pathlib import Path

JAR = "pycocoevalcap/meteor/meteor-1.5.jar"
SHA256 = {
    "synonym/english.synsets": "20b7cf6ae1cba2395d714d8c2ec2992e88c6d1c75c7c30aa480c6a2a9bb8fef9",
    "synonym/english.exceptions": "5feb8fcb5b349d035df1a448149c2ccc860bf32e4b9eea8c8e4f113e90a5a962",
    "synonym/COPYING.WORDNET": "a9c2429bcded547ce3a9d19250df850ad65ec13ad7c320a662d84fb12419e130",
    "function/english.words": "2ae0d5b8c29e2993a0f442b065b946d1a17fbfe8538e66bf5931c4a248cf4c3a",
    "nonbreaking/english.prefixes": "bd909f364224748976f9b8b7cdeb4f9be3bf7c8e66a10f1ed268b12d904ab876",
}


def gzipped(content: bytes) -> bytes:
    """Level 9, no time stamp."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


def checked(jar: zipfile.ZipFile, name: str) -> bytes:
    content = jar.read(name)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"{name} has the hash {found}, expected {SHA256[name]}: is this pycocoevalcap 1.2?")
    return content


def pairs(content: bytes) -> list[tuple[str, list[str]]]:
    """Two lines an entry: a word, and what belongs to it."""
    lines = content.decode().splitlines()
    return [(word, values.split()) for word, values in zip(lines[0::2], lines[1::2], strict=True)]


def sorted_lines(entries: dict[str, list[str]]) -> bytes:
    return b"".join(sorted(" ".join([word, *values]).encode() + b"\n" for word, values in entries.items()))


def synonyms(content: bytes) -> bytes:
    """`word set set ...`: single words only, as METEOR compares no others; the sets are counted from 0."""
    numbers: dict[str, str] = {}
    entries = {}
    for word, sets in pairs(content):
        if "_" not in word and "/" not in word:
            entries[word] = [numbers.setdefault(name, str(len(numbers))) for name in sets]
    return sorted_lines(entries)


def exceptions(content: bytes) -> bytes:
    """`form base base ...`: the jar lists the forms of each base."""
    entries: dict[str, list[str]] = {}
    for base, forms in pairs(content):
        for form in forms:
            entries.setdefault(form, []).append(base)
    return sorted_lines(entries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "data" / "meteor")
    args = parser.parse_args()
    with zipfile.ZipFile(args.wheel) as wheel:
        jar = zipfile.ZipFile(io.BytesIO(wheel.read(JAR)))
    files = {
        "synonyms.txt.gz": gzipped(synonyms(checked(jar, "synonym/english.synsets"))),
        "exceptions.txt.gz": gzipped(exceptions(checked(jar, "synonym/english.exceptions"))),
        "LICENSE-WORDNET": checked(jar, "synonym/COPYING.WORDNET"),
        "function-words.txt": checked(jar, "function/english.words"),
        "nonbreaking-prefixes.txt": checked(jar, "nonbreaking/english.prefixes"),
    }
    args.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (args.out / name).write_bytes(content)
        print(f"{args.out / name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
