"""Un classeur déclaré : ses feuilles, ses colonnes, ses formules, et les octets que l'on en fait."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from course_helpers.ecriture import ecrire_nombre, ecrire_pct
from course_helpers.exercices.textes import typographier

# Les fonctions que l'élève tape → celles qu'un fichier .xlsx contient, que le tableur affiche dans sa langue.
FONCTIONS = {
    "ANNEE": "YEAR",
    "ARRONDI": "ROUND",
    "ARRONDI.SUP": "ROUNDUP",
    "ENT": "INT",
    "EQUIV": "MATCH",
    "ET": "AND",
    "INDEX": "INDEX",
    "MAX": "MAX",
    "MIN": "MIN",
    "MINUSCULE": "LOWER",
    "MOIS.DECALER": "EDATE",
    "NB.SI": "COUNTIF",
    "NB": "COUNT",
    "RANG": "RANK",
    "SI": "IF",
    "SOMME": "SUM",
    "SOMME.SI": "SUMIF",
    "SOMMEPROD": "SUMPRODUCT",
}
# Dans la langue du fichier ; le tableur affiche « 1 234,56 € ».
FORMATS = {
    "texte": "@",
    "entier": "#,##0",
    "euros": '#,##0.00\\ "€"',
    "pct": "0.0\\ %",
    "nombre": "0.00",
    "date": "dd/mm/yyyy",
}
Valeur = str | int | float | pd.Timestamp | None  # None : une case vide
_VEILLE = pd.Timestamp(1899, 12, 30)  # le jour 0 d'un tableur
_LONGUEUR = 32_000  # un tableur refuse un texte plus long
_CITATION = re.compile(r"\[(?:([^\]!]+)!)?(\w+)(:|\.\.|\^|-|\.\d+)?\]")
_CASE = re.compile(r"\{(?:([^}!]+)!)?(\w+)\}")


@dataclass(frozen=True)
class Colonne:
    """Une colonne d'une feuille : des données, ou une formule à écrire.

    Parameters
    ----------
    nom : str
        Comment les formules la citent : ``[nom]`` (la même ligne), ``[nom-]`` (la ligne du dessus),
        ``[nom:]`` (toute la colonne), ``[nom..]`` (de la première ligne à celle-ci), ``[nom^]`` (de l'en-tête
        à la ligne précédente), ``[nom.2]`` (la deuxième ligne) ; d'une autre feuille, ``[ABC!nom:]``.
    intitule : str
    valeurs : sequence
        Les données ; pour une formule, les valeurs attendues, calculées par le paquet. Un pourcentage est
        une fraction : 0,377 pour 37,7 %.
    format : str
        Une clé de :data:`FORMATS`.
    formule : str
        En français, comme l'élève l'écrit sur la première ligne. Vide : une colonne de données.
    aide : str
        Ce que la colonne demande, en mots.
    """

    nom: str
    intitule: str
    valeurs: Sequence[Valeur]
    format: str = "texte"
    formule: str = ""
    aide: str = ""


@dataclass(frozen=True)
class Case:
    """Une case au-dessus du tableau : un réglage à changer, ou un résultat à calculer.

    Parameters
    ----------
    nom : str
        Comment les formules la citent : ``{nom}`` ; d'une autre feuille, ``{ABC!nom}``.
    intitule : str
    valeur : str, int or float
        Le réglage, ou le résultat attendu.
    format, formule, aide : str
        Comme pour :class:`Colonne`.
    """

    nom: str
    intitule: str
    valeur: Valeur
    format: str = "nombre"
    formule: str = ""
    aide: str = ""

    @property
    def valeurs(self) -> tuple[Valeur]:
        """Sa valeur, comme celles d'une colonne d'une ligne."""
        return (self.valeur,)


class Citation(NamedTuple):
    """Une formule à taper, telle qu'un cours la cite : où, jusqu'à quelle ligne, et ce que l'on y lit."""

    place: str
    intitule: str
    formule: str
    fin: int  # la ligne jusqu'où la recopier ; 0 : elle ne se recopie pas
    resultats: tuple[tuple[str, str, Valeur], ...]  # de quelle ligne on parle, sa place, ce qu'elle contient
    format: str
    demandee: bool  # faux : une étape, dont les autres formules ont besoin


@dataclass(frozen=True)
class Feuille:
    """Une feuille : un titre, une consigne, des cases puis un tableau."""

    nom: str
    titre: str
    consigne: str
    colonnes: tuple[Colonne, ...]
    cases: tuple[Case, ...] = ()

    @property
    def premiere(self) -> int:
        """Le numéro de la première ligne du tableau, dans le tableur."""
        return 5 + len(self.cases)

    @property
    def derniere(self) -> int:
        """Le numéro de la dernière ligne du tableau."""
        return self.premiere + (len(self.colonnes[0].valeurs) if self.colonnes else 0) - 1

    def situer(self, nom: str) -> str:
        """Donner la lettre d'une colonne."""
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[[colonne.nom for colonne in self.colonnes].index(nom)]

    def citer(self, noms: Sequence[str], voisines: Mapping[str, "Feuille"] | None = None) -> list[Citation]:
        """Citer, dans l'ordre où les taper, les formules dont des résultats dépendent.

        Parameters
        ----------
        noms : sequence of str
            Des cases, ou des lignes d'une colonne : ``part.4`` est la quatrième.
        voisines : mapping, optional
            Les autres feuilles.

        Returns
        -------
        list of Citation
            Une colonne dont plusieurs lignes servent est citée une fois, à recopier jusqu'en bas.

        Examples
        --------
        >>> part = Colonne("part", "Part", [0.2, 0.8], "pct", "=[ca]/{t}")
        >>> total = Case("t", "Total", 10, "entier", "=SOMME([ca:])")
        >>> feuille = Feuille("F", "", "", (Colonne("ca", "CA", [2, 8], "entier"), part), (total,))
        >>> [citation[:4] for citation in feuille.citer(["part.2"])]
        [('B3', 'Total', '=SOMME(A$6:A$7)', 0), ('B7', 'Part · CA = 8', '=A7/$B$3', 0)]
        """
        objets = {objet.nom: objet for objet in (*self.cases, *self.colonnes)}
        rangs: dict[str, set[int]] = {}
        ordre: dict[str, None] = {}

        def demander(nom: str, voulus: set[int] | None) -> None:
            objet, connus = objets[nom], rangs.setdefault(nom, set())
            if voulus is None or len(connus | voulus) > 1:
                voulus = set(range(len(objet.valeurs)))
            nouveaux = voulus - connus
            if not objet.formule or not nouveaux:
                return
            connus |= nouveaux
            for _, colonne, sorte in _CITATION.findall(objet.formule):
                rang = sorte[1:]
                demander(colonne, {int(rang) - 1} if rang.isdigit() else None if sorte else nouveaux)
            for _, case in _CASE.findall(objet.formule):
                demander(case, {0})
            ordre[nom] = None

        cites: dict[str, list[int]] = {}
        for nom, _, rang in (cite.partition(".") for cite in noms):
            cites.setdefault(nom, []).append(int(rang or 1) - 1)
        for nom, lus in cites.items():
            demander(nom, set(lus))
        return [self._citer(objets[nom], sorted(rangs[nom]), cites.get(nom), voisines) for nom in ordre]

    def _citer(self, objet, rangs: list[int], cites: list[int] | None, voisines) -> Citation:
        """Citer la formule d'une case, d'une ligne ou de toute une colonne."""
        if isinstance(objet, Case):
            ligne = 3 + self.cases.index(objet)
            lettre, qui = "B", ""
        else:
            ligne = self.premiere + rangs[0]
            lettre, qui = self.situer(objet.nom), self._nommer(rangs[0])
        fin = ligne + len(rangs) - 1 if len(rangs) > 1 else 0
        return Citation(
            f"{lettre}{ligne}",
            objet.intitule if fin or not qui else f"{objet.intitule} · {qui}",
            self.rediger(objet.formule, ligne, voisines),
            fin,
            tuple(
                (self._nommer(rang) if fin else "", f"{lettre}{ligne + rang - rangs[0]}", objet.valeurs[rang])
                for rang in cites or rangs[:1]
            ),
            objet.format,
            cites is not None,
        )

    def _nommer(self, rang: int) -> str:
        """Dire de quelle ligne on parle, s'il y en a plusieurs : ses textes, sinon son premier nombre."""
        if self.premiere == self.derniere:
            return ""
        textes = [c.valeurs[rang] for c in self.colonnes if c.format == "texte" and not c.formule]
        tete = self.colonnes[0]
        return ", ".join(textes) or f"{tete.intitule} = {tete.valeurs[rang]}"

    def rediger(self, formule: str, ligne: int, voisines: Mapping[str, "Feuille"] | None = None) -> str:
        """Écrire une formule française sur une ligne du tableur.

        Examples
        --------
        >>> feuille = Feuille("F", "", "", (Colonne("ca", "CA", [1, 2]),), (Case("total", "Total", 3),))
        >>> feuille.rediger("=[ca]/{total}+SOMME([ca:])", 7)
        '=A7/$B$3+SOMME(A$6:A$7)'
        >>> feuille.rediger("=SOMME([ca-];[F!ca:])/{F!total}", 6, {"F": feuille})
        '=SOMME(A5;F!A$6:A$7)/F!$B$3'
        """

        def citer_colonne(trouve: re.Match) -> str:
            nom, colonne, sorte = trouve.groups()
            feuille, lieu = (voisines[nom], _situer_feuille(nom)) if nom else (self, "")
            lettre = feuille.situer(colonne)
            if sorte in (None, "-"):
                return f"{lieu}{lettre}{ligne - (sorte == '-')}"
            if sorte[1:].isdigit():
                return f"{lieu}{lettre}{feuille.premiere + int(sorte[1:]) - 1}"
            debut = feuille.premiere - 1 if sorte == "^" else feuille.premiere
            fin = {":": f"${feuille.derniere}", "..": str(ligne), "^": str(ligne - 1)}[sorte]
            return f"{lieu}{lettre}${debut}:{lettre}{fin}"

        def citer_case(trouve: re.Match) -> str:
            feuille, lieu = (voisines[trouve[1]], _situer_feuille(trouve[1])) if trouve[1] else (self, "")
            return f"{lieu}$B${3 + [case.nom for case in feuille.cases].index(trouve[2])}"

        return _CASE.sub(citer_case, _CITATION.sub(citer_colonne, formule))


@dataclass(frozen=True)
class Classeur:
    """Les feuilles d'un chapitre, et les conventions qu'elles suivent.

    Une ``presentation`` remplace les mots d'un corrigé ; « Lisez-moi » explique alors chaque colonne.
    """

    chapitre: str
    titre: str
    conventions: tuple[str, ...]
    feuilles: tuple[Feuille, ...]
    presentation: str = ""

    @property
    def voisines(self) -> dict[str, Feuille]:
        """Les feuilles, par leur nom."""
        return {feuille.nom: feuille for feuille in self.feuilles}


def _situer_feuille(nom: str) -> str:
    """Citer une feuille comme un tableur le fait : entre apostrophes s'il le faut."""
    return f"{nom}!" if re.fullmatch(r"\w+", nom) else f"'{nom}'!"


def ecrire_valeur(valeur: Valeur, format_: str) -> str:
    """Écrire une valeur comme le tableur l'affiche, sous l'un des :data:`FORMATS`.

    Examples
    --------
    >>> [ecrire_valeur(1 / 8, format_).replace("\\u202f", " ") for format_ in ("euros", "pct", "nombre")]
    ['0,13 €', '12,5 %', '0,13']
    """
    if format_ == "euros":
        return ecrire_nombre(valeur, 2, "€")
    if format_ == "pct":
        return ecrire_pct(100 * valeur)
    return str(valeur) if isinstance(valeur, str) else ecrire_nombre(valeur, 2 if format_ == "nombre" else 0)


def traduire_formule(formule: str) -> str:
    """Traduire une formule française dans la langue du fichier ; les textes entre guillemets restent.

    Parameters
    ----------
    formule : str
        Fonctions de :data:`FONCTIONS`, séparées par des points-virgules, sans nombre décimal.

    Returns
    -------
    str

    Examples
    --------
    >>> traduire_formule('=SI(SOMME(B$2:B2)<80%*B$9;"A ; B";ARRONDI.SUP(B2;0))')
    '=IF(SUM(B$2:B2)<80%*B$9,"A ; B",ROUNDUP(B2,0))'
    """
    morceaux = re.split(r'("[^"]*")', formule)
    for rang in range(0, len(morceaux), 2):
        traduit = re.sub(r"([A-Z][A-Z.]*)\(", lambda trouve: FONCTIONS[trouve[1]] + "(", morceaux[rang])
        morceaux[rang] = traduit.replace(";", ",")
    return "".join(morceaux)


def ecrire_classeur(classeur: Classeur, *, corrige: bool, calcules: bool = True) -> bytes:
    """Écrire un classeur : à compléter, ou son corrigé aux formules vivantes.

    Parameters
    ----------
    classeur : Classeur
    corrige : bool
        Vrai : les formules ; faux : des cases vides, à remplir.
    calcules : bool
        Faux : sans les valeurs déjà calculées, pour vérifier qu'un tableur les retrouve.

    Returns
    -------
    bytes
        Un fichier ``.xlsx``.
    """
    import xlsxwriter  # dans la fonction : la page ne le télécharge que pour écrire un classeur

    sortie = io.BytesIO()
    # Un texte venu des données reste un texte : ni formule, ni lien, ni nombre.
    reglages = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(sortie, {"in_memory": True, **reglages}) as fichier:
        # Une date fixe : le même classeur a toujours les mêmes octets.
        fichier.set_properties({"title": classeur.titre, "created": datetime(2025, 1, 1)})
        formats = _preparer_formats(fichier)
        _presenter(fichier.add_worksheet("Lisez-moi"), classeur, corrige, formats)
        for feuille in classeur.feuilles:
            onglet = fichier.add_worksheet(feuille.nom)

            def poser(ligne, colonne, objet, valeur, *, onglet=onglet, feuille=feuille):
                """Poser une donnée, une formule ou la case vide qui l'attend."""
                sorte = "calcul" if objet.formule else "reglage" if isinstance(objet, Case) else "donnee"
                style = formats[sorte, objet.format]
                valeur = _convertir(valeur)
                if not objet.formule:
                    if isinstance(valeur, str):
                        style = formats["texte", valeur.startswith(("=", "+", "-", "@"))]
                    onglet.write(ligne, colonne, valeur, style)
                elif corrige:
                    formule = feuille.rediger(objet.formule, ligne + 1, classeur.voisines)
                    valeur = ("" if valeur is None else valeur) if calcules else 0
                    onglet.write_formula(ligne, colonne, traduire_formule(formule), style, valeur)
                else:
                    onglet.write_blank(ligne, colonne, None, style)

            _remplir(onglet, feuille, formats, poser)
        if corrige and not classeur.presentation:
            _expliquer(fichier.add_worksheet("Formules"), classeur, formats)
    return sortie.getvalue()


def _convertir(valeur: Valeur) -> str | int | float | None:
    """Donner à une valeur la forme qu'un tableur attend."""
    if isinstance(valeur, str):
        return valeur if len(valeur) < _LONGUEUR else valeur[:_LONGUEUR] + "…"
    if pd.isna(valeur):
        return None
    return (valeur - _VEILLE).days if isinstance(valeur, pd.Timestamp) else valeur


def _preparer_formats(fichier) -> dict:
    formats = {
        "titre": fichier.add_format({"bold": True, "font_size": 14, "font_color": "#0B4F6C"}),
        "consigne": fichier.add_format({"text_wrap": True, "valign": "top"}),
        "entete": fichier.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF1"}
        ),
        "intitule": fichier.add_format({"bold": True}),
        "aide": fichier.add_format({"indent": 1, "italic": True}),
    }
    for protege in (False, True):
        # Un texte qui commence comme une formule garde, dans le tableur, l'apostrophe qui en fait un texte.
        formats["texte", protege] = fichier.add_format({"num_format": "@", "quote_prefix": protege})
    for nom, masque in FORMATS.items():
        formats["donnee", nom] = fichier.add_format({"num_format": masque})
        formats["reglage", nom] = fichier.add_format({"num_format": masque, "bold": True, "border": 1})
        # Une couleur et un encadré : la case à remplir se voit aussi en noir et blanc.
        formats["calcul", nom] = fichier.add_format(
            {"num_format": masque, "bg_color": "#FFF3D6", "border": 4}
        )
    return formats


def _presenter(onglet, classeur: Classeur, corrige: bool, formats: dict) -> None:
    onglet.set_column(0, 0, 100)
    onglet.write(0, 0, typographier(classeur.titre), formats["titre"])
    onglet.fit_to_pages(1, 0)
    onglet.set_landscape()
    if classeur.presentation:
        _noter(onglet, classeur, formats)
        return
    debut = (
        "Corrigé : les cases encadrées portent les formules ; la feuille « Formules » les réunit."
        if corrige
        else "À compléter : écrivez une formule dans chaque case encadrée, puis recopiez-la vers le bas."
    )
    for rang, phrase in enumerate((debut, *classeur.conventions), start=2):
        onglet.write(rang, 0, typographier(phrase), formats["consigne"])
        onglet.set_row(rang, 16 * -(-len(phrase) // 95))  # aucun tableur n'ajuste seul une ligne écrite ici


def _noter(onglet, classeur: Classeur, formats: dict) -> None:
    """Présenter le classeur, ses conventions, puis chaque case et chaque colonne, sa formule comprise."""
    largeurs = (20, 32, 62, 62)
    for colonne, largeur in enumerate(largeurs):
        onglet.set_column(colonne, colonne, largeur)
    ligne = 2
    for phrase in (classeur.presentation, *classeur.conventions):
        onglet.merge_range(ligne, 0, ligne, 3, typographier(phrase), formats["consigne"])
        onglet.set_row(ligne, 16 * -(-len(phrase) // 165))
        ligne += 1
    ligne += 1
    for colonne, intitule in enumerate(
        ("Feuille", "Case ou colonne", "En mots", "Formule de la première ligne, telle qu’Excel la montre")
    ):
        onglet.write(ligne, colonne, intitule, formats["entete"])
    onglet.repeat_rows(ligne)
    for feuille in classeur.feuilles:
        for objet in (*feuille.cases, *feuille.colonnes):
            ligne += 1
            formule = feuille.rediger(objet.formule, feuille.premiere, classeur.voisines)
            textes = (feuille.nom, objet.intitule, objet.aide, formule)
            for colonne, texte in enumerate(textes):
                onglet.write_string(
                    ligne, colonne, typographier(texte) if colonne < 3 else texte, formats["consigne"]
                )
            onglet.set_row(ligne, 16 * max(1, -(-len(objet.aide) // 58), -(-len(formule) // 54)))


def _remplir(onglet, feuille: Feuille, formats: dict, poser: Callable) -> None:
    onglet.write(0, 0, typographier(feuille.titre), formats["titre"])
    onglet.write(1, 0, typographier(feuille.consigne))
    for ligne, case in enumerate(feuille.cases, start=2):
        onglet.write(ligne, 0, typographier(case.intitule), formats["intitule"])
        poser(ligne, 1, case, case.valeur)
        if case.aide:
            onglet.write(ligne, 2, typographier(case.aide), formats["aide"])
    onglet.set_column(0, 0, 42)
    onglet.set_landscape()
    onglet.set_paper(9)
    onglet.fit_to_pages(1, 0)
    if not feuille.colonnes:
        onglet.set_column(1, 1, 18)
        return
    entete = feuille.premiere - 2
    for rang, colonne in enumerate(feuille.colonnes):
        onglet.write(entete, rang, typographier(colonne.intitule), formats["entete"])
        if colonne.aide:
            onglet.write_comment(entete, rang, typographier(colonne.aide))
        for ligne, valeur in enumerate(colonne.valeurs, start=entete + 1):
            poser(ligne, rang, colonne, valeur)
    onglet.set_row(entete, 34)
    onglet.set_column(1, len(feuille.colonnes) - 1, 16)
    onglet.freeze_panes(feuille.premiere - 1, 1)
    onglet.repeat_rows(entete)


def _expliquer(onglet, classeur: Classeur, formats: dict) -> None:
    """Réunir les formules, en français et en toutes lettres : elles s'y lisent sans ouvrir chaque case."""
    for colonne, (intitule, largeur) in enumerate(
        [("Feuille", 20), ("Case ou colonne", 34), ("Formule de la première ligne", 70), ("En mots", 70)]
    ):
        onglet.set_column(colonne, colonne, largeur)
        onglet.write(0, colonne, intitule, formats["entete"])
    ligne = 1
    for feuille in classeur.feuilles:
        for objet in (*feuille.cases, *feuille.colonnes):
            if objet.formule:
                # Une apostrophe invisible pour l'élève : ces formules se lisent, elles ne se calculent pas.
                textes = (
                    feuille.nom,
                    objet.intitule,
                    feuille.rediger(objet.formule, feuille.premiere, classeur.voisines),
                )
                for colonne, texte in enumerate((*textes, objet.aide)):
                    onglet.write_string(ligne, colonne, texte)
                ligne += 1
