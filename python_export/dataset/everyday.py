# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What people ask for most: everyday nouns, whose concepts are never held out and are drawn more often."""

NOUNS = set("""
apple banana orange lemon pear peach cherry strawberry grape grapes watermelon pineapple melon tomato carrot corn
potato onion mushroom bread cheese egg pizza hamburger sandwich cake cookie candy chocolate coffee tea milk
dog cat fish bird horse cow pig sheep rabbit mouse bear lion tiger elephant monkey fox wolf frog turtle snake bee
butterfly ladybug spider snail octopus whale dolphin shark penguin duck chicken owl eagle swan crab
tree flower rose tulip sunflower cactus leaf mountain sun moon star cloud rainbow snowflake fire wave volcano island
car bus truck train bicycle motorcycle airplane plane helicopter rocket boat ship sailboat automobile tractor taxi
house castle tent bridge tower church lighthouse windmill
chair bed lamp table clock book key door window phone computer camera television guitar piano violin drum trumpet
umbrella hat shoe dress shirt crown ring bag gift balloon ball kite bell candle cup bottle knife hammer scissors
pencil glasses heart snowman robot skull hand eye
""".split())

def everyday(name, group):
    """Whether a name ("palm tree", "red apple") is of an everyday thing."""
    words = name.split()
    return len(words) <= 2 and words[-1] in NOUNS and group not in ("people", "smileys")
