# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The record beside the embedded weights: sources, licences, training times and measured figures.

python3 -m python_export.train.record --data DIR --clip RUN --vqgan RUN --decoder RUN --prior RUN --out weights/embedded/DATA.md
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
    for name in ("--data", "--clip", "--vqgan", "--decoder", "--prior", "--out"):
        a.add_argument(name, required=True)
    o = a.parse_args()
    with open(os.path.join(o.data, "sources.json")) as f:
        sources = json.load(f)
    get = lambda run, key: last(run, key)[0]
    line = lambda what, run, batch: "| {} | {:.0f} | {} | {} |".format(what, last(run, "")[1], last(run, "")[2], batch)
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
             "## Training", "", "Minutes are wall clock of one thread on a shared two-core machine without a GPU.", "",
             "| model | minutes | steps | batch |", "|---|---|---|---|",
             line("CLIP", o.clip, 192), line("autoencoder", o.vqgan, 48),
             line("autoencoder, decoder alone", o.decoder, 48), line("prior", o.prior, 128), "",
             "## Figures", "",
             "| what | held-out family | held-out concepts |", "|---|---|---|",
             "| picture to caption, R@1 | {:.2f} of {} | {:.2f} of {} |".format(
                 get(o.clip, "r1"), get(o.clip, "family_pairs"), get(o.clip, "concept_r1"), get(o.clip, "concept_pairs")),
             "| picture to caption, R@5 | {:.2f} | {:.2f} |".format(get(o.clip, "r5"), get(o.clip, "concept_r5")),
             "| reconstruction at 128 px, PSNR | {:.1f} dB | {:.1f} dB |".format(
                 get(o.decoder, "psnr_family"), get(o.decoder, "psnr_concept")), "",
             "Retrieval is among as many pairs of distinct concepts, captioned \"a NAME\". The held-out concepts are mostly "
             "photographs and words the text side never read: a hard test, given for honesty."]
    with open(o.out, "w") as f:
        f.write("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
