"""Ce qu'un fichier malveillant ou abîmé peut tenter : la commande et la page essaient les mêmes attaques."""

PIEGE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULES = ['=HYPERLINK("x")', "+1", "-1", "@A1", "\t=1", "\r=1", "=1+1|cmd"]
IDENTIFIANTS_PIEGES = ["../../evasion", "..", "/etc/passwd", "A/B", "A\\B", "C:X", "a", "É", "", "A" * 21]
ESSAI = {"id": "a", "geste": "essai", "reponse": "loi"}


def ancienne(*champs):
    """Une question comme l'écrivait la première édition."""
    feuille = dict(zip(("essais", "indices", "solution"), champs, strict=False))
    return {"format": "course-helpers/copie-1", "reponses": {"q1": feuille}}


# Les octets d'un fichier, et ce que dit le refus.
OCTETS_HOSTILES = [
    (b'{"format": "course-helpers/copie-1", "se', "tronqué, ligne 1"),
    (b"", "est vide"),
    (b" \n", "est vide"),
    (b"\x89PNG\r\n", "une image"),
    (b"\xff\xd8\xff\xe0", "une image"),
    (b"%PDF-1.7", "document PDF"),
    (b"bonjour madame", "texte où il n’y a pas de copie"),
    (b"\xff{", "n’est pas un texte"),
    (b"\xff\xfe{\x00", "tronqué"),
    (b"[" * 10_000 + b"]" * 10_000, "imbriqué"),
    (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "imbriqué"),
    (b'["' + b"[" * 10_000 + b'"', "tronqué"),
    (b'{"a": NaN}', "« NaN »"),
    (b'{"a": Infinity}', "« Infinity »"),
    (b'{"a": [-Infinity]}', "« -Infinity »"),
    (b'{"a": 1e999}', "« 1e999 »"),
    (b'{"a": ' + b"9" * 10_000 + b"}", "démesuré"),
    (b'{"code": "A", "code": "B"}', "deux fois"),
    (b"[]", "un objet était attendu"),
    (b'"copie"', "un objet était attendu"),
    (b"cos\nsystem\n(S'touch /tmp/x'\ntR.", "pas de copie"),  # un pickle n'est que du texte mal formé
]
# Ce qui change dans une copie, et ce que dit le refus.
TYPES_INATTENDUS = [
    ({"code": 7}, "Dans code, un texte"),
    ({"variante": "3"}, "Dans variante, un nombre entier"),
    ({"variante": True}, "Dans variante, un nombre entier"),
    ({"variante": -1}, "hors des bornes"),
    ({"tirage": "1"}, "Dans tirage, un nombre entier"),
    ({"serie": ["4-pareto"]}, "Dans serie, un texte"),
    ({"serie": "9-inconnue"}, "n’existe pas"),
    ({"format": "autre/copie-1"}, "ce n’est pas une copie du cours"),
    ({"reponses": []}, "Dans reponses, un objet"),
    ({"reponses": {"q1": []}}, "Dans reponses › q1, un objet"),
    ({"reserve": 99}, "édition plus récente"),
    ({"reserve": None}, "Dans reserve, un nombre entier"),
    ({"reponses": {"q1": {}}}, "il manque « gestes »"),
    ({"reponses": {"q1": {"gestes": {}}}}, "gestes, une liste"),
    ({"reponses": {"q1": {"gestes": [7]}}}, "gestes › 0, un objet"),
    ({"reponses": {"q1": {"gestes": [{"geste": "essai"}]}}}, "il manque « id »"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"geste": "note"}]}}}, "essai, indice, solution"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"tirage": "0"}]}}}, "tirage, un nombre"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"reponse": 37.7}]}}}, "en texte, en liste"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"reponse": [["a"]]}]}}}, "reponse › 0, un texte"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"reponse": {"a": 1}}]}}}, "reponse › a, un texte"),
    ({"reponses": {"q1": {"gestes": [ESSAI] * 1001}}}, "trop long"),
    ({"reponses": {"q1": {"gestes": [ESSAI | {"reponse": "a" * 10_001}]}}}, "trop long"),
    ({"reponses": {"q1": {"gestes": [], "brouillon": 3}}}, "brouillon, un objet"),
    (ancienne([], "0", False), "nombre entier"),
    (ancienne([], 0, 1), "vrai ou faux"),
    (ancienne([], 0), "il manque « solution »"),
    (ancienne([7], 0, False), "en texte"),
]


def lister_liens_hostiles(lien):
    """Ce qu'on peut donner à la place du lien d'un sujet ; ``lien`` est celui d'un vrai."""
    return [
        "s1.AAAA",
        lien[:-1],
        "s1.%3Cscript%3Ealert(1)%3C/script%3E",
        f"s1.{PIEGE}",
        "javascript:alert(1)",
        "s2.abcd",
        "s3.abcd",
        "abc-31",
        "s1." + "A" * 5000,
        "%E0%A4%A",
    ]


def mettre_en_cahier(copie, temoin):
    """Mettre une copie dans un cahier dont les cellules, exécutées, feraient des dégâts."""
    sortie = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.course-helpers.copie+json": copie},
    }
    programmes = [
        "import sys\nsys.exit(1)",
        "while True: pass",
        f"!rm {temoin}",
        f"open({str(temoin)!r}, 'w')",
    ]
    return {
        "cells": [
            *({"cell_type": "code", "source": programme, "outputs": []} for programme in programmes),
            {"cell_type": "code", "source": "serie", "outputs": [sortie, sortie]},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
