"""Makes fixtures/metrics/ptb_rules.json.gz: what the real PTB tokenizer says to strings that exercise each rule.

    python test/parity/make_ptb_cases.py

needs Java and `pip install --no-deps pycocoevalcap==1.2`, whose jar of CoreNLP 3.4.1 it runs as pycocoevalcap does.
`alone` holds strings and their tokens, each one between plain neighbours; `run` a list of captions that were split in
one run, where neighbours matter.
"""

import gzip
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

import pycocoevalcap.tokenizer.ptbtokenizer as ptb

# Shortest strings that end in each rule, and what stands close to them.
RULES = r"""
't is|'tis|'twas|’tis|cannot|CANNOT|gimme|gonna|gotta|lemme|wanna|dunno
<a>|<a b>|<a b='c'>|<a b = "c" d>|</a>|<br/>|<!-- a -->|<?xml a?>|<a b='c|<a =>|< a>|<a b=c>|<1>|a<b>c
&MD;|&mdash;|&ndash;|&amp;|&AMP;|&HT;|&#123;|&odq;|&eacute;t&eacute;|&nbsp;a&nbsp;|&lt;a&gt;|&quot;a&quot;|&apos;s|&foo;
a's|a’s|A'S|a'd|we've|we'll|they're|a&apos;s|an't|isn't|isn`t|n't|don't|DON'T|isn‘t|cain't've|a'sa|'s|'s.|'sa
a.b|a!b|a?b|a..b|a.1|1.a|a.b.c|Hello.World|é.è|a_b|soft­hyphen|­|a­'s
'n'|'n|rock 'n' roll|'cause|'em|'til|'till|'90s|'10s|d'|l'|J'|ol'|Dunkin'|somethin'|nothin'|O'Brien|D'Angelo|n'est|I'am
aujourd'hui|sea'Area|o'o|O‘o|c'mon|cont'd|cont'd.|e'er|ev'ry|li'l|nat'l|nor'easter|s'mores|y'all|Y'know|y'1
http://a.b|https://a.b/c?d=e#f|http://a.b.|http://a|ftp://a.b|www.a.com|www.a.b.co|a.com|a.com/b|a.org/b.c|x.edu|A.COM
a@b|a@b.c|<a@b.c>|&lt;a@b.c&gt;|a.b@c.d.e|mailto:a@b|@a|@a_1|@1|#a|#a1|#a_b|#1|c#|f#|C++|g#
1/2/34|1-2-1999|12/31/2023|1/2/3|1|1,000|1.5|.5|,5|:5|1:30|-1|+1|-.5|--1|1.|1.2.3|1,2,|٣|1­2|²|⁻¹|₂|x²|1/2|3 1/2|3-1/2
10000/2|1\/2|1⁄2|½|⅓|⅔|⅛|3½|-LRB-|-rcb-|C.D.s|pro-|anti-|pro-a|S&P-500|S&amp;Ls|Cap'n|c'est|a/b|a-b/c-d|a/b/c|a/b/c/d
$|US$|US$5|#|£|€|¢|¥|₤|¤||₹5|฿
a. The |a. the |U.S. The dog|U.S. A |U.S. Mr. B|U.S. <a> b|e.g. I |no. 5|No.5|no. a|fig. 1|Figs. 2|art. 3|pp. 4|op. 5|ca. 6
co. ltd|pty. lim|Co. Ltd.|etc. A|etc. a|etc.|etc. <a>|etc.a|Jan. 5|sept.|Ill. a|ill. a|[A]z. a|Az. a|Wash. a|wash. a|Me. a
Mr. A|mr. a|Mr A|Mrs.|Ph.D.|Ph. D|Ed.D. a|St. Louis|vs. a|Ft. Worth|Mt. A|a.k.a. b|cf. a|TREAS. a|Mfg. a|Dept. a|Sr. a
U.S.|U.S|U.K. a|non-U.S. a|EU-U.S.|U.S.-U.K.|U.S.-U.S.S.R.|a.m.|p.m. a|A.B.C|A.B. C|a.b,|'90 |'90.|'90|'123
a.txt|a.txt.|a.txt,|b.pdf a|a.b.zip!|a.xyz|é.jpg |a-b.txt |c.c |a.,|a.:|a;|a.、b
(555) 123-4567|555-1234|555 123 4567|+1 555 123 4567|555.123.4567|1.555.123.4567|(55)1234567|12-345-6789|5551234567
"a|a"|"a"|" a|"5|"$|5"|<|>|<<|>>|>>>|:)|:-)|:-) |:)a|;-( |=D |:P |:o) |<:) |>:( |:D.|:'( |:* )|:\ |x_x|^_^|(^_^)|(-_-)
(^.^)|(^-^)|x.[^x=a<>]|^.[^x=~<>]|~.~|'_'|=_=|(=-=)
(|)|[|]|{|}|(a)|[a]|{a}|((a))|-|--|---|----|-----|a-|-a|a - b|.|..|...|....|.....|......|. .|. . .|. . . . . .|…|a…b
@@|##|__|**|***|\*|\*\*\*\*|_a_|*a*|,|;|:|、|?|!|?!|!!!|a?b!|¡a!|¿a?|。|؟|=|==|/|//|\|a\b
a-b|a-b-c|a-|-a|a--b|a-b.c|a-1.5|a,b-c|1-a|co-op.,|a.b-c|a-U.S.|a-U.S.,|x­y-z|é-è|d'a-b|o'a-d'b|jack-o'-lantern|a_b_c
a‐b|a‑b|AT&T|AT&amp;T|R&D|Q+A|A&B&C|at&t|A&B.,|'a b'|'ab|'a |'I am'|‘a’|“a”|''a''|``a``|`a'|„a‟|‹a›|«a»|’’|“”|‘‘
%|5%|&|+|~|^|||°|20°C|™|©|•|→|★|♥|⅔|·|§|×|÷|a×b|⁎|㋿|Ⅳ|①|ſ|K|ı|İ|ǅ|ß|ẞ|Σ|ΑΣ|ΑΣ.|ΣΑ
日本語|日 本。|한국어|русский|ελλ|हिन्दी|ภาษา|العربية|עברית|e\u0301|😀|a😀b|👨‍👩‍👧|\u200ba|a\u200eb|\ufeffa|a\u00a0b|a\u2009b|a\u3000b
\u0000|a\u0000b|\u0007|a\u007fb|\u0080|\u0085|a\u0085b|\u0091a\u0092|\u0093a\u0094|\u0096|\u0097|\ufffd|\u2028|\tb\t
""".strip()

# Captions whose neighbours matter, in one run.
RUN = [
    "A sign that reads K.", "A dog.", "A sign that reads K.", "two dogs", "the letter b.", "The dog", "on Lane Ave S.", "A man",
    "vitamin c.", "", "A man", "photo op.", "2 men", "photo op.", "two men", "no.", "5 dogs", "etc.", "A man", "U.S.", "The man",
    "an open <a b='", "' tag", "' quotes", "I like :D", "the class of '90", "the class of '90",
]

PIECES = [p for line in RULES.split("\n") for p in line.split("|")]


def texts(seed: int, count: int) -> list[str]:
    """The rules' strings as they are and in a sentence, then random mixtures of them."""
    rng = random.Random(seed)
    plain = [p.encode("latin-1", "backslashreplace").decode("unicode_escape") if "\\u" in p else p for p in PIECES if p]
    found = list(plain) + [f"see {p} there" for p in plain]
    characters = sorted({c for p in plain for c in p}) + list("abcdefgh ABC 0123 ....,,,,''''----//::&;")
    for _ in range(count):
        kind = rng.randrange(3)
        if kind == 0:
            found.append(" ".join(rng.choice(plain) for _ in range(rng.randint(1, 6))))
        elif kind == 1:
            found.append("".join(rng.choice(plain) + rng.choice(["", "", " ", ".", ","]) for _ in range(rng.randint(1, 5))))
        else:
            found.append("".join(rng.choice(characters) for _ in range(rng.randint(1, 16))))
    # Strings with a line end of Java's would shift all later lines; a capital sigma's small form depends on Java's word breaks.
    return [t for t in dict.fromkeys(found) if not set(t) & set("\n\r\v\f\x85\u2028\u2029\u03a3")]


def split(lines: list[str]) -> list[str]:
    """One run of the tokenizer, and pycocoevalcap's removal of punctuation."""
    jar = Path(ptb.__file__).parent / ptb.STANFORD_CORENLP_3_4_1_JAR
    with tempfile.NamedTemporaryFile("wb", delete=False) as handle:
        handle.write("\n".join(lines).encode())
    command = ["java", "-Dfile.encoding=UTF-8", "-cp", str(jar), "edu.stanford.nlp.process.PTBTokenizer", "-preserveLines", "-lowerCase"]
    result = subprocess.run([*command, handle.name], capture_output=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    os.remove(handle.name)
    out = result.stdout.decode().split("\n")[: len(lines)]
    return [" ".join(w for w in line.rstrip().split(" ") if w not in ptb.PUNCTUATIONS) for line in out]


def main() -> None:
    alone = texts(0, 2500)
    words = split([line for text in alone for line in (text, "zz")])[0::2]
    cases = {"alone": list(zip(alone, words)), "run": list(zip(RUN, split(RUN)))}
    data = json.dumps(cases, ensure_ascii=False, separators=(",", ":")).encode()
    target = Path(__file__).parent / "fixtures" / "metrics" / "ptb_rules.json.gz"
    target.write_bytes(gzip.compress(data, 9, mtime=0))
    print(len(alone), "strings,", target.stat().st_size, "bytes")


main()
