"""La commande « cours » : corriger des copies, exporter vers Moodle, imprimer des fiches."""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.enseignant.carnet import (
    Personne,
    Remplissage,
    lire_carnet,
    lister_personnes,
    remplir_carnet,
)
from course_helpers.enseignant.classe import ecrire_classe
from course_helpers.enseignant.correction import Lot, corriger_copies, limiter_questions, noter
from course_helpers.enseignant.correspondance import attribuer_copies, lire_correspondance
from course_helpers.enseignant.fiche import ecrire_fiches, lire_liste
from course_helpers.enseignant.moodle import PARTIE_MAX, exporter_moodle, nommer_parties
from course_helpers.enseignant.notes import ecrire_classeur, ecrire_csv
from course_helpers.enseignant.retours import ecrire_retours
from course_helpers.enseignant.sujet_emporte import lister_destinataires, lister_fichiers
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import TAILLE_MAX, Sujet, ecrire_fragment, lire_sujet
from course_helpers.exercices.sujets_prets import lire_lien
from course_helpers.exercices.textes import typographier
from course_helpers.fichiers import ouvrir
from course_helpers.tirages.reserve import CLASSE, VARIANTES_ENTRAINEMENT

# Les messages d'argparse, qui n'existent qu'en anglais.
_TRADUCTIONS = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"je ne connais pas : \1"),
    (
        r"argument (\S+): invalid choice: (.*?) \(choose from (.*)\)",
        r"\2 ne va pas pour \1 : choisissez parmi \3",
    ),
    (r"argument (\S+): expected one argument", r"\1 attend une valeur"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\2 ne va pas pour \1"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 n’attend pas de valeur"),
    (r"argument (\S+): not allowed with argument (\S+)", r"choisissez entre \1 et \2"),
    (r"one of the arguments (.*) is required", r"il manque l’une de ces options : \1"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 est ambigu : \2"),
    (r"argument (\S+): (.*)", r"\1 : \2"),
)
# En deçà, une barre de progression ne ferait que clignoter.
_LONG = 100
PRODUITS = ("notes.csv", "notes.xlsx", "classe.html", "retours", "carnet.csv")


class _Aide(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(
            usage, actions, groups, typographier("Utilisation : ") if prefix is None else prefix
        )


class _Analyseur(argparse.ArgumentParser):
    """L'analyseur d'arguments de Python, en français."""

    def __init__(self, **reglages) -> None:
        super().__init__(add_help=False, formatter_class=_Aide, allow_abbrev=False, **reglages)
        self._positionals.title = "À donner\u202f"
        self._optionals.title = "Options\u202f"
        self.add_argument("-h", "--aide", "--help", action="help", help="montre cette aide")

    def error(self, message: str):
        for anglais, francais in _TRADUCTIONS:
            if re.fullmatch(anglais, message):
                message = re.sub(anglais, francais, message)
                break
        self.print_usage(sys.stderr)
        self.exit(2, typographier(f"Erreur : {message}.\n"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Lancer la commande ; rendre 0 si elle a fait son travail, 2 sinon.

    Parameters
    ----------
    arguments : sequence of str, optional
        Ceux de la ligne de commande par défaut.

    Returns
    -------
    int
    """
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):  # une console Windows n'est pas toujours en UTF-8
            flux.reconfigure(encoding="utf-8", errors="backslashreplace")
    choix = _construire().parse_args(arguments)
    try:
        return choix.lancer(choix)
    except ErreurCours as erreur:
        print(typographier(f"Erreur : {erreur}"), file=sys.stderr)
    except OSError as erreur:
        nom = f" « {erreur.filename} »" if erreur.filename else ""
        print(
            typographier(
                f"Erreur : je ne peux pas lire ou écrire{nom} ({erreur.strerror}). "
                "Fermez ce fichier s’il est ouvert, et vérifiez vos droits."
            ),
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("Interrompu : aucun résultat n’a été écrit.", file=sys.stderr)
    return 2


def _construire() -> argparse.ArgumentParser:
    analyseur = _Analyseur(prog="cours", description="Les outils de l’enseignant, pour les séries du cours.")
    commandes = analyseur.add_subparsers(
        title="Commandes\u202f", metavar="commande", dest="commande", required=True, parser_class=_Analyseur
    )

    corriger = commandes.add_parser(
        "corriger",
        help="corrige un dossier de copies",
        description="Corrige toutes les copies d’un dossier : notes.csv, notes.xlsx, classe.html et un "
        "retour par personne. Rien de ce que contient une copie n’est exécuté.",
    )
    corriger.add_argument(
        "copies", type=Path, metavar="COPIES", help="le dossier des copies (.json, .txt ou .ipynb)"
    )
    corriger.add_argument(
        "--sortie",
        type=Path,
        required=True,
        metavar="RÉSULTATS",
        help="le dossier à créer pour les résultats",
    )
    corriger.add_argument(
        "--remplacer", action="store_true", help="remplace les résultats d’une correction précédente"
    )
    corriger.add_argument(
        "--sujet",
        metavar="SUJET",
        help="le sujet donné à la classe : un lien, une adresse courte ou un fichier",
    )
    corriger.add_argument(
        "--essentiel", action="store_true", help="ne compte que les questions du parcours essentiel"
    )
    corriger.add_argument(
        "--carnet",
        type=Path,
        metavar="CSV",
        help="le carnet de notes exporté de Moodle : une de ses colonnes est remplie (carnet.csv)",
    )
    corriger.add_argument(
        "--colonne", metavar="TITRE", help="le titre de cette colonne, tel que le carnet l’a"
    )
    corriger.add_argument(
        "--correspondance",
        type=Path,
        metavar="JSON",
        help="la correspondance de « Mon bureau » : le carnet se remplit aussi d’après les noms",
    )
    _ajouter_date(corriger)
    corriger.set_defaults(lancer=_corriger)

    sujet = commandes.add_parser(
        "sujet",
        help="vérifie un sujet, dit ce qu’il contient, écrit ses fichiers",
        description="Lit un sujet (un lien, une adresse courte ou un fichier .sujet.json), et dit ses "
        "questions, ses points, son temps et ce qui a changé dans le cours depuis. Avec --sortie, écrit le "
        "sujet et, à part, son corrigé (HTML à imprimer, .docx à modifier), son fichier Moodle et son "
        ".sujet.json.",
        epilog="Exemple : cours sujet abc-30 --liste classe.csv --sortie abc",
    )
    sujet.add_argument("sujet", metavar="SUJET", help="un lien, une adresse courte ou un fichier")
    sujet.add_argument("--sortie", type=Path, metavar="DOSSIER", help="le dossier où écrire les fichiers")
    sujet.add_argument(
        "--liste",
        type=Path,
        metavar="FICHIER",
        help="une liste d’identifiants, un par ligne, si chacun a ses données",
    )
    sujet.add_argument(
        "--groupes",
        type=int,
        default=2,
        metavar="N",
        help="le nombre de groupes, si chacun a ses données (2)",
    )
    sujet.add_argument(
        "--jeux", type=int, default=5, metavar="N", help="le nombre de jeux de données pour Moodle (5)"
    )
    sujet.add_argument("--remplacer", action="store_true", help="remplace les fichiers qui existent")
    sujet.set_defaults(lancer=_dire_sujet)

    moodle = commandes.add_parser(
        "moodle",
        help="exporte une série vers Moodle",
        description="Écrit sur la sortie standard un fichier XML à importer dans la banque de questions de "
        "Moodle : une catégorie par question, une question par variante.",
        epilog="Exemple : cours moodle 4-pareto --variantes 20 > pareto.xml",
    )
    _ajouter_serie(moodle)
    moodle.add_argument(
        "--variantes",
        type=int,
        default=10,
        metavar="N",
        help=f"le nombre de variantes de chaque question, de 1 à {len(VARIANTES_ENTRAINEMENT)} (10)",
    )
    moodle.add_argument(
        "--sortie",
        type=Path,
        metavar="DOSSIER",
        help="le dossier où écrire le fichier, coupé en parties s’il dépasse "
        f"{ecrire_nombre(PARTIE_MAX // 1_000_000, 0, 'Mo')}",
    )
    moodle.add_argument("--remplacer", action="store_true", help="remplace les fichiers qui existent")
    moodle.set_defaults(lancer=_exporter_moodle)

    fiche = commandes.add_parser(
        "fiche",
        help="écrit une série à imprimer",
        description="Écrit une fiche HTML à imprimer (A4, noir et blanc), avec les données d’une personne, "
        "de chaque personne d’une liste, ou de toute la classe.",
    )
    _ajouter_serie(fiche)
    pour = fiche.add_mutually_exclusive_group()
    pour.add_argument("--code", metavar="CODE", default=CLASSE, help="un identifiant (CLASSE, pour tous)")
    pour.add_argument(
        "--liste",
        type=Path,
        metavar="FICHIER",
        help="une liste d’identifiants, un par ligne : une fiche chacun",
    )
    fiche.add_argument("--corrige", action="store_true", help="ajoute les corrigés, après les fiches")
    fiche.add_argument("--essentiel", action="store_true", help="le seul parcours essentiel")
    fiche.add_argument("--sortie", type=Path, metavar="FICHIER", help="le fichier à écrire (fiche-….html)")
    fiche.add_argument("--remplacer", action="store_true", help="remplace le fichier s’il existe")
    fiche.set_defaults(lancer=_ecrire_fiche)
    return analyseur


def _ajouter_serie(analyseur: argparse.ArgumentParser) -> None:
    analyseur.add_argument("serie", metavar="SÉRIE", help="le nom de la série, par exemple 4-pareto")


def _ajouter_date(analyseur: argparse.ArgumentParser) -> None:
    analyseur.add_argument(
        "--date", type=_lire_date, default=None, metavar="AAAA-MM-JJ", help="la date à inscrire (aujourd’hui)"
    )


def _lire_date(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"« {texte} » n’est pas une date : écrivez par exemple 2026-03-14"
        ) from None


def _corriger(choix: argparse.Namespace) -> int:

    _verifier_modules("xlsxwriter")
    jour = choix.date or date.today()
    sortie = choix.sortie.resolve()
    _verifier_sortie(sortie, choix.remplacer)
    sujet = _ouvrir_sujet(choix.sujet) if choix.sujet else None
    lot = corriger_copies(
        choix.copies.resolve(), sauf=sortie, sujet=sujet, suivre=lambda fichiers: suivre(fichiers, "Copies")
    )
    lot = limiter_questions(lot, essentiel=choix.essentiel)
    rempli = _remplir_carnet(choix, lot) if choix.carnet else None
    corrigees = sum(map(len, lot.resultats.values()))
    sortie.parent.mkdir(parents=True, exist_ok=True)
    # Tout est écrit à côté, puis mis en place d'un coup : une interruption ne laisse rien à moitié fait.
    with tempfile.TemporaryDirectory(dir=sortie.parent, prefix=".cours-") as provisoire:
        neuf = Path(provisoire, "neuf")
        (neuf / "retours").mkdir(parents=True)
        (neuf / "notes.csv").write_bytes(ecrire_csv(lot))
        (neuf / "notes.xlsx").write_bytes(ecrire_classeur(lot, jour))
        (neuf / "classe.html").write_text(ecrire_classe(lot, jour), encoding="utf-8")
        if rempli:
            (neuf / "carnet.csv").write_bytes(rempli.octets)
        for nom, page in suivre(ecrire_retours(lot, jour), "Retours", corrigees):
            (neuf / "retours" / nom).write_text(page, encoding="utf-8")
        ancien = Path(provisoire, "ancien")
        if sortie.exists():
            sortie.rename(ancien)
        try:
            neuf.rename(sortie)
        except OSError:
            if ancien.exists():
                ancien.rename(sortie)
            raise
    print(
        typographier(f"{ecrire_nombre(corrigees)} copie(s) corrigée(s), {len(lot.rejets)} non corrigée(s).")
    )
    for rejet in lot.rejets:
        print(typographier(f"  {rejet.fichier} ({rejet.etat}) : {rejet.motif}"), file=sys.stderr)
    if rempli:
        _dire_carnet(rempli)
    print(typographier(f"Résultats : {choix.sortie}"))
    return 0


def _ouvrir_sujet(texte: str) -> Sujet:
    """Ouvrir un sujet par son fichier, son lien ou son adresse courte."""
    if not texte.casefold().endswith(".json"):
        return lire_lien(texte)
    try:
        with Path(texte).open("rb") as flux:
            return lire_sujet(flux.read(TAILLE_MAX + 1))
    except FileNotFoundError:
        raise ErreurCours(f"Le sujet « {texte} » est introuvable : vérifiez son nom.") from None


def _dire_sujet(choix: argparse.Namespace) -> int:

    sujet = _ouvrir_sujet(choix.sujet)
    sujet.ouvrir()  # refuse un sujet dont il ne reste rien
    donnees = {"classe": "communes à la classe", "groupe": "une par groupe", "personne": "une par personne"}
    lignes = [
        sujet.intitule,
        "Évaluation" if sujet.evaluation else "Entraînement",
        f"Données : {donnees[sujet.donnees]}",
        f"{compter(len(sujet.retenues), 'question')}, {compter(sujet.total, 'point')}, {sujet.minutes} min "
        f"({sujet.minutes_tiers_temps} avec un tiers temps)",
        *[f"Consigne : {sujet.consigne}"] * bool(sujet.consigne),
        "",
        *(
            f"  {choisie.numero:<6} {compter(choisie.points, 'point'):<10} {question.minutes:>2} min  "
            f"{question.titre}"
            for choisie, question in sujet.retenues
        ),
        "",
        *(f"  {competence}" for competence in sujet.competences),
        *[sujet.dire_changees()] * bool(sujet.changees),
        "",
    ]
    for ligne in lignes:
        print(typographier(ligne))
    print(f"sujet.html#{ecrire_fragment(sujet)}")
    if choix.sortie:
        _emporter_sujet(sujet, choix)
    return 0


def _emporter_sujet(sujet: Sujet, choix: argparse.Namespace) -> None:
    codes = lire_liste(choix.liste) if choix.liste else []
    if sujet.donnees == "personne" and not codes:
        raise ErreurCours(
            "Les données sont différentes pour chaque élève : ajoutez leurs identifiants, par --liste."
        )
    pour = lister_destinataires(sujet, codes, choix.groupes)
    fichiers: dict[str, bytes] = {}
    for nom, _, _, ecrire in lister_fichiers(sujet, lambda: pour, lambda: choix.jeux):
        ecrit = ecrire()
        fichiers |= ecrit if isinstance(ecrit, dict) else {nom: ecrit}
    _ecrire_fichiers(fichiers, choix)
    print(typographier(f"Fichiers : {choix.sortie}"))


def _ecrire_fichiers(fichiers: dict[str, bytes], choix: argparse.Namespace) -> None:
    """Écrire des fichiers dans un dossier ; tous sont prêts avant que le premier ne soit écrit."""
    choix.sortie.mkdir(parents=True, exist_ok=True)
    present = next((nom for nom in fichiers if (choix.sortie / nom).exists()), None)
    if present and not choix.remplacer:
        raise ErreurCours(
            f"Le fichier « {choix.sortie / present} » existe déjà : choisissez un autre dossier, ou ajoutez "
            "--remplacer."
        )
    for nom, octets in fichiers.items():
        (choix.sortie / nom).write_bytes(octets)


def _remplir_carnet(choix: argparse.Namespace, lot: Lot) -> Remplissage:
    """Remplir le carnet de Moodle avec les notes de la seule série corrigée."""
    carnet = lire_carnet(ouvrir(choix.carnet))
    rangs = [rang for nom, rang in carnet.colonnes if nom == choix.colonne]
    if len(rangs) != 1:
        titres = ", ".join(f"« {nom} »" for nom, _ in carnet.colonnes)
        raise ErreurCours(f"Dites quelle colonne du carnet remplir, avec --colonne : {titres}.")
    if len(lot.resultats) != 1:
        raise ErreurCours(
            f"Le carnet se remplit d’une série à la fois, ce dossier en a {len(lot.resultats)} : séparez-les."
        )
    (resultats,) = lot.resultats.values()
    personnes = [Personne(r.code, note=noter(r)) for r in resultats if not r.lieu]
    if choix.correspondance:
        classe = lire_correspondance(ouvrir(choix.correspondance))
        personnes = lister_personnes(classe, attribuer_copies(classe, resultats, {})[0])
    return remplir_carnet(carnet, rangs[0], personnes)


def _dire_carnet(rempli: Remplissage) -> None:
    print(typographier(f"Carnet : {rempli.phrase}"))
    gardees = [f"{nom} ({avant} au carnet, {note} ici)" for nom, avant, note in rempli.gardees]
    for titre, noms in (
        ("déjà notés, case gardée", gardees),
        ("introuvables dans le carnet", rempli.absentes),
        ("que le carnet ne distingue pas", rempli.ambigues),
    ):
        if noms:
            print(typographier(f"  {titre} : {', '.join(noms)}"), file=sys.stderr)


def _verifier_modules(*modules: str) -> None:
    """Dire d'avance ce qui manque : le noyau du cours s'installe sans les outils de l'enseignant."""
    for module in modules:
        if find_spec(module) is None:
            raise ErreurCours(
                f"Il manque le module « {module} » : installez les outils de l’enseignant avec "
                "pip install 'course-helpers[enseignant]'."
            )


def _exporter_moodle(choix: argparse.Namespace) -> int:

    documents = exporter_moodle(
        choix.serie,
        choix.variantes,
        suivre=lambda questions: suivre(questions, "Questions", len(questions) * choix.variantes),
    )
    if choix.sortie:
        fichiers = nommer_parties(f"moodle-{choix.serie}.xml", documents)
        _ecrire_fichiers(fichiers, choix)
        for nom in fichiers:
            print(typographier(f"Fichier : {choix.sortie / nom}"))
        return 0
    if len(documents) > 1:
        raise ErreurCours(
            f"Ce fichier dépasse {ecrire_nombre(PARTIE_MAX // 1_000_000, 0, 'Mo')}, que Moodle refuse "
            f"souvent : ajoutez --sortie et un dossier, où il s’écrira en {len(documents)} parties, ou "
            "demandez moins de variantes."
        )
    sys.stdout.write(documents[0])
    return 0


def _ecrire_fiche(choix: argparse.Namespace) -> int:

    codes = lire_liste(choix.liste) if choix.liste else [choix.code]
    page = ecrire_fiches(choix.serie, codes, corrige=choix.corrige, essentiel=choix.essentiel)
    # L'identifiant est vérifié : il ne peut pas mener à un autre dossier.
    sortie = choix.sortie or Path(f"fiche-{choix.serie}-{'liste' if choix.liste else choix.code}.html")
    try:
        with sortie.open("w" if choix.remplacer else "x", encoding="utf-8") as flux:
            flux.write(page)
    except FileExistsError:
        raise ErreurCours(
            f"Le fichier « {sortie} » existe déjà : choisissez un autre nom, ou ajoutez --remplacer."
        ) from None
    print(typographier(f"Fiche : {sortie}"))
    return 0


def _verifier_sortie(sortie: Path, remplacer: bool) -> None:
    """Refuser d'écraser sans que ce soit demandé, et de jamais effacer ce que la commande n'a pas écrit."""
    if not sortie.exists():
        return
    if not sortie.is_dir():
        raise ErreurCours(f"« {sortie} » est un fichier : donnez le nom d’un dossier.")
    presents = sorted(element.name for element in sortie.iterdir())
    if presents and not remplacer:
        raise ErreurCours(
            f"Le dossier « {sortie} » existe déjà : choisissez-en un autre, ou ajoutez --remplacer."
        )
    retours = sortie / "retours"
    etrangers = [nom for nom in presents if nom not in PRODUITS]
    if retours.is_dir():
        etrangers += [f"retours/{e.name}" for e in retours.iterdir() if e.suffix != ".html" or e.is_dir()]
    if etrangers:
        raise ErreurCours(
            f"Le dossier « {sortie} » contient aussi « {etrangers[0]} », que cette commande n’a pas écrit : "
            "déplacez-le, ou choisissez un autre dossier."
        )


def suivre(elements: Iterable, titre: str, travail: int | None = None) -> Iterable:
    """Rendre les éléments un à un, avec une barre de progression si le travail est long et se regarde.

    Parameters
    ----------
    elements : iterable
    titre : str
    travail : int, optional
        Le nombre d'opérations, s'il n'est pas celui des éléments.

    Returns
    -------
    iterable
        La barre n'est montrée que sur un terminal, et sur la sortie d'erreur : la sortie reste propre.
    """
    court = (len(elements) if travail is None else travail) < _LONG
    if court or not sys.stderr.isatty() or find_spec("rich") is None:
        return elements
    from rich.console import Console
    from rich.progress import track

    total = len(elements) if hasattr(elements, "__len__") else travail
    return track(elements, description=titre, total=total, console=Console(stderr=True), transient=True)
