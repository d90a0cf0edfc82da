# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The evaluation's figures as Markdown."""

KINDS = ["object", "coloured", "ground", "two", "count", "scene"]
LANGUAGES = {"en": "English", "ko": "Korean"}


def _share(part):
    return f"{part['r1']:.2f} / {part['r5']:.2f}"


def _table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def retrieval(figures):
    """One row a set and language."""
    rows = []
    for name, one in figures["sets"].items():
        for language, part in one.get("languages", {}).items():
            rows.append([f"{name}: {one['what']}", LANGUAGES[language], part["judge"]["count"], _share(part["judge"]),
                         _share(part["guide"]), f"{one['seconds']:.1f}", f"{one['steps']:.0f}"])
    return _table(["pictures", "prompts", "of them", "judge R@1 / R@5", "guide R@1 / R@5", "seconds each in a batch", "steps"], rows)


def kinds(figures):
    """The normal pictures by the kind of prompt, as the judge sees them."""
    parts = figures["sets"]["normal"]["languages"]
    real = figures.get("real", {}).get("kinds", {})
    head = ["kind of prompt", *(LANGUAGES[x] for x in parts), *(["real pictures"] if real else [])]
    seen = [p["kinds"] for p in parts.values()] + ([real] if real else [])
    rows = [[kind, *(_share(part[kind]) if kind in part else "" for part in seen)] for kind in KINDS]
    return _table(head, rows)


def same_prompts(figures):
    """What was drawn of the compared prompts only, beside the normal pictures of the same ones."""
    rows = [[name, _share(one["compared"]["judge"]), _share(one["compared"]["guide"]), f"{one['seconds']:.1f}"]
            for name, one in figures["sets"].items() if "compared" in one]
    return _table(["pictures of the 40 compared prompts", "judge R@1 / R@5", "guide R@1 / R@5", "seconds each in a batch"], rows)


def others(figures):
    """What else was measured."""
    lines, sets = [], figures["sets"]
    for name, one in sets.items():
        if "colours" in one:
            right, of = one["colours"]["right"], one["colours"]["of"]
            lines.append(f"- {name}: {right} of {of} coloured things have the right dominant colour ({right / of:.2f})")
    if "real" in figures:
        real = figures["real"]
        lines.append(f"- the judge finds {real['r1']:.2f} (R@5 {real['r5']:.2f}) of {real['count']} real pictures, composed of held-out "
                     "ones to the same prompts, among the same distractors")
    if "spread" in figures:
        lines.append(f"- {len(figures['spread']['seeds'])} seeds of {figures['spread']['prompts']} prompts differ by "
                     f"{figures['spread']['judge']:.2f} (1 - the judge's cosine) and {figures['spread']['pixels']:.3f} (mean of pixels, 0..1)")
    for name, one in figures.get("alone", {}).items():
        command = " ".join(filter(None, ['clipdraw "a red apple"', name]))
        lines.append(f"- `{command}`: {one['seconds']:.2f} s, start to picture, {one['steps']} steps")
    return lines


def markdown(figures):
    """The whole report."""
    parts = [["# Evaluation", "", f"{figures['machine']}. {figures['when']}, clipdraw {figures['version']}."],
             ["## Found among 100 texts", "", *retrieval(figures)]]
    if "normal" in figures["sets"]:
        parts.append(["## By the kind of prompt", "", "R@1 / R@5, judge.", "", *kinds(figures)])
    if any("compared" in one for one in figures["sets"].values()):
        parts.append(["## The same 40 prompts", "", *same_prompts(figures)])
    parts.append(["## Colours, real pictures, seeds, seconds", "", *others(figures)])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"
