# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The record beside the embedded weights: sources, licences, training times and measured figures.

python3 -m python_export.train.record --data DIR --clip RUN... --judge RUN... --vqgan RUN --decoder RUN --prior RUN \\
    --out weights/embedded/DATA.md

Of a model that was trained in several runs the last one's figures count.
"""
import argparse
import json
import os


def last(run, key):
    """The last logged value of a key, and the run's minutes."""
    value, minutes, steps = None, 0.0, 0
    with open(os.path.join(run, "log.jsonl")) as f:
        for line in map(json.loads, f):
            minutes, steps = line["minutes"], line["step"]
            value = line.get(key, value)
    return value, minutes, steps


def main():
    a = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--vqgan", "--decoder", "--prior", "--out"):
        a.add_argument(name, required=True)
    for name in ("--clip", "--judge"):
        a.add_argument(name, required=True, nargs="+", metavar="RUN")
    o = a.parse_args()
    with open(os.path.join(o.data, "sources.json")) as f:
        sources = json.load(f)
    get = lambda run, key: last(run, key)[0]
    line = lambda what, run, batch: "| {} | {:.0f} | {} | {} |".format(what, last(run, "")[1], last(run, "")[2], batch)
    phases = lambda name, runs: [line(name if run == runs[0] else f"{name}, {os.path.basename(run)}", run, 256) for run in runs]
    text = ["# The embedded weights: data, training, figures", "",
            "Made by `python_export/dataset` and `python_export/train`; the weights are under Apache-2.0. "
            "The pictures themselves are not shipped.", "", "## Sources", "",
            "| source | pictures | licence | by | from |", "|---|---|---|---|---|"]
    text += [f"| {k} | {s['count']} | {s['licence']} | {s['attribution']} | `{s['origin']}` {s['version']} |"
             for k, s in sources.items()]
    text += ["", f"{sum(s['count'] for s in sources.values())} pictures. Names and keywords of emoji: Unicode CLDR through "
             "npm emojibase-data (MIT; CLDR: Unicode licence). Nouns: WordNet 3.0.", "",
             "Held out and never trained on: the art family emojione (drawings unseen, concepts seen), and 4 % of the "
             "concepts with all their pictures (concepts unseen).", "",
             "## Training", "", "Minutes are wall clock on a shared two-core machine without a GPU.", "",
             "| model | minutes | steps | batch |", "|---|---|---|---|",
             *phases("CLIP", o.clip), *phases("judge", o.judge), line("autoencoder", o.vqgan, 48),
             line("autoencoder, decoder alone", o.decoder, 48), line("prior", o.prior, 128), "",
             "## Figures", "",
             "| what | held-out family | held-out concepts |", "|---|---|---|",
             *(f"| {name}, picture to caption, R@1 | {get(run, 'r1'):.2f} of {get(run, 'family_pairs')} "
               f"| {get(run, 'concept_r1'):.2f} of {get(run, 'concept_pairs')} |\n"
               f"| {name}, R@5 | {get(run, 'r5'):.2f} | {get(run, 'concept_r5'):.2f} |\n"
               f"| {name}, Korean, R@1 | {get(run, 'ko_r1'):.2f} of {get(run, 'ko_pairs')} | |\n"
               + "\n".join(f"| {name}, right {fact} rather than another | {get(run, 'said_' + fact) or 0:.2f} | |"
                           for fact in ("colour", "count", "ground", "relation"))
               for name, run in (("CLIP", o.clip[-1]), ("judge", o.judge[-1]))),
             "| reconstruction at 128 px, PSNR | {:.1f} dB | {:.1f} dB |".format(
                 get(o.decoder, "psnr_family"), get(o.decoder, "psnr_concept")),
             "| the same of photographs | | {:.1f} dB |".format(get(o.decoder, "psnr_photo") or 0), "",
             "Retrieval is among as many pairs of distinct names, captioned \"a NAME\" (in Korean by the name alone), most of them "
             "near each other (dozens of faces, clocks, people). The held-out concepts are words that the text side never read: a "
             "hard test, given for honesty."]
    with open(o.out, "w") as f:
        f.write("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
