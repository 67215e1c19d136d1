"""Les figures du chapitre 2 : les quatre catégories, la surface d'un marché, le cycle de vie d'un client."""

from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, coucher_barres, legender, ouvrir
from course_helpers.portefeuille import CATEGORIES, ETAPES_CYCLE, mesurer_marche

# Chaque catégorie : son nom au pluriel, son rôle dans un schéma, sa hachure.
NOMS = {
    "client": "Nos clients",
    "client de la concurrence": "Clients de la concurrence",
    "non-consommateur relatif": "Non-consommateurs relatifs",
    "non-consommateur absolu": "Non-consommateurs absolus",
}
_ROLES = dict(zip(CATEGORIES, ("A", "B", "C", "neutre"), strict=True))
_HACHURES = dict(zip(CATEGORIES, ("", "//", "..", "xx"), strict=True))


def dessiner_categories() -> Schema:
    """Dessiner les quatre catégories, emboîtées : clientèle potentielle, prospects, et l'action de chacune.

    Returns
    -------
    Schema

    Examples
    --------
    >>> "Hors de ce cadre" in dessiner_categories().texte
    True
    """
    schema = Schema(
        "Trois catégories font la clientèle potentielle ; deux sont des prospects".replace(" ;", FINE + ";"),
        "Un grand cadre, la clientèle potentielle, contient les clients de l’entreprise, à fidéliser, et un "
        "cadre intérieur, les prospects. Les prospects sont les clients de la concurrence, à attirer puis "
        f"fidéliser, et les non-consommateurs relatifs, à convertir. Hors de ce cadre{FINE}: les "
        "non-consommateurs absolus, que l’on ne prospecte pas.",
        560,
        440,
    )
    schema.boite(5, 5, 550, 330, "")
    schema.ecrire(20, 25, "**Clientèle potentielle", ancre="start", largeur=400)
    schema.boite(15, 118, 530, 207, "")
    schema.ecrire(30, 138, "**Prospects", ancre="start", largeur=400)
    actions = ("Fidéliser", "Attirer par une offre différente, puis fidéliser", "Convertir : lever le frein")
    for y, (categorie, nom), action in zip((45, 158, 241), NOMS.items(), actions, strict=False):
        _poser_categorie(schema, y, categorie, nom, action.replace(" :", FINE + ":"))
    _poser_categorie(
        schema, 360, "non-consommateur absolu", NOMS["non-consommateur absolu"], "Ne pas prospecter"
    )
    return schema


def _poser_categorie(schema: Schema, y: float, categorie: str, nom: str, action: str) -> None:
    schema.boite(30, y, 220, 62, "**" + nom.replace(" ", "\n**", 1), role=_ROLES[categorie])
    schema.fleche(252, y + 31, 306, y + 31)
    schema.ecrire(314, y + 31, action, ancre="start", largeur=220)


def dessiner_marche(effectifs: dict[str, int], *, absolus_comptes: bool = False) -> Schema:
    """Dessiner un marché : une aire par catégorie, en proportion du nombre de personnes.

    La bande du haut réunit ceux qui achètent le produit. Sa hauteur est la pénétration du produit ; la
    largeur de nos clients dans cette bande, la part de marché ; leur aire, la pénétration de l'entreprise.

    Parameters
    ----------
    effectifs : dict
        Nombre de personnes de chaque catégorie de ``CATEGORIES``.
    absolus_comptes : bool
        Rapporter la pénétration à toute la zone, absolus compris : la convention des panels.

    Returns
    -------
    Schema

    Examples
    --------
    >>> salle = dict(zip(CATEGORIES, (2400, 9600, 18000, 20000), strict=True))
    >>> dessiner_marche(salle).titre.replace("\\u202f", " ")
    'Sur une clientèle potentielle de 30 000, l’entreprise a 2 400 clients'
    """
    nous, concurrence, relatifs, absolus = (effectifs[nom] for nom in CATEGORIES)
    base = (
        {"relatifs": relatifs + absolus, "absolus": 0}
        if absolus_comptes
        else {"relatifs": relatifs, "absolus": absolus}
    )
    mesures = mesurer_marche(clients=nous, concurrence=concurrence, **base)
    potentielle = mesures["clientele_potentielle"]
    haut, largeur, hauteur = 44, 460, 230
    large = largeur * potentielle / (nous + concurrence + relatifs + absolus)
    bande = hauteur * (nous + concurrence) / potentielle
    part = large * nous / (nous + concurrence) if nous + concurrence else 0
    bas, reste = haut + bande, hauteur - bande
    # Comptés dans la base, les absolus occupent une part de la bande du bas.
    part_relatifs = large * relatifs / (relatifs + absolus) if absolus_comptes and absolus else large
    aires = {
        "client": (10, haut, part, bande),
        "client de la concurrence": (10 + part, haut, large - part, bande),
        "non-consommateur relatif": (10, bas, part_relatifs, reste),
        "non-consommateur absolu": (10 + part_relatifs, bas, large - part_relatifs, reste)
        if absolus_comptes
        else (10 + large, haut, largeur - large, hauteur),
    }
    detail = ", ".join(f"{NOMS[nom].lower()} {ecrire_nombre(effectifs[nom])}" for nom in CATEGORIES)
    base_du_taux = "zone" if absolus_comptes else "clientèle potentielle"
    schema = Schema(
        f"Sur une {base_du_taux} de {ecrire_nombre(potentielle)}, l’entreprise a {compter(nous)}",
        f"Une aire par catégorie{FINE}: {detail}.",
        480,
        490,
    )
    base_dessinee = "Toute la zone, absolus compris" if absolus_comptes else "Clientèle potentielle"
    schema.ecrire(
        10,
        24,
        f"**{base_dessinee}{FINE}: {ecrire_nombre(potentielle)}",
        ancre="start",
        largeur=470,
    )
    for rang, (nom, (x, y, w, h)) in enumerate(aires.items(), start=1):
        if w > 0.5 and h > 0.5:
            schema.aire(x, y, w, h, role=_ROLES[nom])
            if w > 16 and h > 20:
                encre = "encre" if _ROLES[nom] == "neutre" else "sur-couleur"
                schema.ecrire(x + w / 2, y + h / 2, f"**{rang}", taille=17, encre=encre)
        y_cle = 300 + 25 * (rang - 1)
        schema.aire(10, y_cle - 9, 18, 18, role=_ROLES[nom])
        schema.ecrire(
            36,
            y_cle,
            f"{rang} · {NOMS[nom]}{FINE}: {ecrire_nombre(effectifs[nom])}",
            ancre="start",
            largeur=440,
        )
    lectures = (
        f"1 + 2, en hauteur{FINE}: pénétration du produit, {ecrire_pct(mesures['penetration_produit_pct'])}",
        f"1, en largeur{FINE}: part de marché en clients, {_ecrire_part(mesures)}",
        f"1, en surface{FINE}: pénétration de l’entreprise, "
        f"{ecrire_pct(mesures['penetration_entreprise_pct'])}",
    )
    for rang, lecture in enumerate(lectures):
        schema.ecrire(10, 412 + 26 * rang, lecture, ancre="start", largeur=470)
    return schema


def _ecrire_part(mesures: pd.Series) -> str:
    part = mesures["part_marche_clients_pct"]
    return "aucune" if pd.isna(part) else ecrire_pct(part)


def tracer_categories(comptes: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Tracer, pour chaque groupe, la part des quatre catégories.

    Parameters
    ----------
    comptes : DataFrame
        Le résultat de :func:`course_helpers.portefeuille.depouiller_enquete`, une ligne par groupe.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Une barre par groupe, en % de ses réponses ; les groupes sans non-consommateur relatif d'abord.

    Examples
    --------
    >>> reponses = [[2, 8, 0, 0], [1, 3, 4, 2]]
    >>> comptes = pd.DataFrame(reponses, index=["Santé", "Écoles"], columns=list(CATEGORIES))
    >>> print(tracer_categories(comptes).texte.replace("\\u202f", " "))
    Part de chaque catégorie dans les réponses. Santé : 20,0 % nos clients, 80,0 % clients de la
    concurrence. Écoles : 10,0 % nos clients, 30,0 % clients de la concurrence, 40,0 % non-consommateurs
    relatifs, 20,0 % non-consommateurs absolus.
    """
    parts = comptes.div(comptes.sum(axis=1), axis=0).mul(100)
    parts = parts.sort_values(
        ["non-consommateur relatif", "client de la concurrence"], ascending=[True, False]
    )
    sans_relatif = [str(nom) for nom in parts.index[parts["non-consommateur relatif"] == 0]]
    phrase = (
        f"{' et '.join(sans_relatif)}{FINE}: personne à convertir, les clients se gagnent sur la concurrence"
        if sans_relatif
        else "Dans chaque groupe, il reste des établissements à convertir"
    )
    couleurs = dict(
        zip(CATEGORIES, (COULEURS["A"], COULEURS["B"], COULEURS["C"], COULEURS["clair"]), strict=True)
    )
    longue = parts.cumsum(axis=1)
    with mpl.rc_context(STYLE):
        ax = ouvrir("categories")
        ax.figure.set_size_inches(5.2, 2.6 + 0.45 * len(parts))
        # De la plus longue barre à la plus courte : chacune recouvre la précédente.
        for categorie in reversed(CATEGORIES):
            coucher_barres(
                ax,
                [fill(str(nom), 14) for nom in parts.index],
                longue[categorie],
                height=0.66,
                color=couleurs[categorie],
                hatch=_HACHURES[categorie],
                edgecolor=COULEURS["sur-couleur"],
                linewidth=0.6,
            )
        for rang, groupe in enumerate(parts.index):
            for categorie in CATEGORIES:
                part = parts.loc[groupe, categorie]
                if part >= 11:
                    ax.text(
                        longue.loc[groupe, categorie] - part / 2,
                        rang,
                        ecrire_nombre(part),
                        ha="center",
                        va="center",
                        fontsize=11.6,
                        color=COULEURS["sur-couleur"],
                        bbox={"facecolor": couleurs[categorie], "edgecolor": "none", "pad": 1.2},
                    )
        poignees = [
            mpl.patches.Patch(
                facecolor=couleurs[nom],
                hatch=_HACHURES[nom],
                edgecolor=COULEURS["sur-couleur"],
                linewidth=0.6,
            )
            for nom in CATEGORIES
        ]
        ax.legend(
            poignees,
            [fill(NOMS[nom], 18) for nom in CATEGORIES],
            ncols=2,
            loc="lower center",
            bbox_to_anchor=(0.35, 1.0),
            frameon=False,
            fontsize=11.6,
        )
        ax.set_xlim(0, 100)
        legender(ax, phrase=phrase, x="Part des établissements interrogés (%)", y="", source=source)
    detail = " ".join(
        f"{groupe}{FINE}: "
        + ", ".join(f"{ecrire_pct(part)} {NOMS[nom].lower()}" for nom, part in ligne.items() if part)
        + "."
        for groupe, ligne in parts.iterrows()
    )
    return Trace(ax, f"Part de chaque catégorie dans les réponses. {detail}")


def dessiner_cycle() -> Schema:
    """Dessiner les six étapes du cycle de vie, et les deux retours possibles.

    Returns
    -------
    Schema

    Examples
    --------
    >>> all(etape in dessiner_cycle().texte for etape in ETAPES_CYCLE)
    True
    """
    schema = Schema(
        "Le cycle de vie d’un client compte six étapes, et deux retours sont possibles",
        f"Six boîtes reliées par des flèches{FINE}: {', '.join(ETAPES_CYCLE)}. Deux flèches en pointillé "
        "reviennent vers la relation continue, depuis l’inactivité (réactiver) et depuis l’arrêt "
        "(reconquérir).",
        600,
        345,
    )
    haut = ("prospect", "entrée en relation", "premier achat")
    bas = ("arrêt", "inactivité", "relation continue")
    roles = {"premier achat": "B", "relation continue": "A", "entrée en relation": "C"}
    for y, rangee in ((40, haut), (210, bas)):
        for x, etape in zip((5, 215, 425), rangee, strict=True):
            numero = list(ETAPES_CYCLE).index(etape) + 1
            role = roles.get(etape, "neutre")
            schema.boite(x, y, 170, 64, f"**{numero}. {etape.capitalize()}", role=role)
    for x in (175, 385):
        schema.fleche(x, 72, x + 40, 72)
    schema.fleche(510, 104, 510, 210)
    schema.fleche(425, 230, 385, 230)
    schema.fleche(215, 242, 175, 242)
    schema.fleche(385, 260, 425, 260, pointille=True)
    schema.fleche(90, 274, 90, 312, 510, 312, 510, 274, pointille=True)
    schema.ecrire(405, 290, "réactiver", largeur=120)
    schema.ecrire(300, 330, "reconquérir", largeur=120)
    schema.ecrire(500, 156, "2ᵉ facture", largeur=120, ancre="end")
    return schema


def dessiner_ligne_de_vie(
    vie: pd.DataFrame, achats: list[pd.Timestamp], *, client: str, jour, du, au
) -> Schema:
    """Dessiner les étapes qu'un client traverse, en escalier, ses factures, et le jour d'où l'on regarde.

    Parameters
    ----------
    vie : DataFrame
        Le résultat de :func:`course_helpers.portefeuille.retracer_cycle_de_vie`.
    achats : list of Timestamp
        Les dates de ses factures.
    client : str
        Son nom.
    jour : date
        Le jour observé ; l'étape de ce jour est en orange, la suite en blanc.
    du, au : date
        Les bornes de l'axe du temps.

    Returns
    -------
    Schema

    Examples
    --------
    >>> vie = pd.DataFrame({"depuis": pd.to_datetime(["2024-01-01", "2024-05-06"]),
    ...     "etape": ["prospect", "premier achat"], "motif": ["", ""]})
    >>> schema = dessiner_ligne_de_vie(vie, [pd.Timestamp("2024-05-06")], client="Mairie",
    ...     jour="2024-12-31", du="2024-01-01", au="2025-12-31")
    >>> print(schema.texte.replace("\\u202f", " "))
    Mairie, étape par étape : prospect depuis le 01/01/2024, premier achat depuis le 06/05/2024. 1 facture.
    Jour observé : 31/12/2024.
    """
    jour, du, au = (pd.Timestamp(borne) for borne in (jour, du, au))
    gauche, droite, haut, pas = 150, 470, 16, 34

    def placer(date) -> float:
        return gauche + (droite - gauche) * ((date - du) / (au - du))

    etapes = list(ETAPES_CYCLE)
    detail = ", ".join(f"{ligne.etape} depuis le {ligne.depuis:%d/%m/%Y}" for ligne in vie.itertuples())
    schema = Schema(
        f"{client}, étape par étape",
        f"{client}, étape par étape{FINE}: {detail}. {compter(len(achats), 'facture')}. "
        f"Jour observé{FINE}: {jour:%d/%m/%Y}.",
        480,
        haut + 7 * pas + 56,
    )
    for rang, etape in enumerate(etapes):
        schema.ecrire(140, haut + (rang + 0.5) * pas, etape, ancre="end", largeur=200)
        schema.aire(gauche, haut + (rang + 1) * pas, droite - gauche, 0.01)
    fins = [*vie["depuis"].iloc[1:], au]
    for ligne, fin in zip(vie.itertuples(), fins, strict=True):
        y = haut + etapes.index(ligne.etape) * pas + 6
        passe = min(fin, max(jour, ligne.depuis))
        presente = ligne.depuis <= jour < fin or (fin == au and ligne.depuis <= jour)
        if passe > ligne.depuis:
            x = placer(ligne.depuis)
            schema.aire(x, y, max(placer(passe) - x, 1), pas - 12, role="A" if presente else "C")
        if fin > passe:
            schema.aire(placer(passe), y, placer(fin) - placer(passe), pas - 12)
    y_factures = haut + 6.5 * pas
    schema.ecrire(140, y_factures, "factures", ancre="end")
    for achat in achats:
        schema.aire(placer(achat) - 1.5, y_factures - 10, 3, 20, role="structure")
    schema.fleche(placer(jour), haut + 7 * pas + 8, placer(jour), haut - 8)
    ancre = "end" if placer(jour) > 380 else "start" if placer(jour) < 200 else "middle"
    schema.ecrire(placer(jour), haut + 7 * pas + 20, f"**{jour:%d/%m/%Y}", ancre=ancre)
    for annee in range(du.year, au.year + 1):
        debut = pd.Timestamp(annee, 1, 1)
        milieu = placer(debut + (min(pd.Timestamp(annee, 12, 31), au) - debut) / 2)
        schema.ecrire(milieu, haut + 7 * pas + 44, str(annee))
        if debut > du:
            schema.aire(placer(debut), haut, 0.01, 7 * pas)
    return schema


def dessiner_segments(resume: pd.DataFrame, criteres: list[str], *, nom: str) -> Schema:
    """Dessiner, pour chaque segment, sa part des clients et sa part du chiffre d'affaires.

    Parameters
    ----------
    resume : DataFrame
        Le résultat de :func:`course_helpers.portefeuille.resumer_segments`.
    criteres : list of str
        Les colonnes qui nomment un segment.
    nom : str
        Le découpage, en mots.

    Returns
    -------
    Schema

    Examples
    --------
    >>> from course_helpers.portefeuille import resumer_segments
    >>> clients = pd.DataFrame({"taille": ["gros", "petit", "petit", "petit"], "ca": [80.0, 9, 8, 3]})
    >>> resume = resumer_segments(clients, ["taille"])
    >>> print(dessiner_segments(resume, ["taille"], nom="taille").texte.replace("\\u202f", " "))
    Segments par taille. Gros : 1 client (25,0 %), 80,0 % du chiffre d’affaires. Petit : 3 clients (75,0 %),
    20,0 % du chiffre d’affaires.
    """
    noms = [", ".join(str(ligne[critere]) for critere in criteres) for _, ligne in resume.iterrows()]
    lignes = list(zip(noms, resume.itertuples(), strict=True))
    detail = " ".join(
        f"{segment[0].upper()}{segment[1:]}{FINE}: {compter(ligne.effectif)} "
        f"({ecrire_pct(ligne.part_effectif_pct)}), "
        f"{ecrire_pct(ligne.part_montant_pct)} du chiffre d’affaires."
        for segment, ligne in lignes
    )
    schema = Schema(
        f"{len(lignes)} segments, par {nom}", f"Segments par {nom}. {detail}", 480, 50 + 44 * len(lignes)
    )
    schema.aire(10, 10, 18, 18, role="C").ecrire(34, 19, "part des clients", ancre="start")
    schema.aire(190, 10, 18, 18, role="A").ecrire(214, 19, "part du chiffre d’affaires", ancre="start")
    plus_longue = max(resume["part_effectif_pct"].max(), resume["part_montant_pct"].max())
    for rang, (segment, ligne) in enumerate(lignes):
        haut = 48 + 44 * rang
        schema.ecrire(172, haut + 17, segment, ancre="end", largeur=165, taille=15)
        for y, part, mots, role in (
            (haut, ligne.part_effectif_pct, compter(ligne.effectif), "C"),
            (haut + 17, ligne.part_montant_pct, ecrire_pct(ligne.part_montant_pct), "A"),
        ):
            longueur = max(200 * part / plus_longue, 1)
            schema.aire(180, y, longueur, 15, role=role)
            schema.ecrire(186 + longueur, y + 8, mots, ancre="start", taille=15)
    return schema
