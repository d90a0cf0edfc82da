"""Korean names and tags: from the emoji table, else from a small table of nouns and colours."""
import unicodedata

COLOURS = {"red": "빨간", "yellow": "노란", "green": "초록", "blue": "파란", "orange": "주황",
           "brown": "갈색", "black": "검은", "pink": "분홍", "white": "흰", "purple": "보라",
           "gray": "회색", "grey": "회색"}

_NOUNS = """
apple 사과|banana 바나나|pear 배|peach 복숭아|lemon 레몬|lime 라임|orange 오렌지|grapefruit 자몽|
grapes 포도|melon 멜론|watermelon 수박|strawberry 딸기|cherry 체리|cherries 체리|kiwi 키위|
pineapple 파인애플|mango 망고|avocado 아보카도|plum 자두|nectarine 천도복숭아|papaya 파파야|
passion fruit 패션프루트|pomegranate 석류|satsumas 귤|satsuma 귤|fruit 과일|vegetable 채소|tomato 토마토|
carrot 당근|potato 감자|onion 양파|garlic 마늘|ginger 생강|leek 대파|cabbage 양배추|cucumber 오이|
zucchini 애호박|eggplant 가지|aubergine 가지|pepper 피망|bell pepper 피망|asparagus 아스파라거스|
mushroom 버섯|red beet 비트|beet 비트|corn 옥수수|pumpkin 호박|broccoli 브로콜리|cantaloupe 칸탈루프 멜론|
bread 빵|cake 케이크|cheese 치즈|egg 달걀|milk 우유|coffee 커피|tea 차|wine 와인|beer 맥주|juice 주스|
cup 컵|mug 머그컵|glass 유리잔|bottle 병|plate 접시|bowl 그릇|spoon 숟가락|fork 포크|knife 칼|
tree 나무|flower 꽃|rose 장미|leaf 잎|plant 식물|cactus 선인장|grass 풀|palm tree 야자나무|
car 자동차|automobile 자동차|truck 트럭|bus 버스|train 기차|bicycle 자전거|bike 자전거|motorcycle 오토바이|
airplane 비행기|plane 비행기|helicopter 헬리콥터|rocket 로켓|boat 배|ship 배|sailboat 돛단배|tractor 트랙터|
house 집|building 건물|castle 성|church 교회|tower 탑|bridge 다리|tent 텐트|door 문|window 창문|fence 울타리|
dog 개|cat 고양이|horse 말|cow 소|pig 돼지|sheep 양|rabbit 토끼|mouse 쥐|bear 곰|lion 사자|tiger 호랑이|
elephant 코끼리|monkey 원숭이|fox 여우|wolf 늑대|deer 사슴|bird 새|duck 오리|chicken 닭|penguin 펭귄|owl 부엉이|
eagle 독수리|fish 물고기|shark 상어|whale 고래|dolphin 돌고래|octopus 문어|frog 개구리|turtle 거북이|snake 뱀|
butterfly 나비|bee 벌|ant 개미|spider 거미|ladybug 무당벌레|dragon 용|
sun 태양|moon 달|star 별|cloud 구름|rain 비|snow 눈|snowflake 눈송이|rainbow 무지개|lightning 번개|fire 불|
mountain 산|sea 바다|beach 해변|island 섬|earth 지구|planet 행성|
heart 하트|eye 눈|hand 손|foot 발|ear 귀|nose 코|mouth 입|tooth 이|skull 해골|face 얼굴|
man 남자|woman 여자|boy 소년|girl 소녀|baby 아기|child 어린이|king 왕|queen 여왕|robot 로봇|
hat 모자|shirt 셔츠|t-shirt 티셔츠|tshirt 티셔츠|longsleeve 긴팔 셔츠|pants 바지|shorts 반바지|skirt 치마|
dress 원피스|shoes 신발|shoe 신발|boot 부츠|outwear 외투|coat 외투|jacket 재킷|sock 양말|glasses 안경|
crown 왕관|ring 반지|bag 가방|backpack 배낭|handbag 핸드백|umbrella 우산|clothing 옷|
book 책|pencil 연필|pen 펜|scissors 가위|ruler 자|paper 종이|key 열쇠|lock 자물쇠|clock 시계|watch 손목시계|
lamp 램프|light bulb 전구|lightbulb 전구|candle 양초|chair 의자|table 탁자|desk 책상|bed 침대|sofa 소파|armchair 안락의자|
bench 벤치|shelf 선반|bookcase 책장|cabinet 수납장|mirror 거울|bathtub 욕조|toilet 변기|sink 싱크대|fridge 냉장고|
refrigerator 냉장고|oven 오븐|television 텔레비전|telephone 전화기|phone 전화기|camera 카메라|computer 컴퓨터|laptop 노트북|
keyboard 키보드|printer 프린터|hammer 망치|wrench 렌치|saw 톱|axe 도끼|sword 검|shield 방패|bomb 폭탄|
ball 공|soccer ball 축구공|basketball 농구공|guitar 기타|piano 피아노|violin 바이올린|drum 북|trumpet 트럼펫|
gift 선물|balloon 풍선|bell 종|box 상자|basket 바구니|barrel 통|bucket 양동이|envelope 편지 봉투|magnet 자석|
microscope 현미경|telescope 망원경|thermometer 온도계|snowman 눈사람|christmas tree 크리스마스트리|
microphone 마이크|headphones 헤드폰|suitcase 여행 가방|wallet 지갑|cone 아이스크림콘|pin 핀|pushpin 압정|speaker 스피커|dice 주사위|webcam 웹캠|screen 화면|chess 체스|
headset 헤드셋|scanner 스캐너|mailbox 우편함|calculator 계산기|globe 지구본|wheelchair 휠체어|stool 스툴|radiator 라디에이터|
wall 벽|muffin 머핀|library 도서관|paw 발바닥|store 가게|shop 가게|stamp 우표|cocktail 칵테일|scooter 스쿠터|microwave 전자레인지|
towel 수건|warehouse 창고|washbasin 세면대|vase 꽃병|antenna 안테나|drink 음료|binoculars 쌍안경|beanie 비니|drawer 서랍|
donut 도넛|sneakers 운동화|sprout 새싹|candy cane 지팡이 사탕|drone 드론|burger 햄버거|cane 지팡이|coffee bean 커피콩|log 통나무|
moustache 콧수염|toast 토스트|wardrobe 옷장|eraser 지우개|meteor 유성|bullhorn 확성기|satellite dish 위성 안테나|daffodil 수선화|
dartboard 다트판|cello 첼로|cube 정육면체|steps 계단|stairs 계단|smoke 연기|safe 금고|glove 장갑|gloves 장갑|bin 쓰레기통|
motorbike 오토바이|bow tie 나비넥타이|tie 넥타이|cards 카드|atom 원자|hourglass 모래시계|stroller 유모차|shelves 선반|couch 소파|
lighthouse 등대|acorn 도토리|bride 신부|bunny 토끼|sandals 샌들|seagull 갈매기|caterpillar 애벌레|clown 광대|router 공유기|
lemonade 레모네이드|fries 감자튀김|pan 프라이팬|steak 스테이크|jupiter 목성|mars 화성|saturn 토성|ink 잉크|baseball cap 야구 모자|
water 물|doctor 의사|magnolia 목련|xylophone 실로폰|baseball glove 야구 글러브|lips 입술|drill 드릴|gun 총|wind 바람|mist 안개|
raindrop 빗방울|hurricane 허리케인|thunderstorms 뇌우|camera tripod 삼각대|tablet 태블릿|dinosaur 공룡|silhouette 실루엣|
jacket 재킷|long-sleeved shirt 긴팔 셔츠|potatoes 감자|coin 동전|diamond 다이아몬드|anchor 닻|flask 플라스크|
badlands 황무지|canyon 협곡|city 도시|desert 사막|sand dunes 모래 언덕|field 들판|fog 안개|forest 숲|hills 언덕|lava 용암|
valley 계곡|snow landscape 눈 덮인 풍경|sky 하늘|lake 호수|river 강|volcano 화산|monkey 원숭이|goat 염소|donkey 당나귀|camel 낙타|
giraffe 기린|zebra 얼룩말|kangaroo 캥거루|gorilla 고릴라|squirrel 다람쥐|parrot 앵무새|swan 백조|goose 거위|crow 까마귀|bat 박쥐|
crab 게|lobster 바닷가재|shrimp 새우|jellyfish 해파리|snail 달팽이|worm 지렁이|lizard 도마뱀|crocodile 악어|hedgehog 고슴도치|
pizza 피자|hamburger 햄버거|sandwich 샌드위치|cookie 쿠키|pie 파이|soup 수프|noodles 국수|rice 밥|ice cream 아이스크림|chocolate 초콜릿|
salad 샐러드|sausage 소시지|peanut 땅콩|coconut 코코넛|pretzel 프레첼|honey 꿀|kettle 주전자|teapot 찻주전자|jar 단지|ladder 사다리|
broom 빗자루|shovel 삽|screwdriver 드라이버|nail 못|screw 나사|bolt 볼트|brush 솔|paintbrush 붓|needle 바늘|thread 실|rope 밧줄|chain 사슬|
flashlight 손전등|lantern 등불|torch 횃불|wheel 바퀴|tire 타이어|engine 엔진|crane 크레인|bulldozer 불도저|wagon 수레|cart 수레|sled 썰매|
skateboard 스케이트보드|parachute 낙하산|satellite 인공위성|submarine 잠수함|canoe 카누|raft 뗏목|sail 돛|windmill 풍차|factory 공장|
hospital 병원|school 학교|temple 사원|pyramid 피라미드|statue 조각상|fountain 분수|well 우물|gate 대문|cave 동굴|hut 오두막|barn 헛간|
bow 활|arrow 화살|dagger 단검|spear 창|helmet 투구|armor 갑옷|cannon 대포|knight 기사|witch 마녀|wizard 마법사|ghost 유령|vampire 뱀파이어|
zombie 좀비|skeleton 해골|angel 천사|demon 악마|mermaid 인어|fairy 요정|pirate 해적|ninja 닌자|soldier 군인|police officer 경찰관|
flute 플루트|harp 하프|saxophone 색소폰|trombone 트롬본|accordion 아코디언|harmonica 하모니카|tambourine 탬버린|whistle 호루라기|
football 미식축구공|baseball 야구공|tennis ball 테니스공|tennis racket 테니스 라켓|volleyball 배구공|trophy 트로피|medal 메달|kite 연|
pillow 베개|blanket 담요|curtain 커튼|carpet 카펫|rug 깔개|cradle 요람|hanger 옷걸이|iron 다리미|toothbrush 칫솔|comb 빗|razor 면도기|
perfume 향수|lipstick 립스틱|necklace 목걸이|earrings 귀걸이|bracelet 팔찌|scarf 목도리|belt 벨트|sweater 스웨터|vest 조끼|swimsuit 수영복|
bone 뼈|brain 뇌|lungs 폐|stomach 위|liver 간|kidney 콩팥|finger 손가락|footprint 발자국|feather 깃털|egg 달걀|nest 둥지|cage 새장|web 거미줄|
volleyball 배구공|wave 파도|tornado 토네이도|comet 혜성|galaxy 은하|sunrise 일출|sunset 일몰|rock 바위|stone 돌|crystal 수정|gem 보석|
battery 배터리|plug 플러그|cable 전선|fan 선풍기|radio 라디오|clipboard 클립보드|notebook 공책|newspaper 신문|letter 편지|map 지도|
bandage 반창고|syringe 주사기|pill 알약|stethoscope 청진기|tooth 이|crutch 목발|ambulance 구급차|fire engine 소방차|school bus 스쿨버스|
van 승합차|jeep 지프|taxi 택시|tram 전차|subway 지하철|cable car 케이블카|elevator 승강기|escalator 에스컬레이터
"""
# Where the head noun alone would be the wrong word in Korean.
_PHRASES = {"golden delicious apple": "골든 딜리셔스 사과", "granny smith apple": "그래니 스미스 사과",
            "pink lady apple": "핑크 레이디 사과", "red delicious apple": "레드 딜리셔스 사과",
            "royal gala apple": "로열 갈라 사과", "red apple": "빨간 사과", "green apple": "초록 사과",
            "sweet potato": "고구마", "floury potato": "분질감자", "solid potato": "점질감자",
            "vine tomato": "송이토마토", "beef tomato": "비프 토마토", "regular tomato": "토마토",
            "yellow onion": "양파", "galia melon": "갈리아 멜론", "honeydew melon": "허니듀 멜론",
            "piel de sapo melon": "피엘 데 사포 멜론", "piel de sapo": "피엘 데 사포 멜론",
            "conference pear": "콘퍼런스 배", "anjou pear": "앙주 배", "kaiser pear": "카이저 배",
            "brown cap mushroom": "갈색 양송이버섯", "t-shirt": "티셔츠", "long sleeve": "긴팔 셔츠"}


def nfc(text):
    """Composed Hangul, the form that everything here is kept in."""
    return unicodedata.normalize("NFC", text)


def nouns():
    """{English noun: Korean noun} of the committed table."""
    table = {}
    for row in _NOUNS.replace("\n", "").split("|"):
        cut = next(i for i, c in enumerate(row) if "가" <= c <= "힣")
        table[row[:cut].strip()] = nfc(row[cut:].strip())
    return table


class Korean:
    """Finds the Korean for an English name."""

    def __init__(self, emoji_table):
        """Emoji labels first, then the committed nouns, which overrule them."""
        self.known = {e.label: e.label_ko for e in emoji_table.emoji if e.kept and e.label_ko}
        self.known.update(nouns())
        self.known.update(_PHRASES)

    def word(self, name):
        """The Korean for exactly this name (or its regular plural), or ""."""
        for form in (name, name[:-1] if name.endswith("s") else name,
                     name[:-2] if name.endswith("es") else name):
            if form in self.known:
                return nfc(self.known[form])
        return ""

    def name(self, name):
        """Exact where known; colour and noun put together; else the longest known ending."""
        found = self.word(name)
        if found:
            return found
        parts = name.split()
        if len(parts) > 1 and parts[0] in COLOURS:
            rest = self.name(" ".join(parts[1:]))
            return nfc(f"{COLOURS[parts[0]]} {rest}") if rest else ""
        return self.name(" ".join(parts[1:])) if len(parts) > 1 else ""

    def tags(self, tags):
        """The Korean of those tags that are known, each once."""
        return list(dict.fromkeys(filter(None, map(self.word, tags))))
