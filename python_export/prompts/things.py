# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The things, colours and grounds that the evaluation's prompts are made of, in English and Korean."""
import re

# Lines of one kind look alike or are mixed up; names with / are the same or the wider thing and never each other's
# distractors.
_THINGS = """
fruit: apple 사과, banana 바나나, orange 오렌지, lemon 레몬, pear 배, peach 복숭아, strawberry 딸기, pineapple 파인애플,
 watermelon 수박, cherry 체리, kiwi 키위
vegetable: tomato 토마토, carrot 당근, potato 감자, onion 양파, mushroom 버섯, eggplant 가지, cucumber 오이,
 avocado 아보카도, pepper 고추
food: pizza 피자, hamburger 햄버거, sandwich 샌드위치, cake 케이크, cupcake 컵케이크, cookie 쿠키, doughnut 도넛,
 croissant 크루아상, pancake 팬케이크, ice cream 아이스크림, candy 사탕, cheese 치즈, egg 달걀, bread 빵
drink: cup of coffee/cup 커피 한 잔, glass of milk 우유 한 잔, wine glass 와인잔, teapot 찻주전자, bottle 병
pet: cat/kitten 고양이, dog/puppy 강아지, rabbit/bunny 토끼, hamster 햄스터, mouse 쥐
farm: horse 말, cow 소, pig 돼지, sheep 양, goat 염소, donkey 당나귀, camel 낙타, chicken/bird 닭
wild: bear 곰, lion 사자, tiger 호랑이, elephant 코끼리, fox 여우, wolf 늑대, giraffe 기린, zebra 얼룩말, kangaroo 캥거루,
 koala 코알라, panda 판다, gorilla 고릴라, monkey 원숭이, squirrel/chipmunk 다람쥐
bird: duck/bird 오리, owl/bird 부엉이, penguin/bird 펭귄, parrot/bird 앵무새, eagle/bird 독수리, swan/bird 백조, bird 새
sea: fish/tropical fish 물고기, shark 상어, whale 고래, dolphin 돌고래, octopus 문어, crab 게, jellyfish 해파리, turtle 거북이
small: butterfly 나비, bee 벌, ladybug 무당벌레, snail 달팽이, spider 거미, frog 개구리, snake 뱀, ant 개미, dinosaur 공룡,
 dragon 용, unicorn 유니콘
plant: tree 나무, palm tree/tree 야자나무, christmas tree/tree 크리스마스트리, cactus 선인장, flower 꽃,
 rose/flower 장미, tulip/flower 튤립, sunflower/flower 해바라기, leaf 나뭇잎, four-leaf clover 네잎클로버
sky: sun 태양, moon 달, star 별, cloud 구름, rainbow 무지개, snowflake 눈송이, planet 행성
land: mountain/volcano 산, volcano/mountain 화산, island 섬, wave 파도, fire 불
car: car/automobile/taxi 자동차, truck 트럭, taxi/car 택시, tractor 트랙터, ambulance 구급차, fire engine 소방차, train 기차, bus 버스,
 bicycle 자전거, motorcycle 오토바이, skateboard 스케이트보드
air: airplane 비행기, helicopter 헬리콥터, rocket 로켓, ufo 유에프오, boat/ship/sailboat 보트, ship/boat 배,
 sailboat/boat 돛단배, anchor 닻
building: house 집, castle 성, church 교회, tent 텐트, lighthouse 등대, ferris wheel 관람차, hospital 병원, fountain 분수
furniture: chair 의자, bed 침대, lamp 램프, sofa/couch 소파, table 탁자, bathtub 욕조, toilet 변기, door 문, desk 책상
clothing: hat 모자, shoe 신발, dress 원피스, t-shirt/shirt 티셔츠, boot 부츠, scarf 목도리, glove 장갑, jeans 청바지,
 necktie 넥타이, sunglasses/glasses 선글라스, backpack 배낭, handbag 핸드백, crown 왕관, top hat/hat 실크해트
music: guitar 기타, violin 바이올린, piano 피아노, drum 북, trumpet 트럼펫, saxophone 색소폰, microphone 마이크, bell 종
sport: ball/soccer ball/basketball/tennis ball/baseball 공, soccer ball/ball 축구공, basketball/ball 농구공,
 tennis ball/ball 테니스공, baseball/ball 야구공, trophy 트로피, balloon 풍선
tool: hammer 망치, scissors 가위, key 열쇠, wrench 렌치, screwdriver 드라이버, knife 칼, broom 빗자루, paintbrush 붓,
 pencil 연필, crayon 크레용, umbrella 우산, candle 양초, flashlight 손전등, toothbrush 칫솔, magnet 자석
thing: book 책, clock 시계, alarm clock/clock 알람 시계, watch 손목시계, hourglass 모래시계, gift 선물, teddy bear 곰 인형,
 heart 하트, diamond 다이아몬드, ring 반지, light bulb 전구, envelope 편지 봉투, basket 바구니, bucket 양동이, box 상자
machine: camera 카메라, computer 컴퓨터, phone 전화기, television 텔레비전, radio 라디오, telescope 망원경, microscope 현미경,
 robot 로봇, compass 나침반
figure: snowman 눈사람, ghost 유령, skull 해골, clown 광대, astronaut 우주비행사, mermaid 인어, angel 천사
"""

COLOURS = {"red": "빨간", "orange": "주황색", "yellow": "노란", "green": "초록색", "blue": "파란", "purple": "보라색",
           "pink": "분홍색", "brown": "갈색", "black": "검은", "white": "하얀", "gray": "회색"}

GROUNDS = {"on a red background": "빨간 배경의", "on a yellow background": "노란 배경의",
           "on a green background": "초록색 배경의", "on a blue background": "파란 배경의",
           "on a black background": "검은 배경의", "on a pink background": "분홍색 배경의", "in the grass": "풀밭의",
           "at night": "밤하늘의", "on the sea": "바다 위의", "under a blue sky": "파란 하늘 아래의",
           "in the snow": "눈밭의", "on the beach": "해변의"}

# What a ground shows, so that a scene of the same is no distractor.
SHOWN = {"at night": {"night", "star", "moon"}, "on the sea": {"sea", "wave"}, "in the snow": {"snow"},
         "on the beach": {"beach", "sea"}, "in the grass": {"field", "garden"}, "under a blue sky": set()}

RELATIONS = {"to the left of": "왼쪽에 있는", "to the right of": "오른쪽에 있는", "above": "위에 있는",
             "below": "아래에 있는", "next to": "옆에 있는", "and": "와"}
OPPOSITE = {"to the left of": "to the right of", "to the right of": "to the left of", "above": "below",
            "below": "above", "next to": "above", "and": "above"}

NUMBERS = {"one": "한", "two": "두", "three": "세", "four": "네"}
COUNTERS = {"cat": "마리", "dog": "마리", "duck": "마리", "fish": "마리", "butterfly": "마리", "penguin": "마리",
            "bird": "마리", "bee": "마리", "flower": "송이", "rose": "송이", "tulip": "송이", "tree": "그루",
            "palm tree": "그루", "car": "대", "airplane": "대", "bicycle": "대", "balloon": "개"}
PLURALS = {"fish": "fish", "cherry": "cherries", "butterfly": "butterflies", "strawberry": "strawberries",
           "leaf": "leaves", "mouse": "mice", "sheep": "sheep", "candy": "candies", "tomato": "tomatoes"}


_BARE = {"scissors", "jeans", "sunglasses", "cheese", "bread", "fire"}   # said without an article


def things():
    """Returns {English name: (kind, names that mean the same or a wider thing, Korean name)}."""
    out = {}
    for line in re.sub(r"\n ", " ", _THINGS).strip().split("\n"):
        kind, row = line.split(": ", 1)
        for entry in row.split(","):
            names, korean = re.match(r"\s*([a-z /-]+?) ([^a-z]+)$", entry).groups()
            first, *alike = names.split("/")
            out[first] = (kind, {first, *alike}, korean.strip())
    return out


def article(phrase):
    if phrase.split()[-1] in _BARE:
        return phrase
    return ("an " if phrase[0] in "aeiou" and not phrase.startswith(("uni", "ufo")) else "a ") + phrase


def plural(name):
    if name in PLURALS:
        return PLURALS[name]
    return name + ("es" if name.endswith(("ch", "sh", "s", "x")) else "s")


def final(word):
    """Whether the last syllable ends in a consonant, which decides particles (와 or 과, 가 or 이)."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 > 0
