"""Les figures du chapitre 5 : les visites demandées et servies, la cotation, les douze étapes."""

from collections.abc import Mapping
from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, apparier_barres, legender, ouvrir
from course_helpers.methode import ETAPES

# Une teinte et un motif par critère, dans l'ordre de la grille.
_TEINTES = (("bleu", ""), ("A", "//"), ("B", ".."), ("C", "xx"))
# Les étages d'un entonnoir, nommés d'après ce qu'y sont les établissements.
ENTONNOIR = ("Contactés", "Rendez-vous", "Devis", "Nouveaux clients")
# Les douze étapes, trois par rangée : ce que fait la rangée, et son rôle dans le schéma.
_TEMPS = (
    ("Compter le temps", "neutre"),
    ("Connaître les clients", "C"),
    ("Les noter", "B"),
    ("Agir", "A"),
)


def tracer_visites(
    besoins: Mapping[str, int],
    visites: Mapping[str, int],
    *,
    possibles: int,
    prospects: int,
    regle: str,
    source: str = SOURCE,
) -> Trace:
    """Comparer les visites demandées et les visites accordées, groupe par groupe.

    Parameters
    ----------
    besoins, visites : dict
        Groupe → nombre de visites demandées, puis accordées (:func:`~course_helpers.methode.
        repartir_visites`).
    possibles, prospects : int
        Visites possibles en tout, et celles réservées aux prospects.
    regle : str
        Le nom de la règle de partage, à citer.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en visites : une paire par groupe, et les prospects, servis d'abord.

    Examples
    --------
    >>> besoins, visites = {"A": 60, "B": 80, "C": 50}, {"A": 47, "B": 63, "C": 40}
    >>> trace = tracer_visites(besoins, visites, possibles=180, prospects=30, regle="proportion")
    >>> print(trace.texte.replace("\\u202f", " "))
    Visites demandées et accordées, règle : proportion. Prospects : 30, servis d’abord. Classe A : 60
    demandées, 47 accordées. Classe B : 80 demandées, 63 accordées. Classe C : 50 demandées, 40 accordées.
    """
    reste, total = possibles - prospects, sum(besoins.values())
    manque = total - reste
    phrase = (
        f"Il manque {ecrire_nombre(manque)} visites{FINE}: {ecrire_nombre(reste)} possibles, "
        f"{ecrire_nombre(total)} demandées"
        if manque > 0
        else f"Le temps suffit{FINE}: {ecrire_nombre(reste)} visites possibles, "
        f"{ecrire_nombre(total)} demandées"
    )
    rangees = ["Prospects", *(f"Classe {nom}" for nom in besoins)]
    demandees, accordees = [0, *besoins.values()], [prospects, *visites.values()]
    plus_longue = max(*demandees, *accordees, 1)
    with mpl.rc_context(STYLE):
        ax = ouvrir("visites")
        apparier_barres(ax, rangees, demandees, accordees, couleurs=(COULEURS["C"], COULEURS["A"]))
        for conteneur, quoi in zip(ax.containers, ("demandées", "accordées"), strict=True):
            for rang, barre in enumerate(conteneur):
                if rang == 0 and quoi == "demandées":
                    continue
                mot = "réservées" if rang == 0 else quoi
                ax.text(
                    barre.get_width() + plus_longue / 60,
                    barre.get_y() + barre.get_height() / 2,
                    f"{ecrire_nombre(barre.get_width())} {mot}",
                    va="center",
                    fontsize=12,
                )
        ax.set_xlim(0, 1.45 * plus_longue)
        ax.xaxis.set_major_formatter(lambda valeur, _: ecrire_nombre(valeur))
        legender(ax, phrase=phrase, x="Visites sur la période", y="", source=source)
    detail = " ".join(
        f"Classe {nom}{FINE}: {ecrire_nombre(besoin)} demandées, {ecrire_nombre(visites[nom])} accordées."
        for nom, besoin in besoins.items()
    )
    return Trace(
        ax,
        f"Visites demandées et accordées, règle{FINE}: {regle}. "
        f"Prospects{FINE}: {ecrire_nombre(prospects)}, servis d’abord. {detail}",
    )


def tracer_cotation(
    points: pd.DataFrame,
    criteres: Mapping[str, str],
    *,
    premiers: int = 8,
    client: str = "client",
    source: str = SOURCE,
) -> Trace:
    """Empiler ce que chaque critère apporte à la note des premiers clients.

    Parameters
    ----------
    points : DataFrame
        Le résultat de :func:`course_helpers.methode.decomposer_notes`.
    criteres : dict
        Critère → son nom à l'écran, dans l'ordre d'empilement ; quatre au plus.
    premiers : int
        Nombre de clients montrés.
    client, source : str

    Returns
    -------
    Trace
        Barres horizontales empilées, en points sur 100.

    Examples
    --------
    >>> from course_helpers.methode import decomposer_notes
    >>> clients = pd.DataFrame({"client": ["Garage", "Mairie"], "ca": [2, 5], "potentiel": [5, 1]})
    >>> points = decomposer_notes(clients, {"ca": 1, "potentiel": 1})
    >>> trace = tracer_cotation(points, {"ca": "Importance", "potentiel": "Potentiel"})
    >>> print(trace.texte.replace("\\u202f", " "))
    Note sur 100 des 2 premiers clients. 1. Garage : 62,5 (Importance 12,5 ; Potentiel 50,0).
    2. Mairie : 50,0 (Importance 50,0 ; Potentiel 0,0).
    """
    montres = points.head(premiers)
    phrase = f"{montres[client].iloc[0]} vient en tête, avec {ecrire_nombre(montres['note'].iloc[0], 1)}"
    if len(montres) > 1:
        ecart = montres["note"].iloc[0] - montres["note"].iloc[1]
        phrase += f"{FINE}: {ecrire_nombre(ecart, 1)} d’avance" if ecart else f"{FINE}: ex æquo"
    noms = [fill(str(nom), 20) for nom in montres[client]]
    with mpl.rc_context(STYLE):
        ax = ouvrir("cotation")
        ax.figure.set_figheight(5.6)
        debut = pd.Series(0.0, index=montres.index)
        for (critere, nom), (teinte, motif) in zip(criteres.items(), _TEINTES, strict=False):
            ax.barh(
                range(len(montres)),
                montres[critere],
                left=debut,
                height=0.62,
                color=COULEURS[teinte],
                hatch=motif,
                edgecolor=COULEURS["encre"],
                linewidth=0.6,
                label=nom,
            )
            debut = debut + montres[critere]
        for rang, note in enumerate(montres["note"]):
            ax.text(note + 1.5, rang, ecrire_nombre(note, 1), va="center", fontweight="bold")
        ax.set_yticks(range(len(montres)), noms, fontsize=11.6)
        ax.set_ylim(len(montres) - 0.4, -1.9)
        ax.set_xlim(0, 112)
        ax.set_xticks(range(0, 101, 20))
        # Dans le cadre, au-dessus des barres : la légende ne déplace alors rien.
        legende = ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=11.6, handlelength=1.4)
        legende.set_in_layout(False)
        legender(ax, phrase=phrase, x="Note (points sur 100)", y="", source=source)
    detail = " ".join(
        f"{ligne['rang']}. {ligne[client]}{FINE}: {ecrire_nombre(ligne['note'], 1)} ("
        + f"{FINE}; ".join(f"{nom} {ecrire_nombre(ligne[critere], 1)}" for critere, nom in criteres.items())
        + ")."
        for ligne in montres.to_dict("records")
    )
    return Trace(ax, f"Note sur 100 des {len(montres)} premiers clients. {detail}")


def dessiner_entonnoir(entonnoir: pd.DataFrame) -> Schema:
    """Dessiner un entonnoir : un étage par rangée, large comme son nombre d'établissements.

    Parameters
    ----------
    entonnoir : DataFrame
        Le résultat de :func:`course_helpers.entonnoir.chiffrer_entonnoir`.

    Returns
    -------
    Schema
        Sous chaque étage, le taux de passage vers le suivant ; à droite, le coût d'un établissement.

    Examples
    --------
    >>> from course_helpers.entonnoir import chiffrer_entonnoir, descendre_entonnoir
    >>> schema = dessiner_entonnoir(chiffrer_entonnoir(descendre_entonnoir(100, [60, 50, 50]), 6000))
    >>> print(schema.texte.replace("\\u202f", " "))
    Entonnoir de haut en bas. Contactés : 100, à 60 € chacun. Rendez-vous : 60 (60,0 % de l’étage
    d’avant), à 100 € chacun. Devis : 30 (50,0 % de l’étage d’avant), à 200 € chacun. Nouveaux clients : 15
    (50,0 % de l’étage d’avant), à 400 € chacun.
    """
    largeur, haut, pas, gauche = 440, 46, 78, 262
    lignes = list(entonnoir.itertuples())
    couts = [f"à {ecrire_nombre(ligne.cout, 0, '€')} chacun" if ligne.nombre else "" for ligne in lignes]
    nombres = [ecrire_nombre(ligne.nombre) for ligne in lignes]
    textes = [
        f"{nom}{FINE}: {nombre}"
        + (f" ({ecrire_pct(ligne.passage_pct)} de l’étage d’avant)" if ligne.passage_pct >= 0 else "")
        + (f", {cout}." if cout else ".")
        for nom, nombre, cout, ligne in zip(ENTONNOIR, nombres, couts, lignes, strict=True)
    ]
    gagnent = "deviennent clients" if lignes[-1].nombre >= 2 else "devient client"
    schema = Schema(
        f"Sur {compter(lignes[0].nombre, 'établissement contacté')}, {nombres[-1]} {gagnent}",
        f"Entonnoir de haut en bas. {' '.join(textes)}",
        largeur,
        len(lignes) * pas - (pas - haut) + 8,
    )
    premier = max(1, lignes[0].nombre)
    for rang, (nom, role, ligne) in enumerate(zip(ENTONNOIR, "CCBA", lignes, strict=True)):
        y, etage = rang * pas + 4, gauche * ligne.nombre / premier
        if etage:
            schema.aire((gauche - etage) / 2, y, etage, haut, role=role)
        if etage > gauche / 2:
            schema.ecrire(
                gauche / 2, y + haut / 2, f"**{nombres[rang]}", largeur=200, taille=19, encre="sur-couleur"
            )
        else:
            # Trop étroit pour son nombre : il s'écrit à côté.
            schema.ecrire(
                (gauche + etage) / 2 + 8,
                y + haut / 2,
                f"**{nombres[rang]}",
                largeur=200,
                taille=19,
                ancre="start",
            )
        schema.ecrire(gauche + 8, y + 13, f"**{nom}", largeur=160, ancre="start")
        schema.ecrire(gauche + 8, y + 34, couts[rang], largeur=160, ancre="start")
        if rang and lignes[rang - 1].nombre:
            schema.fleche(gauche / 2, y - (pas - haut) + 2, gauche / 2, y - 3)
            schema.ecrire(
                gauche / 2 + 10,
                y - (pas - haut) / 2,
                ecrire_pct(ligne.passage_pct),
                largeur=100,
                ancre="start",
            )
    return schema


def dessiner_etapes() -> Schema:
    """Dessiner les douze étapes, trois par temps.

    Returns
    -------
    Schema

    Examples
    --------
    >>> dessiner_etapes().texte.split(" Deuxième")[0].endswith("prospects.")
    True
    """
    largeur, ligne, marge, pas = 520, 19, 14, 16
    ordinaux = ("Premier", "Deuxième", "Troisième", "Quatrième")
    temps = [(nom, role, ETAPES[3 * rang : 3 * rang + 3]) for rang, (nom, role) in enumerate(_TEMPS)]
    texte = " ".join(
        f"{ordinal} temps, {nom.lower()}{FINE}: "
        + f"{FINE}; ".join(f"{e.numero}, {e.nom.lower()}" for e in etapes)
        + "."
        for ordinal, (nom, _, etapes) in zip(ordinaux, temps, strict=True)
    )
    dits = ["\n".join([f"**{nom}**", *(f"{e.numero} · {e.nom}" for e in etapes)]) for nom, _, etapes in temps]
    # Une étape tient sur une ligne, deux si son nom est long.
    hauts = [marge + ligne * (4 + sum(len(e.nom) > 56 for e in etapes)) for _, _, etapes in temps]
    schema = Schema(
        "Douze étapes en quatre temps : compter le temps, connaître, noter, agir".replace(" :", f"{FINE}:"),
        texte,
        largeur,
        sum(hauts) + 3 * pas + 4,
    )
    y = 2
    for (_, role, _), dit, haut in zip(temps, dits, hauts, strict=True):
        if y > 2:
            schema.fleche(largeur / 2, y - pas, largeur / 2, y)
        schema.boite(2, y, largeur - 4, haut, "", role=role)
        encre = "encre" if role == "neutre" else "sur-couleur"
        schema.ecrire(marge, y + haut / 2, dit, largeur=largeur - 2 * marge, ancre="start", encre=encre)
        y += haut + pas
    return schema
