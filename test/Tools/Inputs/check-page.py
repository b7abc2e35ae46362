"""check-page.py HTML JSON: a page that is well-formed, needs nothing else and has every layer."""

import html.parser
import json
import re
import sys

VOID = {"meta", "input", "br", "wbr", "link", "img", "hr"}
# Shapes of SVG close themselves.
SHAPES = {"rect", "line", "path"}
OUTSIDE = {"src", "srcset", "action", "data", "poster", "background", "xlink:href"}


class Checker(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.tags = [], [], [], {}

    def handle_startendtag(self, tag, attributes):
        assert tag in SHAPES, f"<{tag}/>"
        self.note(tag, attributes)

    def handle_starttag(self, tag, attributes):
        assert tag not in SHAPES, f"<{tag}> does not end"
        self.note(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def note(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, names)
        for name, value in attributes:
            assert name not in OUTSIDE and not name.startswith("on"), (tag, name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                assert value.startswith("#"), value
                self.links.append(value[1:])
            if name == "aria-labelledby":
                self.links.append(value)
            assert value is None or not re.search(r"\b(nan|inf)\b", value), (tag, name, value)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.getpos(), self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            assert not re.search(r"https?:|@import|url\(|fetch|XMLHttp|eval", data)


def layer_names(text):
    """The names as they are read, wherever they may be broken."""
    spans = re.findall(r'<span class="toggle">(.*?)</span>', text, re.S)
    return [html.unescape(re.sub(r"<wbr>", "", span)) for span in spans]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        comparison = json.load(file)
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert not checker.open, checker.open
    assert len(checker.ids) == len(set(checker.ids)), "an id is there twice"
    assert set(checker.links) <= set(checker.ids), set(checker.links) - set(checker.ids)
    assert "default-src 'none'" in text and "prefers-color-scheme: dark" in text
    assert layer_names(text) == [layer["name"] for layer in comparison["layers"]]
    assert checker.tags["tbody"] >= len(comparison["layers"])
    assert text.count("<figure>") == len([l for l in comparison["layers"] if "histogram" in l])


main()
