# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The prompts of the evaluation, chosen by hand before the models that they measure were trained.

An entry is the facts that wording.facts() reads; "= words" says them in words of its own, such as a synonym, a
particle or a whole sentence.
"""
_L, _R, _U, _D, _N, _A = "to the left of", "to the right of", "above", "below", "next to", "and"

_EN = {
    "object": [
        "apple", "banana", "pineapple", "strawberry", "watermelon", "mushroom", "carrot", "eggplant", "pizza", "hamburger",
        "cupcake", "doughnut", "croissant", "ice cream", "cheese", "teapot", ("cup of coffee", "= hot coffee in a mug"),
        ("cat", "= a kitten"), ("dog", "= a puppy"), ("rabbit", "= a bunny"), "horse", "cow", "sheep", "elephant", "giraffe",
        "panda", "fox", "owl", "penguin", "parrot", "octopus", "crab", "whale", "turtle", "butterfly", "ladybug", "snail",
        "frog", "unicorn", "cactus", "sunflower", "palm tree", "snowflake", "rainbow", ("car", "= an automobile"), "tractor",
        "bicycle", "helicopter", "rocket", "sailboat", "castle", "lighthouse", ("sofa", "= a comfortable sofa"), "guitar",
        "saxophone", "scissors", "umbrella", "telescope", "snowman", "hourglass"],
    "coloured": [
        ("red", "apple"), ("green", "apple"), ("blue", "car"), ("red", "car"), ("yellow", "car"), ("black", "cat"),
        ("white", "cat"), ("orange", "cat"), ("brown", "dog"), ("black", "dog"), ("pink", "flower"), ("purple", "flower"),
        ("white", "flower"), ("red", "heart"), ("blue", "heart"), ("green", "heart"), ("purple", "heart"),
        ("yellow", "star"), ("blue", "star"), ("red", "star"), ("green", "tree"), ("orange", "fish"), ("blue", "fish"),
        ("red", "fish"), ("blue", "bird"), ("yellow", "bird"), ("red", "bird"), ("green", "bottle"), ("blue", "bottle"),
        ("red", "umbrella"), ("purple", "umbrella"), ("yellow", "umbrella"), ("brown", "horse"), ("white", "horse"),
        ("pink", "pig"), ("blue", "butterfly"), ("orange", "butterfly"), ("black", "hat"), ("red", "hat"), ("green", "hat"),
        ("blue", "dress"), ("red", "dress"), ("pink", "shoe"), ("brown", "shoe"), ("blue", "book"), ("red", "book"),
        ("green", "leaf"), ("brown", "bear"), ("purple", "mushroom"), ("blue", "banana")],
    "ground": [
        ("cat", "on a blue background"), ("apple", "on a black background"), ("star", "on a red background"),
        ("heart", "on a yellow background"), ("rocket", "on a black background"), ("fish", "on a pink background"),
        ("guitar", "on a green background"), ("cake", "on a blue background"), ("key", "on a red background"),
        ("clock", "on a yellow background"), ("cow", "in the grass"), ("flower", "in the grass"), ("rabbit", "in the grass"),
        ("soccer ball", "in the grass"), ("house", "at night"), ("castle", "at night"), ("tree", "at night"),
        ("boat", "on the sea"), ("sailboat", "on the sea"), ("duck", "on the sea"), ("airplane", "under a blue sky"),
        ("bird", "under a blue sky"), ("house", "under a blue sky"), ("penguin", "in the snow"), ("wolf", "in the snow"),
        ("christmas tree", "in the snow"), ("crab", "on the beach"), ("umbrella", "on the beach"),
        ("robot", "on a green background"), ("owl", "on a black background")],
    "two": [
        ("cat", _A, "dog"), ("apple", _A, "banana"), ("sun", _A, "cloud"), ("hammer", _A, "wrench"),
        ("hamburger", _A, "bottle"), ("horse", _A, "cow"), ("cat", _L, "tree"), ("dog", _L, "house"), ("apple", _L, "cup of coffee"),
        ("car", _L, "bicycle"), ("flower", _R, "house"), ("banana", _R, "apple"), ("chair", _R, "table"), ("key", _R, "book"),
        ("star", _U, "house"), ("sun", _U, "mountain"), ("airplane", _U, "castle"), ("bird", _U, "tree"), ("cloud", _U, "boat"),
        ("fish", _D, "boat"), ("ball", _D, "chair"), ("mushroom", _D, "tree"), ("penguin", _N, "snowman"),
        ("strawberry", _N, "cake"), ("candle", _N, "book")],
    "count": [
        ("two", "apple"), ("three", "apple"), ("two", "cat"), ("three", "star"), ("four", "star"), ("two", "heart"),
        ("three", "heart"), ("four", "flower"), ("two", "fish"), ("three", "fish"), ("two", "tree"), ("three", "balloon"),
        ("two", "car"), ("four", "strawberry"), ("three", "candle"), ("two", "butterfly"), ("three", "mushroom"),
        ("four", "egg"), ("two", "penguin"), ("one", "banana")],
    "scene": [
        ("mountain", "lake", "= a lake in front of snowy mountains"), ("beach", "sea", "palm tree", "tree", "= a tropical beach with palm trees"),
        ("city", "night", "= a city skyline at night"), ("forest", "tree", "= a green forest"), ("desert", "= a desert with sand dunes"),
        ("sun", "sea", "wave", "= the sun setting over the sea"), ("rain", "cloud", "= rain falling from a dark cloud"),
        ("star", "moon", "night", "= a starry night sky with a moon"), ("field", "flower", "= a field of flowers"),
        ("rocket", "star", "= a rocket flying through space"), ("snow", "house", "= a small house covered with snow"),
        ("ship", "boat", "sailboat", "wave", "sea", "= a ship on stormy waves"), ("garden", "field", "tree", "= a garden with trees and grass"),
        ("volcano", "mountain", "= an erupting volcano"), ("rainbow", "field", "garden", "= a rainbow over a green field")],
}

_KO = {
    "object": [
        "apple", "strawberry", "watermelon", "mushroom", "pizza", "cake", "ice cream", "cup of coffee", ("cat", "= 아기 고양이"),
        ("dog", "= 개"), "rabbit", "elephant", "tiger", ("bear", "= 귀여운 곰"), "penguin", "fish", "octopus", "butterfly", "flower",
        ("cactus", "= 화분에 심은 선인장"), "snowman", ("car", "= 승용차"), "bicycle", "rocket", "airplane", ("house", "= 작은 집"), "castle",
        ("guitar", "= 기타를 그려줘"), "umbrella", "clock"],
    "coloured": [
        ("red", "apple"), ("green", "apple"), ("blue", "car", "= 파란색 자동차"), ("yellow", "car"), ("black", "cat"),
        ("white", "cat", "= 흰 고양이"), ("brown", "dog"), ("pink", "flower"), ("purple", "flower"), ("red", "heart"),
        ("blue", "heart"), ("yellow", "star"), ("green", "tree"), ("orange", "fish"), ("blue", "bird"), ("red", "umbrella", "= 빨간색 우산을"),
        ("yellow", "umbrella"), ("pink", "pig"), ("blue", "butterfly"), ("black", "hat"), ("red", "dress"), ("green", "bottle"),
        ("brown", "horse"), ("red", "book"), ("white", "rabbit")],
    "ground": [
        ("cat", "on a blue background"), ("star", "on a red background"), ("apple", "on a black background"),
        ("heart", "on a yellow background"), ("rocket", "on a black background"), ("cow", "in the grass"),
        ("flower", "in the grass", "= 풀밭에 핀 꽃"), ("house", "at night", "= 밤에 보이는 집"), ("boat", "on the sea"),
        ("sailboat", "on the sea", "= 바다에 떠 있는 돛단배"), ("airplane", "under a blue sky"), ("penguin", "in the snow"),
        ("tree", "in the snow", "= 눈 속에 서 있는 나무"), ("crab", "on the beach"), ("fish", "on a pink background")],
    "two": [
        ("cat", _A, "dog"), ("apple", _A, "banana"), ("sun", _A, "cloud"), ("horse", _A, "cow"), ("cat", _L, "tree"),
        ("dog", _L, "house"), ("flower", _R, "house"), ("chair", _R, "table"), ("star", _U, "house"), ("bird", _U, "tree"),
        ("fish", _D, "boat"), ("penguin", _N, "snowman")],
    "count": [
        ("two", "apple"), ("three", "star"), ("two", "cat"), ("three", "flower"), ("four", "heart"), ("two", "fish"),
        ("three", "balloon"), ("two", "tree"), ("four", "strawberry", "= 딸기 4개"), ("three", "egg", "= 달걀이 세 개")],
    "scene": [
        ("mountain", "snow", "= 눈 덮인 산"), ("sun", "sea", "wave", "= 바다 위로 지는 해"), ("star", "moon", "night", "= 별과 달이 있는 밤하늘"),
        ("city", "night", "= 도시의 야경"), ("forest", "tree", "= 푸른 숲"), ("rocket", "star", "= 우주를 날아가는 로켓"),
        ("beach", "sea", "palm tree", "tree", "= 야자나무가 있는 해변"), ("field", "flower", "= 꽃이 가득한 들판")],
}

PROMPTS = {"en": _EN, "ko": _KO}

# Ten by ten, shown as they come.
SHEET = """
a red apple|a bunch of grapes|a slice of watermelon|a yellow banana|a strawberry|a pineapple|a carrot|a mushroom|a green pear|two cherries
a birthday cake|a slice of pizza|a hamburger|an ice cream cone|a chocolate cookie|a cup of tea|a fried egg|a loaf of bread|a glass of wine|a doughnut
a black cat|a brown dog|a white rabbit|a red fox|a brown bear|a tiger|an elephant|a giraffe|a monkey|a pig
a blue bird|a yellow duck|an owl|a penguin|an orange fish|a shark|a blue whale|a green turtle|a frog|a red crab
a butterfly|a bee|a ladybug|a snail|a spider|a snake|a green dinosaur|a dragon|a unicorn|a ghost
a green tree|a palm tree|a cactus in a pot|a red rose|a yellow sunflower|a pink tulip|an autumn leaf|a rainbow|a crescent moon|the sun
a blue car|a yellow taxi|a red bus|a train|a green tractor|a bicycle|an airplane|a helicopter|a rocket|a sailboat on the sea
a house|a castle at night|a lighthouse|a church|a tent in the grass|a mountain with snow|a city at night|a tropical island|a volcano|a bridge
a red chair|a bed|a table lamp|a blue umbrella|an alarm clock|a guitar|a violin|a drum|a trumpet|scissors
빨간 하트|노란 별 세 개|파란 배경의 고양이|강아지와 고양이|눈사람|분홍색 꽃|초록색 모자|풀밭의 토끼|우주 로켓|무지개와 구름
""".strip().replace("\n", "|").split("|")

# For naming by people who have not seen the words: prompt and the answers that count.
NAMING = [
    ("an apple", ["apple"]), ("a banana", ["banana"]), ("a strawberry", ["strawberry"]), ("a watermelon", ["watermelon"]),
    ("a carrot", ["carrot"]), ("a mushroom", ["mushroom", "toadstool"]), ("a pizza", ["pizza"]),
    ("an ice cream", ["ice cream", "ice cream cone"]), ("a hamburger", ["hamburger", "burger", "cheeseburger"]),
    ("a cake", ["cake", "birthday cake", "cupcake", "shortcake"]), ("a cat", ["cat", "kitten"]), ("a dog", ["dog", "puppy"]),
    ("a rabbit", ["rabbit", "bunny", "hare"]), ("an elephant", ["elephant"]), ("a pig", ["pig", "piglet"]),
    ("an owl", ["owl"]), ("a penguin", ["penguin"]), ("a fish", ["fish", "tropical fish", "goldfish"]), ("an octopus", ["octopus"]),
    ("a butterfly", ["butterfly", "moth"]), ("a snail", ["snail"]), ("a turtle", ["turtle", "tortoise"]), ("a tree", ["tree"]),
    ("a flower", ["flower", "blossom", "daisy"]), ("a cactus", ["cactus"]), ("a star", ["star"]), ("a heart", ["heart"]),
    ("a moon", ["moon", "crescent moon", "crescent"]), ("a rainbow", ["rainbow"]),
    ("a car", ["car", "automobile", "taxi"]), ("a bicycle", ["bicycle", "bike"]), ("an airplane", ["airplane", "plane", "jet", "aeroplane"]),
    ("a rocket", ["rocket", "spaceship"]), ("a sailboat", ["sailboat", "boat", "ship", "yacht"]), ("a house", ["house", "home", "cottage"]),
    ("an umbrella", ["umbrella", "parasol"]), ("a guitar", ["guitar"]), ("scissors", ["scissors"]), ("a snowman", ["snowman"]),
    ("a clock", ["clock", "alarm clock", "watch"]),
]
