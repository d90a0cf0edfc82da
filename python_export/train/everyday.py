# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What people ask for most: everyday nouns that are drawn more often, and everyday words for narrower names."""

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

BROADER = {
    "automobile": "car", "oncoming automobile": "car", "sport utility vehicle": "car", "sailboat": "boat",
    "motor boat": "boat", "speedboat": "boat", "canoe": "boat", "ferry": "ship", "passenger ship": "ship",
    "hibiscus": "flower", "tulip": "flower", "rose": "flower", "blossom": "flower", "cherry blossom": "flower",
    "sunflower": "flower", "white flower": "flower", "daisy": "flower", "dog face": "dog", "poodle": "dog",
    "retriever": "dog", "cat face": "cat", "kitten": "cat", "deciduous tree": "tree", "evergreen tree": "tree",
    "palm tree": "tree", "tropical fish": "fish", "blowfish": "fish", "crescent moon": "moon", "full moon": "moon",
    "sun with face": "sun", "house with garden": "house", "snowman without snow": "snowman", "glowing star": "star",
    "red heart": "heart", "airplane": "plane", "small airplane": "plane", "locomotive": "train", "eagle": "bird",
    "dove": "bird", "duck": "bird", "owl": "bird", "penguin": "bird", "wrapped gift": "gift", "honeybee": "bee",
    "mobile phone": "phone", "telephone": "phone", "hot beverage": "coffee", "open book": "book", "closed book": "book",
    "running shoe": "shoe", "man's shoe": "shoe", "electric guitar": "guitar", "brown mushroom": "mushroom",
    "granny smith apple": "apple", "red delicious apple": "apple", "royal gala apple": "apple", "umbrella with rain drops": "umbrella",
    "closed umbrella": "umbrella", "bike": "bicycle", "laptop": "computer", "desktop computer": "computer",
    "tiger face": "tiger", "cow face": "cow", "pig face": "pig", "rabbit face": "rabbit", "mouse face": "mouse",
    "horse face": "horse", "monkey face": "monkey", "spouting whale": "whale", "top hat": "hat",
}


def everyday(name, group):
    """Whether a name ("palm tree", "red apple") is of an everyday thing."""
    words = name.split()
    return len(words) <= 2 and words[-1] in NOUNS and group not in ("people", "smileys")
