"""La satisfaction des clients : réponses à une enquête, note moyenne, NPS et incertitude, réclamations, avis.

Le NPS (« net promoter score », taux de recommandation net) est un nombre de points, de −100 à 100 : on ne
l'écrit pas en pourcentage.
"""

from datetime import date
from math import sqrt

import pandas as pd

from course_helpers.controles import (
    exiger_entier,
    exiger_nombre,
    exiger_nombres,
    exiger_table,
    lire_date,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.donnees import lire_colonnes
from course_helpers.erreurs import ErreurCours
from course_helpers.nombres import lire_nombres

PROMOTEUR, PASSIF = 9, 7  # la note à partir de laquelle un client est promoteur, puis passif
GROUPES = ("détracteurs", "passifs", "promoteurs")
ECART_95 = 1.96  # combien d'écarts-types de part et d'autre, pour 95 chances sur 100
EN_COURS = "en cours"
SANS_SUITE = "sans suite"
DELAI = 7  # jours : le délai de réponse que le magasin du cours se fixe
_REPONSES = {
    "Questionnaire": "questionnaire",
    "Date d'envoi": "envoi",
    "Canal": "canal",
    "Note": "note",
    "Motif": "motif",
}
_RECLAMATIONS = {
    "N°": "numero",
    "Date de réception": "reception",
    "Canal": "canal",
    "Motif": "motif",
    "Date de réponse": "reponse",
    "Issue": "issue",
    "Revenu en magasin": "revenu",
}
_AVIS = {"Date": "date", "Étoiles": "etoiles", "Avis": "avis", "Date de réponse": "reponse"}


def lire_enquete(fichier) -> pd.DataFrame:
    """Lire une enquête de satisfaction : une ligne par questionnaire envoyé.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-satisfaction-2025.csv``.

    Returns
    -------
    DataFrame
        ``questionnaire``, ``envoi``, ``canal``, ``note`` (de 0 à 10, ``NaN`` sans réponse), ``motif``.

    Raises
    ------
    ErreurCours
        Une colonne manque, une date ou une note ne se lit pas.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> lire_enquete(chemin("magasin-satisfaction-2025.csv"))["note"].count()
    np.int64(266)
    """
    lue = lire_colonnes(fichier, _REPONSES, dates_vides=("envoi",))
    return lue.assign(note=lire_nombres(lue["note"].dropna()).reindex(lue.index))


def lire_reclamations(fichier) -> pd.DataFrame:
    """Lire un registre des réclamations : une ligne par réclamation.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-reclamations-2025.csv``.

    Returns
    -------
    DataFrame
        ``numero``, ``reception``, ``canal``, ``motif``, ``reponse`` (vide si elle est en cours), ``issue``,
        ``revenu`` (« oui », « non », ou vide si elle est en cours).

    Raises
    ------
    ErreurCours
        Comme :func:`lire_enquete`.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> len(lire_reclamations(chemin("magasin-reclamations-2025.csv")))
    43
    """
    return lire_colonnes(fichier, _RECLAMATIONS, dates_vides=("reception", "reponse"))


def lire_avis(fichier) -> pd.DataFrame:
    """Lire des avis en ligne : une ligne par avis.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-avis-2025.csv``.

    Returns
    -------
    DataFrame
        ``date``, ``etoiles`` (de 1 à 5), ``avis``, ``reponse`` (la date, vide sans réponse).

    Raises
    ------
    ErreurCours
        Comme :func:`lire_enquete`.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> len(lire_avis(chemin("magasin-avis-2025.csv")))
    64
    """
    return lire_colonnes(fichier, _AVIS, dates_vides=("date", "reponse")).assign(
        etoiles=lambda lue: lire_nombres(lue["etoiles"])
    )


def mesurer_reponse(reponses: int, envoyes: int) -> float:
    """Mesurer le taux de réponse d'une enquête.

    Parameters
    ----------
    reponses, envoyes : int
        Les questionnaires exploitables, et tous ceux que l'on a envoyés ou remis.

    Returns
    -------
    float
        En %.

    Raises
    ------
    ErreurCours
        Aucun envoi, ou plus de réponses que d'envois.

    Examples
    --------
    >>> mesurer_reponse(84, 300)
    28.0
    """
    envois = exiger_nombre("envoyes", envoyes, 1, quoi="un nombre de questionnaires", entier=True)
    recus = exiger_nombre("reponses", reponses, 0, envois, "un nombre de réponses", entier=True)
    return float(100 * recus / envois)


def ranger_notes(notes: pd.Series) -> pd.Series:
    """Ranger des notes de 0 à 10 : détracteurs de 0 à 6, passifs 7 et 8, promoteurs 9 et 10.

    Parameters
    ----------
    notes : Series
        Entières, sans vide.

    Returns
    -------
    Series
        De chaque note, l'un des ``GROUPES``.

    Raises
    ------
    ErreurCours
        Une note manque, n'est pas entière ou sort de 0 à 10.

    Examples
    --------
    >>> ranger_notes(pd.Series([6, 7, 9])).tolist()
    ['détracteurs', 'passifs', 'promoteurs']
    """
    lues = [int(note) for note in exiger_nombres(notes, 0, 10, "une note entière", entiers=True)]
    rangs = [(note >= PASSIF) + (note >= PROMOTEUR) for note in lues]
    groupes = pd.Categorical.from_codes(rangs, categories=list(GROUPES), ordered=True)
    return pd.Series(groupes, index=notes.index, name="groupe")


def mesurer_satisfaction(notes: pd.Series) -> pd.Series:
    """Mesurer la satisfaction : la note moyenne et le NPS des clients qui ont répondu.

    Parameters
    ----------
    notes : Series
        Une note entière de 0 à 10 par réponse ; une réponse vide se retire d'abord.

    Returns
    -------
    Series
        ``reponses``, ``moyenne`` (sur 10), ``promoteurs``, ``passifs``, ``detracteurs`` (nombres), ``nps``
        (points) et ``marge`` (points, celle de :func:`estimer_marge_nps`). Rien n'est arrondi : le cours
        écrit le NPS à l'entier le plus proche, une fois les deux parts soustraites.

    Raises
    ------
    ErreurCours
        Aucune note, et les refus de :func:`ranger_notes`.

    Examples
    --------
    >>> mesurer_satisfaction(pd.Series([10, 9, 8, 7, 3]))[["moyenne", "promoteurs", "nps"]].tolist()
    [7.4, 2, 20.0]

    References
    ----------
    F. Reichheld, « The One Number You Need to Grow », Harvard Business Review, décembre 2003 :
    NPS = % de promoteurs − % de détracteurs, parmi **toutes** les réponses, passifs compris.
    """
    groupes = ranger_notes(notes)
    if notes.empty:
        raise ErreurCours("Aucune note : gardez au moins une réponse.")
    nombres = [int((groupes == nom).sum()) for nom in GROUPES]
    detracteurs, passifs, promoteurs = nombres
    return pd.Series(
        {
            "reponses": len(notes),
            "moyenne": int(sum(notes)) / len(notes),
            "promoteurs": promoteurs,
            "passifs": passifs,
            "detracteurs": detracteurs,
            "nps": calculer_nps(promoteurs, passifs, detracteurs),
            "marge": estimer_marge_nps(promoteurs, passifs, detracteurs),
        },
        dtype=object,
    )


def calculer_nps(promoteurs: int, passifs: int, detracteurs: int) -> float:
    """Calculer le NPS depuis le nombre de promoteurs, de passifs et de détracteurs.

    Parameters
    ----------
    promoteurs, passifs, detracteurs : int
        Des nombres de réponses.

    Returns
    -------
    float
        En points, de −100 à 100.

    Raises
    ------
    ErreurCours
        Un nombre négatif ou qui n'est pas entier, aucune réponse.

    Examples
    --------
    >>> calculer_nps(40, 35, 25)
    15.0
    """
    haut, total = _compter(promoteurs, passifs, detracteurs)
    return 100 * haut / total


def estimer_marge_nps(promoteurs: int, passifs: int, detracteurs: int) -> float:
    """Estimer de combien de points le NPS de tous les clients peut différer de celui des réponses.

    Parameters
    ----------
    promoteurs, passifs, detracteurs
        Comme :func:`calculer_nps`.

    Returns
    -------
    float
        En points : avec 95 chances sur 100, le NPS de tous les clients est entre NPS − marge et NPS + marge.

    Raises
    ------
    ErreurCours
        Comme :func:`calculer_nps`.

    Notes
    -----
    Cela suppose que les réponses soient un tirage au sort parmi les clients. La marge ne dit rien d'un
    biais : si les mécontents répondent davantage, un plus grand nombre de réponses n'y change rien.

    Examples
    --------
    >>> round(estimer_marge_nps(40, 35, 25), 1), round(estimer_marge_nps(160, 140, 100), 1)
    (15.5, 7.8)

    References
    ----------
    Écart-type d'une moyenne de valeurs −1, 0 et 1 : √((p + d − (p − d)²) ÷ n), fois 1,96.
    """
    haut, total = _compter(promoteurs, passifs, detracteurs)
    net = haut / total
    return 100 * ECART_95 * sqrt(max(0, (promoteurs + detracteurs) / total - net * net) / total)


def estimer_marge(part_pct: float, reponses: int) -> float:
    """Estimer la marge d'incertitude d'un pourcentage mesuré sur un échantillon.

    Parameters
    ----------
    part_pct : float
        De 0 à 100.
    reponses : int
        Le nombre de réponses.

    Returns
    -------
    float
        En points, de part et d'autre, avec 95 chances sur 100.

    Raises
    ------
    ErreurCours
        Une part hors de 0 à 100, aucune réponse.

    Examples
    --------
    >>> round(estimer_marge(50, 100), 1), round(estimer_marge(50, 400), 1)
    (9.8, 4.9)

    References
    ----------
    1,96 × √(p(1 − p) ÷ n) ; au plus 98 ÷ √n points, que l'on retient comme 100 ÷ √n.
    """
    part = float(exiger_nombre("part_pct", part_pct, 0, 100, "un pourcentage"))
    nombre = exiger_entier("reponses", reponses, 1, quoi="un nombre de réponses")
    return ECART_95 * sqrt(part * (100 - part) / nombre)


def suivre_reclamations(
    reclamations: pd.DataFrame, ventes: int, a_la_date: str | date, *, delai: int = DELAI
) -> pd.Series:
    """Suivre les réclamations : leur taux, le temps de réponse, ce qui en est sorti.

    Parameters
    ----------
    reclamations : DataFrame
        Le résultat de :func:`lire_reclamations`.
    ventes : int
        Les tickets de la même période.
    a_la_date : str or date
        Le jour du bilan : une réclamation en cours y a déjà attendu.
    delai : int
        En jours : le délai que le magasin se fixe. Une réponse le jour même a attendu 0 jour.

    Returns
    -------
    Series
        ``reclamations``, ``pour_mille`` (pour 1 000 ventes), ``traitees``, ``taux_traitement_pct``,
        ``delai_moyen`` et ``delai_median`` (jours, sur les traitées), ``dans_delai`` (traitées à temps),
        ``dans_delai_pct`` (parmi **toutes** : celles en retard sans réponse comptent), ``resolues`` (traitées
        avec une suite), ``revenus`` et ``taux_retour_pct`` (parmi les traitées).

    Raises
    ------
    ErreurCours
        Aucune réclamation, plus de réclamations que de ventes, une réponse avant la réception, aucune
        réponse.

    Examples
    --------
    >>> reclamations = pd.DataFrame({
    ...     "reception": pd.to_datetime(["2025-03-03", "2025-03-10", "2025-12-30"]),
    ...     "reponse": pd.to_datetime(["2025-03-05", "2025-03-20", None]),
    ...     "issue": ["geste commercial", "sans suite", "en cours"], "revenu": ["oui", "non", None]})
    >>> suivi = suivre_reclamations(reclamations, 1500, "31/12/2025")
    >>> suivi[["pour_mille", "delai_moyen", "dans_delai_pct", "resolues"]].tolist()
    [2.0, 6.0, 33.333333333333336, 1]
    """
    exiger_table(reclamations, "reception", "reponse", "issue", "revenu", vide=False)
    refuser_vides(reclamations["reception"])
    total = exiger_entier("ventes", ventes, len(reclamations), quoi="un nombre de ventes")
    jours = exiger_entier("delai", delai, 0, 365, "un nombre de jours")
    recues, repondues = reclamations["reception"], reclamations["reponse"]
    avant = repondues < recues
    refuser_lignes(repondues, avant, "réponse avant la réception", "corrigez l’une des deux dates")
    fin = lire_date(a_la_date)
    refuser_lignes(recues, recues > fin, "réclamation reçue après le bilan", "choisissez un jour plus tardif")
    traitees = repondues <= fin
    if not traitees.any():
        raise ErreurCours(f"Aucune réclamation n’est traitée au {fin:%d/%m/%Y} : choisissez un autre jour.")
    attentes = (repondues - recues).dt.days[traitees]
    a_temps = int((attentes <= jours).sum())
    nombre, faites = len(reclamations), int(traitees.sum())
    revenus = int((reclamations.loc[traitees, "revenu"] == "oui").sum())
    return pd.Series(
        {
            "reclamations": nombre,
            "pour_mille": 1000 * nombre / total,
            "traitees": faites,
            "taux_traitement_pct": 100 * faites / nombre,
            "delai_moyen": int(attentes.sum()) / faites,
            "delai_median": float(attentes.median()),
            "dans_delai": a_temps,
            "dans_delai_pct": 100 * a_temps / nombre,
            "resolues": int((reclamations.loc[traitees, "issue"] != SANS_SUITE).sum()),
            "revenus": revenus,
            "taux_retour_pct": 100 * revenus / faites,
        },
        dtype=object,
    )


def resumer_avis(avis: pd.DataFrame) -> pd.Series:
    """Résumer des avis en ligne : leur note, la part des mauvais, la part qui a reçu une réponse.

    Parameters
    ----------
    avis : DataFrame
        Une ligne par avis : ``etoiles`` (de 1 à 5), ``reponse`` (une date, ou vide).

    Returns
    -------
    Series
        ``avis``, ``moyenne`` (étoiles), ``mauvais`` (une ou deux étoiles), ``mauvais_repondus`` et
        ``taux_reponse_pct`` (parmi tous les avis).

    Raises
    ------
    ErreurCours
        Aucun avis, une étoile qui n'est pas un entier de 1 à 5.

    Examples
    --------
    >>> avis = pd.DataFrame({"etoiles": [5, 1, 4, 2], "reponse": pd.to_datetime([None, "2025-02-03"] * 2)})
    >>> resumer_avis(avis).to_dict()
    {'avis': 4, 'moyenne': 3.0, 'mauvais': 2, 'mauvais_repondus': 2, 'taux_reponse_pct': 50.0}
    """
    exiger_table(avis, "etoiles", "reponse", vide=False)
    etoiles = pd.Series(
        [int(n) for n in exiger_nombres(avis["etoiles"], 1, 5, "un nombre d’étoiles", entiers=True)]
    )
    repondus, mauvais = avis["reponse"].notna().to_numpy(), (etoiles < 3).to_numpy()
    return pd.Series(
        {
            "avis": len(avis),
            "moyenne": int(etoiles.sum()) / len(avis),
            "mauvais": int(mauvais.sum()),
            "mauvais_repondus": int((mauvais & repondus).sum()),
            "taux_reponse_pct": 100 * int(repondus.sum()) / len(avis),
        },
        dtype=object,
    )


def _compter(promoteurs: int, passifs: int, detracteurs: int) -> tuple[int, int]:
    """Compter les promoteurs de plus que de détracteurs, et toutes les réponses."""
    nombres = [
        exiger_entier(nom, valeur)
        for nom, valeur in (("promoteurs", promoteurs), ("passifs", passifs), ("detracteurs", detracteurs))
    ]
    if not sum(nombres):
        raise ErreurCours("Aucune réponse : donnez au moins un promoteur, un passif ou un détracteur.")
    return nombres[0] - nombres[2], sum(nombres)
