"""La typographie de tout ce qu'une page montre : textes, résultats des cellules, figures et légendes."""

import re
from html.parser import HTMLParser

from typographie import relever_fautes

# Ce qui ne se lit pas comme une phrase : des blocs entiers, et du code dans le fil d'une phrase.
BLOCS_MUETS = {"script", "style", "pre", "textarea", "title"}
CODES = {"code", "math", "kbd"}
# Ces balises restent dans le fil d'une phrase.
DANS_LE_FIL = CODES | set("a abbr b bdi cite em i mark q s small span strong sub sup tspan u".split())
VIDES = set("area base br col hr img input link meta source wbr".split())
LUS = ("alt", "aria-label", "placeholder")
# Un titre anglais garde sa ponctuation.
TITRES_ANGLAIS = {"Forecasting Repeat Sales at CDNOW: A Case Study": "`…`"}


class Lecture(HTMLParser):
    """Les phrases d'une page, une par bloc de texte."""

    def __init__(self):
        super().__init__()
        self.ouvertes, self.phrases = [], [""]

    def handle_starttag(self, tag, attrs):
        if tag not in DANS_LE_FIL:
            self.phrases.append("")
        elif tag in CODES and not CODES & set(self.ouvertes):
            self.phrases[-1] += "`…`"
        self.phrases[-1:-1] = [valeur for nom, valeur in attrs if nom in LUS and valeur]
        if tag not in VIDES:
            self.ouvertes.append(tag)

    def handle_endtag(self, tag):
        if tag in self.ouvertes:
            while self.ouvertes.pop() != tag:
                pass
        if tag not in DANS_LE_FIL:
            self.phrases.append("")

    def handle_data(self, data):
        if not (BLOCS_MUETS | CODES) & set(self.ouvertes):
            self.phrases[-1] += data


def lire(html):
    """Rendre les phrases d'une page, blancs de mise en page retirés."""
    lecture = Lecture()
    for titre, place in TITRES_ANGLAIS.items():
        html = html.replace(titre, place)
    lecture.feed(html)
    lecture.close()
    return [re.sub(r"[ \t\n]+", " ", phrase).strip(" ") for phrase in lecture.phrases]


def test_la_typographie_est_soignee_jusque_dans_les_resultats(site, page):
    html = (site / page).read_text(encoding="utf-8")
    fautes = {faute for phrase in lire(html) for faute in relever_fautes(phrase)}
    assert not fautes, "\n".join(sorted(fautes))


def test_une_phrase_est_lue_d_un_bloc_a_l_autre():
    phrases = lire('<p>Un <b>mot</b> : <code>a ? b</code></p><img alt="Oui !"><pre>x</pre>')
    assert [phrase for phrase in phrases if phrase] == ["Un mot : `…`", "Oui !"]
