"""Ce avec quoi l'on repart : le classeur, le rapport, les figures, l'agenda, le plan de lecture.

Un fichier n'est écrit que lorsqu'on le demande : préparer la liste ne coûte rien, même sur un téléphone.
"""

import io
import re
import zipfile
from datetime import date
from functools import cache

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_helpers.analyse import Partie, PortefeuilleLu, Reglages, analyser
from course_helpers.analyse.anonymat import anonymiser, anonymiser_plan, coder_reglages
from course_helpers.analyse.reglages import lire_reglages
from course_helpers.bureaux.emport import Fichier
from course_helpers.bureaux.rapport import ecrire_rapport
from course_helpers.classeurs.analyse import exporter_classeur
from course_helpers.donnees import Plan, exporter_csv
from course_helpers.figures.analyse import tracer
from course_helpers.figures.trace import STYLE, Trace
from course_helpers.methode import exporter_calendrier

_POINTS_PAR_POUCE = 200
_DATE_ZIP = (2025, 1, 1, 0, 0, 0)  # les mêmes figures ont toujours les mêmes octets
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def preparer_exports(
    lu: PortefeuilleLu,
    parties: dict[str, Partie],
    plan: Plan | None = None,
    *,
    anonyme: bool = False,
    reglages: dict | None = None,
    jour: date | None = None,
) -> list[Fichier]:
    """Préparer les fichiers à emporter ; aucun n'est encore écrit.

    Parameters
    ----------
    lu : PortefeuilleLu
    parties : dict[str, Partie]
        Ce que rend ``analyser``.
    plan : Plan, optional
        Celui de la lecture, pour la refaire le mois suivant.
    anonyme : bool
        Des codes tirés au sort à la place des noms : l'analyse est refaite sur eux, avec les mêmes réglages.
    reglages : dict, optional
        Ceux donnés à ``analyser`` ; par défaut, ceux que les parties ont gardés.
    jour : date, optional
        Celui que portent les noms des fichiers ; par défaut, le dernier jour des factures, sinon aujourd'hui.

    Returns
    -------
    list[Fichier]
        Le classeur, le rapport, les figures, l'agenda s'il y a des visites, le plan s'il est donné et, pour
        des fichiers anonymes, la correspondance, à garder à part.
    """
    jour = jour or (date.today() if lu.fin is None else lu.fin.date())

    @cache
    def coder() -> tuple[PortefeuilleLu, pd.DataFrame]:
        return anonymiser(lu)

    @cache
    def reunir() -> tuple[PortefeuilleLu, dict[str, Partie]]:
        if not anonyme:
            return lu, parties
        code, correspondance = coder()
        gardes = next((p.mesures["reglages"] for p in parties.values() if p.repondue), Reglages())
        choisis = gardes if reglages is None else lire_reglages(reglages)
        return code, analyser(code, **coder_reglages(choisis, correspondance))

    def nommer(quoi: str, suffixe: str) -> str:
        return f"{quoi}{'-anonyme' if anonyme else ''}-{jour:%Y-%m-%d}.{suffixe}"

    fichiers = [
        Fichier(
            nommer("portefeuille", "xlsx"),
            _XLSX,
            "Le classeur, avec ses formules (Excel)",
            lambda: exporter_classeur(*reunir()),
        ),
        Fichier(
            nommer("rapport", "html"),
            "text/html",
            "Le rapport, à imprimer sur quatre pages",
            lambda: ecrire_rapport(*reunir()).encode(),
        ),
        Fichier(
            nommer("figures", "zip"),
            "application/zip",
            "Les figures (SVG et PNG)",
            lambda: exporter_figures(reunir()[1]),
        ),
    ]
    if "visites" in parties and parties["visites"].mesures.get("plan") is not None:
        fichiers.append(
            Fichier(
                nommer("visites", "ics"),
                "text/calendar",
                "Le plan d’action, pour un agenda",
                lambda: exporter_calendrier(reunir()[1]["visites"].mesures["plan"]),
            )
        )
    if plan is not None:
        fichiers.append(
            Fichier(
                nommer("plan-de-lecture", "json"),
                "application/json",
                "Le plan de lecture, pour le fichier du mois prochain",
                lambda: (anonymiser_plan(plan, lu) if anonyme else plan).en_json().encode(),
            )
        )
    if anonyme:
        fichiers.append(
            Fichier(
                f"correspondance-a-garder-{jour:%Y-%m-%d}.csv",
                "text/csv",
                "La correspondance entre les codes et les noms, à garder à part",
                lambda: exporter_csv(coder()[1]),
                a_part=True,
            )
        )
    return fichiers


def exporter_figures(parties: dict[str, Partie]) -> bytes:
    """Réunir les figures d'une analyse dans une archive, en SVG et, pour les tracés, en PNG.

    Parameters
    ----------
    parties : dict[str, Partie]

    Returns
    -------
    bytes
        Un fichier ``.zip`` : ``1-abc.svg``, ``1-abc.png``…
    """
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        figures = [(nom, tracer(partie)) for nom, partie in parties.items() if partie.repondue]
        for rang, (nom, figure) in enumerate([f for f in figures if f[1] is not None], start=1):
            contenus = {"svg": detacher_svg(figure.ecrire_svg()).encode()}
            if isinstance(figure, Trace):
                contenus["png"] = ecrire_png(figure)
            for suffixe, octets in contenus.items():
                archive.writestr(zipfile.ZipInfo(f"{rang}-{nom}.{suffixe}", _DATE_ZIP), octets)
    return sortie.getvalue()


def detacher_svg(svg: str) -> str:
    """Faire du SVG d'une page un fichier que tout logiciel ouvre : fond blanc, couleurs écrites.

    Examples
    --------
    >>> detacher_svg('<svg xmlns="…"><path fill="var(--ch-bleu, #0B4F6C)"/></svg>').count("var(")
    0
    """
    svg = re.sub(r"var\(--ch-[\w-]+, (#\w{6})\)", r"\1", svg)
    svg = re.sub(r"(<svg\b[^>]*>)", r'\1<rect width="100%" height="100%" fill="#fff"/>', svg, count=1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}'


def ecrire_png(trace: Trace) -> bytes:
    """Rendre un tracé en PNG sur fond blanc, à 200 points par pouce ; il ne doit plus servir ensuite."""
    figure, sortie = trace.axes.figure, io.BytesIO()
    with mpl.rc_context(STYLE):
        figure.set(dpi=_POINTS_PAR_POUCE, facecolor="white")
        FigureCanvasAgg(figure).print_png(sortie, metadata={"Software": None})
    return sortie.getvalue()
