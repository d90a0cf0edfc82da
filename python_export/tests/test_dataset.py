"""Tests of the picture set's word handling; no network and no packages needed."""
import unicodedata
import unittest

import numpy as np
from PIL import Image

from python_export.dataset import build, captions, emoji, readers, render, sources, synonyms
from python_export.dataset.korean import Korean, nouns
from python_export.dataset.wordnet import BROADER, WordNet


def small_table():
    """A few emoji with what makes them hard to match."""
    row = lambda code, label, tags=(), group="objects", ko="": emoji.Emoji(
        code, label, list(tags), group, ko, [], group not in ("flags", "component"))
    return emoji.EmojiTable([
        row("1F34E", "red apple", ["apple", "fruit", "5"], "food", "빨간 사과"),
        row("1F996", "t-rex", ko="티라노사우루스"),
        row("1FA85", "piñata", ko="피냐타"),
        row("1F43B", "bear", group="animals", ko="곰"),
        row("1F46B", "woman and man holding hands", group="people"),
        row("2702-FE0F", "scissors", ko="가위"),
        row("1F468-200D-1F9B0", "man: red hair", group="people"),
        row("1F495", "two hearts", ko="하트 두 개"),
        row("1F1F0-1F1F7", "flag: south korea", group="flags"),
        row("1F414", "chicken", group="animals", ko="닭"),
    ], [{"1F996": ["trex", "tyrannosaurus"], "1F43B": "grizzly"}])


class Matcher(unittest.TestCase):
    """Icon names to emoji."""

    def test_slugs_accents_and_numbers(self):
        table = small_table()
        for name, code in (("red-apple", "1F34E"), ("red-apple-2", "1F34E"), ("t-rex", "1F996"),
                           ("pinata", "1FA85"), ("man-red-hair", "1F468-200D-1F9B0"),
                           ("2hearts", "1F495"), ("bear-face", "1F43B")):
            self.assertEqual(table.find(name).hexcode, code, name)

    def test_word_order_old_names_and_shortcodes(self):
        table = small_table()
        self.assertEqual(table.find("man-and-woman-holding-hands").hexcode, "1F46B")
        self.assertEqual(table.find("blackscissors").hexcode, "2702-FE0F")
        self.assertEqual(table.find("grizzly").label, "bear")

    def test_unknown_names_match_nothing(self):
        for name in ("settings", "digit-eight", "x", ""):
            self.assertIsNone(small_table().find(name), name)

    def test_code_points_ignore_variation_selectors(self):
        self.assertEqual(small_table().by_code[emoji.normal_hexcode("2702")].label, "scissors")

    def test_skin_tones(self):
        self.assertTrue(emoji.is_skin_tone("baby-medium-light-skin-tone"))
        self.assertFalse(emoji.is_skin_tone("light-bulb"))


class Hygiene(unittest.TestCase):
    """What is dropped from names and tags."""

    nouns = captions.Nouns(["apple", "pear", "table", "cane", "box", "arrow", "stone"], ["apple"])

    def test_words(self):
        self.assertEqual(captions.words("redApple_02-flat-fill"), ["red", "apple"])
        self.assertEqual(captions.words("lamp-off-alt-duo"), ["lamp"])

    def test_icon_names_need_a_thing_and_no_interface(self):
        self.assertEqual(captions.icon_name("apple-flat-2", self.nouns), "apple")
        self.assertEqual(captions.icon_name("red-apple", self.nouns), "red apple")
        for name in ("apple-arrow", "download", "user-apple", "apple-quickly", "red"):
            self.assertIsNone(captions.icon_name(name, self.nouns), name)

    def test_clipart_words_need_to_be_borne_out(self):
        name = lambda *args: captions.clipart_name(*args, self.nouns, small_table())
        self.assertEqual(name("red_apple_nicu_01", "Apple", ["hash", "food"]), "red apple")
        self.assertEqual(name("apple_01", "Clipart by somebody - pear", ["pear"]), "apple")
        self.assertIsNone(name("cane_architetto_franc_01", "cane", ["hash"]))

    def test_tags(self):
        self.assertEqual(captions.clean_tags(["5", "apple", "Fruit", "clip art", "fruit"], "apple"),
                         ["fruit"])

    def test_labels_read_as_phrases(self):
        self.assertEqual(captions.emoji_name("man: red hair"), "man with red hair")
        self.assertEqual(captions.emoji_name("family: man, boy"), "family of man, boy")


class Split(unittest.TestCase):
    """The split depends on concept and family only."""

    def test_is_a_fixed_function(self):
        names = [f"thing {i}" for i in range(4000)]
        drawn = [n for n in names if build.split_of(n, "noto") == "concept"]
        self.assertEqual(drawn, [n for n in names if build.split_of(n, "twemoji") == "concept"])
        self.assertAlmostEqual(len(drawn) / len(names), build.CONCEPT_SHARE, delta=0.01)
        self.assertEqual(drawn[:3], ["thing 6", "thing 92", "thing 198"])

    def test_held_out_family_and_kept_concepts(self):
        self.assertEqual(build.split_of("red apple", "emojione"), "family")
        for i in range(500):
            self.assertEqual(build.split_of(f"cats number {i}", "noto"), "train")

    def test_no_share_alike_source_is_on(self):
        for source in sources.chosen():
            self.assertIn(source.licence, sources.FREE_LICENCES)
            self.assertTrue(source.attribution)


class KoreanNames(unittest.TestCase):
    """Korean names are composed and put together from parts."""

    def test_everything_is_nfc(self):
        for name in nouns().values():
            self.assertEqual(name, unicodedata.normalize("NFC", name))
        table = small_table()
        table.emoji[3].label_ko = unicodedata.normalize("NFD", "곰")
        self.assertEqual(Korean(table).name("bear"), "곰")

    def test_phrases(self):
        korean = Korean(small_table())
        self.assertEqual(korean.name("green apple"), "초록 사과")
        self.assertEqual(korean.name("blue car"), "파란 자동차")
        self.assertEqual(korean.name("plastic chairs"), "의자")
        self.assertEqual(korean.name("gizmo"), "")
        self.assertEqual(korean.tags(["apple", "apples", "gizmo"]), ["사과"])


class OtherWords(unittest.TestCase):
    """Synonyms and wider terms."""

    def test_wordnet_chains(self):
        wordnet = WordNet({"1": ("05", ["puppy"], ["2"]), "2": ("05", ["dog", "domestic dog"], ["3"]), "3": ("05", ["animal"], []),
                           "4": ("18", ["puppy"], [])},
                          {"puppy": (["4", "1"], 2), "dog": (["2"], 5), "domestic dog": (["2"], 0), "animal": (["3"], 9)})
        self.assertEqual(wordnet.broader("puppies", "animals"), ["dog", "animal"])
        self.assertEqual(wordnet.broader("puppy", "animals"), ["dog", "animal"])
        self.assertEqual(wordnet.broader("red dog", "animals"), ["dog", "animal"])
        self.assertEqual(wordnet.synonyms("dog", "animals"), [])   # "domestic dog" is not tagged anywhere

    def test_our_own_table(self):
        table = synonyms.table()
        self.assertIn("puppy", table["dog"][0])
        self.assertIn("승용차", table["automobile"][1])
        for words in [w for pair in table.values() for side in pair for w in side] + list(BROADER.values()):
            self.assertEqual(words, unicodedata.normalize("NFC", words))
            self.assertTrue(words)

    def test_copyright_patterns(self):
        rules = readers._free_files("Files: images/land/*\nLicense: public-domain\n Given away.\n\n"
                                    "Files:\n images/land/a*\n images/land/b*\nLicense: CC-BY-SA-3.0\n")
        self.assertEqual(rules, [("images/land/*", True), ("images/land/a*", False), ("images/land/b*", False)])


class Pictures(unittest.TestCase):
    """Scaling keeps the aspect and the transparency."""

    def test_fit(self):
        image = Image.new("RGBA", (40, 20), (255, 0, 0, 255))
        pixels = np.asarray(render.fit(image, 32))
        self.assertEqual(pixels.shape, (32, 32, 4))
        self.assertTrue((pixels[8:24, :, 3] == 255).all())
        self.assertTrue((pixels[:8, :, 3] == 0).all())
        self.assertTrue((pixels[8:24, :, 0] == 255).all())

    def test_refit_cuts_the_page_off(self):
        page = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
        page.paste((0, 0, 255, 255), (70, 70, 90, 90))
        pixels = np.asarray(render.fit(page, 64, refit=True))
        self.assertEqual(pixels[32, 32].tolist(), [0, 0, 255, 255])
        self.assertTrue(build.is_cutout(pixels))

    def test_photographs_fill_the_square(self):
        pixels = np.asarray(render.crop_square(Image.new("RGBA", (50, 30), (9, 9, 9, 255)), 16))
        self.assertEqual(pixels.shape, (16, 16, 4))
        self.assertFalse(build.is_cutout(pixels))


if __name__ == "__main__":
    unittest.main()
