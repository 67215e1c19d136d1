"""Trouver la ligne d'en-têtes, et donner à chaque colonne son rôle et son nom."""

import re
from collections import Counter
from dataclasses import dataclass, field

from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Colonne, Doute, ecrire_reponse
from course_helpers.lecture.roles import (
    AIDES,
    EXEMPLES,
    MONTANTS,
    REQUIS,
    compter_reconnus,
    est_nom_de_famille,
    est_une_etiquette,
    lire_entete,
    lire_unite,
    lister_manquants,
)
from course_helpers.nombres import abreger

_DEBUT = 60  # lignes où l'on cherche les en-têtes
_CODE = re.compile(r"[A-Z]{0,6}[-_. ]?\d[\d-]*")


@dataclass
class Entetes:
    """Les en-têtes d'une grille.

    Parameters
    ----------
    rang : int
        La ligne d'en-têtes, depuis 0.
    corps : int
        La première ligne de données, depuis 0.
    textes : list
        Ce qui y est écrit, sans les colonnes vides de droite.
    parents : list
        Ce qu'écrit la ligne du dessus, si l'en-tête tient sur deux lignes.
    """

    rang: int
    corps: int
    textes: list
    parents: list = field(default_factory=list)

    @property
    def intitules(self) -> list:
        """Ce qui désigne chaque colonne : son texte, et ce qui le distingue d'un autre, pareil.

        Examples
        --------
        >>> Entetes(0, 1, ["Montant", "Montant"], ["HT", "TTC"]).intitules
        ['Montant (HT)', 'Montant (TTC)']
        >>> Entetes(0, 1, ["Date", "Client", "Date"]).intitules
        ['Date (colonne 1)', 'Client', 'Date (colonne 3)']
        """
        textes = [None if texte is None else str(texte) for texte in self.textes]
        parents = self.parents or [None] * len(textes)
        precis = [
            f"{texte} ({parent})" if texte and textes.count(texte) > 1 and parent is not None else texte
            for texte, parent in zip(textes, parents, strict=True)
        ]
        return [
            f"{textes[place]} (colonne {place + 1})" if texte and precis.count(texte) > 1 else texte
            for place, texte in enumerate(precis)
        ]


def chercher_entetes(grille: Grille, nature: str, roles: dict[str, str], ligne: int | None = None) -> Entetes:
    """Trouver la ligne qui reconnaît le plus de colonnes ; à égalité, la première.

    Parameters
    ----------
    grille : Grille
    nature : {"factures", "clients", "prospects", "table"}
    roles : dict[str, str]
        Rôle → en-tête : ce que l'on a choisi.
    ligne : int, optional
        Le numéro, dans le fichier, de la ligne d'en-têtes que l'on a choisie.

    Returns
    -------
    Entetes

    Raises
    ------
    ErreurCours
        « Le fichier n'a pas de ligne 40 : … »

    Examples
    --------
    >>> from course_helpers.lecture.decoupage import decouper
    >>> chercher_entetes(decouper(b"Ventes;\\nclient;ca\\nA;3\\n", len), "clients", {}).rang
    1
    """
    if ligne is not None:
        rang = next((rang for rang in range(grille.hauteur) if grille.numeros[rang] == ligne), None)
        if rang is None:
            raise ErreurCours(f"Le fichier n’a pas de ligne {ligne} : choisissez celle qui porte les titres.")
        return _tenir_sur_deux_lignes(
            rang,
            *(grille.donner_ligne(r) if 0 <= r < grille.hauteur else [] for r in (rang - 1, rang, rang + 1)),
            nature,
        )
    debut = [grille.donner_ligne(rang) for rang in range(min(_DEBUT, grille.hauteur))]
    if nature == "table":
        # Une ligne de titre a moins de cellules que le tableau ; un en-tête peut en oublier une.
        remplies = [sum(c is not None for c in cellules) for cellules in debut]
        habituel = Counter(nombre for nombre in remplies if nombre > 1).most_common(1)
        seuil = habituel[0][0] if habituel else 2
        rang = next((r for r, nombre in enumerate(remplies) if nombre >= seuil - (seuil > 4)), 0)
        return Entetes(rang, rang + 1, _rogner(debut[rang]))
    choisis = {simplifier(entete) for entete in roles.values() if entete}
    notes = [
        compter_reconnus(cellules, nature) + sum(simplifier(c) in choisis for c in cellules if c is not None)
        for cellules in debut
    ]
    if not any(notes):
        return Entetes(0, 1, _rogner(debut[0]) if debut else [])
    rang = notes.index(max(notes))
    dessus, dessous = debut[rang - 1] if rang else [], debut[rang + 1] if rang + 1 < len(debut) else []
    return _tenir_sur_deux_lignes(rang, dessus, debut[rang], dessous, nature)


def _tenir_sur_deux_lignes(rang: int, dessus: list, ligne: list, dessous: list, nature: str) -> Entetes:
    """Une ligne d'en-têtes, jointe à celle du dessous ou éclairée par celle du dessus s'il le faut."""
    textes = _rogner(ligne)
    if fusion := _fusionner(textes, dessous, nature):
        return Entetes(rang, rang + 2, fusion)
    parents = _etendre(dessus, len(textes)) if _est_au_dessus(dessus, textes) else []
    return Entetes(rang, rang + 1, textes, parents)


def _rogner(cellules: list) -> list:
    cellules = list(cellules)
    while cellules and cellules[-1] is None:
        cellules.pop()
    return cellules


def _etendre(cellules: list, largeur: int) -> list:
    """Un titre qui couvre plusieurs colonnes vaut pour chacune."""
    etendues, dernier = [], None
    for cellule in [*cellules, *[None] * largeur][:largeur]:
        dernier = cellule if cellule is not None else dernier
        etendues.append(dernier)
    return etendues


def _est_au_dessus(dessus: list, textes: list) -> bool:
    """Deux titres au moins, dont l'un couvre plusieurs colonnes."""
    remplies = sum(c is not None for c in dessus)
    return 2 <= remplies < len(textes) and all(isinstance(c, str) for c in dessus if c is not None)


def _fusionner(textes: list, dessous: list, nature: str) -> list:
    """Les en-têtes sur deux lignes, si la seconde n'a que des mots d'en-têtes et complète la première."""
    remplies = [(place, c) for place, c in enumerate(dessous) if c is not None]
    if not remplies or not all(isinstance(c, str) and lire_entete(c, nature) for _, c in remplies):
        return []
    if len(remplies) == len(_rogner(dessous)) == len(textes) and None not in textes:
        return []  # des en-têtes répétés, ou une ligne de données faite de ces mots
    parents = _etendre(textes, max(len(textes), len(dessous)))
    dessous = [*dessous, *[None] * len(parents)]
    return [
        " ".join(str(c) for c in (parent, dessous[place]) if c is not None) or None
        for place, parent in enumerate(parents)
    ]


def nommer_colonnes(
    entetes: Entetes, nature: str, roles: dict[str, str], grille: Grille, *, exiger: bool = True
) -> tuple[list[Colonne], list[Doute]]:
    """Donner à chaque colonne un rôle et un nom.

    Parameters
    ----------
    entetes : Entetes
    nature : {"factures", "clients", "prospects", "table"}
    roles : dict[str, str]
        Rôle → en-tête : ce que l'on a choisi ; un en-tête vide ôte le rôle.
    grille : Grille
    exiger : bool
        Refuser un rôle nécessaire que l'on a donné à une colonne absente.

    Returns
    -------
    tuple[list[Colonne], list[Doute]]

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « Montant », choisie pour « montant_ht »… »

    Examples
    --------
    >>> from course_helpers.lecture.decoupage import decouper
    >>> grille = decouper(b"Nom;CA 2025\\nA;3\\n", len)
    >>> colonnes, _ = nommer_colonnes(chercher_entetes(grille, "clients", {}), "clients", {}, grille)
    >>> [(c.nom, c.role) for c in colonnes]
    [('client', 'client'), ('ca', 'ca')]
    """
    textes, intitules = entetes.textes, entetes.intitules
    indices = [_lire_avec_parent(entetes, place, nature) for place in range(len(textes))]
    attribues: dict[int, str] = {}
    doutes = []
    for role, entete in roles.items():
        if not entete:
            continue
        places = [
            place
            for noms in (intitules, textes)
            for place, nom in enumerate(noms)
            if nom is not None and simplifier(nom) == simplifier(entete)
        ]
        if places:
            attribues[places[0]] = role
        elif exiger and (role in REQUIS[nature] or role == MONTANTS.get(nature)):
            raise ErreurCours(
                f"Je ne trouve pas la colonne « {abreger(entete)} », choisie pour « {role} ». "
                f"J’ai lu en ligne {grille.numeros[entetes.rang]} : {_citer_entetes(textes)}."
            )
    candidats: dict[str, list[tuple[int, int]]] = {}
    for place, indice in enumerate(indices):
        if (
            indice
            and place not in attribues
            and indice.role not in attribues.values()
            and roles.get(indice.role) != ""
        ):
            candidats.setdefault(indice.role, []).append((indice.rang, place))
    for role, places in candidats.items():
        if role == "statut":
            attribues.update((place, role) for _, place in places)
            continue
        if role == "client" and (nommees := _preferer_les_noms(places, grille, entetes.corps)) != places:
            if not {"code_client"} & {*candidats, *attribues.values()}:
                attribues[min(places)[1]] = "code_client"
            places = nommees
        # Une colonne que personne ne remplit ne dispute rien à une autre.
        places = [lieu for lieu in places if _est_remplie(grille, entetes.corps, lieu[1])] or places
        mieux = [place for rang, place in places if rang == min(places)[0]]
        explicites = [p for p in mieux if _est_explicite(textes[p], [textes[q] for q in mieux])]
        mieux = explicites or mieux
        attribues[mieux[0]] = role
        sert = role not in AIDES or (role == "prix_unitaire" and "montant_ht" not in candidats)
        if len(mieux) > 1 and sert and not _disent_pareil(grille, entetes.corps, mieux):
            doutes.append(_douter_de_deux(role, mieux, entetes))
    client = next((place for place, role in attribues.items() if role == "client"), None)
    if client is not None and not roles.get("client") and est_une_etiquette(textes[client]):
        reponse = ecrire_reponse("client", entete := str(textes[client]))
        doutes.append(
            Doute(
                "roles",
                f"« {entete} » est l’en-tête d’un tableau croisé, et ne dit pas ce qu’il énumère",
                {reponse: "ce sont des clients"},
                f"si ce sont des clients, choisissez roles={reponse}, ou renommez la colonne",
                entete,
            )
        )
    colonnes = _composer(entetes, attribues, nature, grille)
    return colonnes, doutes


def _lire_avec_parent(entetes: Entetes, place: int, nature: str):
    texte = entetes.textes[place]
    if entetes.parents and entetes.parents[place] is not None and texte is not None:
        double = lire_entete(f"{entetes.parents[place]} {texte}", nature)
        if double:
            return double
    return lire_entete(texte, nature)


def _preferer_les_noms(places: list[tuple[int, int]], grille: Grille, corps: int) -> list[tuple[int, int]]:
    """« Client » à côté de « Raison sociale » est parfois son code : le nom l'emporte."""
    codees = {
        place
        for _, place in places
        if all(_CODE.fullmatch(str(c)) for c in grille.colonnes[place][corps : corps + 200] if c is not None)
    }
    nommees = [(rang, place) for rang, place in places if place not in codees and rang < 2]
    return nommees if min(places)[1] in codees and nommees else places


def _est_remplie(grille: Grille, corps: int, place: int) -> bool:
    return any(cellule is not None for cellule in grille.colonnes[place][corps:])


def _est_explicite(entete: object, autres: list) -> bool:
    """« Montant HT » l'emporte sur « Montant » : le même nom, en plus précis."""
    cle = simplifier(entete)
    return len(autres) > 1 and all(
        autre == entete or cle in (f"{simplifier(autre)} ht", f"{simplifier(autre)} hors taxes")
        for autre in autres
    )


def _disent_pareil(grille: Grille, corps: int, places: list[int]) -> bool:
    premiere = grille.colonnes[places[0]][corps:]
    return len(premiere) > 0 and all(
        (grille.colonnes[place][corps:] == premiere).all() for place in places[1:]
    )


def _douter_de_deux(role: str, places: list[int], entetes: Entetes) -> Doute:
    cites = " et ".join(f"« {abreger(entetes.textes[place])} »" for place in places)
    constat = f"Deux colonnes disent la même chose, {cites}"
    doubles = [entetes.intitules[place] for place in places]
    return Doute(
        "roles",
        constat,
        {ecrire_reponse(role, entete): f"lire « {entete} »" for entete in map(str, doubles)},
        f"renommez l’une d’elles, ou choisissez roles={ecrire_reponse(role, str(doubles[0]))}",
        str(doubles[0]),
    )


def _composer(entetes: Entetes, attribues: dict[int, str], nature: str, grille: Grille) -> list[Colonne]:
    annees = [role for role in attribues.values() if role.startswith("ca_20")]
    if len(annees) == 1 and "ca" not in attribues.values():
        attribues = {place: "ca" if role in annees else role for place, role in attribues.items()}
    pris = {role for role in (*attribues.values(), *REQUIS[nature]) if role not in AIDES}
    colonnes: list[Colonne] = []
    for place, (texte, intitule) in enumerate(zip(entetes.textes, entetes.intitules, strict=True)):
        role = attribues.get(place)
        nom = f"colonne {place + 1}" if texte is None else str(texte)
        if role and role not in AIDES:
            nom = role
        elif nature == "table":
            if nom in pris:
                doubles = [t for t in entetes.textes if t is not None and str(t) == nom]
                raise ErreurCours(
                    "Deux colonnes disent la même chose, "
                    + " et ".join(f"« {abreger(t)} »" for t in doubles)
                    + " : renommez l’une d’elles."
                )
            pris.add(nom)
        else:
            nom = nom if nom not in pris else f"{nom} (colonne {place + 1})"
            pris.add(nom)
        nombre = role in MONTANTS.values() or str(role).startswith(("ca_", "cout", "marge", "charges"))
        facteur = lire_unite(texte) if nombre else 1.0
        colonnes.append(Colonne(nom if intitule is None else intitule, nom, role, None, facteur))
    return colonnes


def exiger_roles(colonnes: list[Colonne], nature: str, entetes: Entetes, grille: Grille) -> None:
    """Nommer d'un coup tout ce qui manque, avec ce que l'on a trouvé.

    Des factures sans numéro ne se refusent pas : ce qui vaut un achat se demande.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas les colonnes « date » et « montant_ht » : … »

    Examples
    --------
    >>> from course_helpers.lecture.decoupage import decouper
    >>> grille = decouper(b"Ville;CA\\nA;3\\n", len)
    >>> exiger_roles([Colonne("Nom", "client", "client")], "clients", Entetes(0, 1, ["Nom"]), grille)
    """
    presents = {colonne.role for colonne in colonnes}
    manquent = lister_manquants(presents, nature)
    if not manquent or manquent == ["facture"]:
        return
    cites = [f"« {role} »" for role in manquent]
    exemples = [f"« {EXEMPLES[role]} »" for role in manquent]
    if len(manquent) == 1:
        quoi, conseil = f"la colonne {cites[0]}", f"renommez-la, par exemple en {exemples[0]}"
    else:
        quoi = f"les colonnes {', '.join(cites[:-1])} et {cites[-1]}"
        conseil = f"renommez-les, par exemple en {', '.join(exemples[:-1])} et {exemples[-1]}"
    if "montant_ht" in manquent and "ttc" in presents:
        taxe = "une colonne TTC ne la remplace pas, convertissez-la en HT"
        conseil = taxe if len(manquent) == 1 else f"{conseil} ({taxe})"
    suite = "".join(f" {phrase}" for phrase in conseiller(manquent, presents, entetes.textes))
    raise ErreurCours(
        f"Je ne trouve pas {quoi} : {conseil}. "
        f"J’ai lu en ligne {grille.numeros[entetes.rang] if grille.hauteur else 1} : "
        f"{_citer_entetes(entetes.textes)}.{suite}"
    )


def conseiller(manquent: list[str], presents: set[str | None], textes: list) -> list[str]:
    """Dire ce que d'autres colonnes ont de trompeur, quand il en manque une.

    Examples
    --------
    >>> conseiller(["date"], set(), ["Échéance"])
    ['La date d’échéance n’est pas celle de la facture.']
    """
    cles = {simplifier(texte) for texte in textes}
    phrases = []
    if "montant_ht" in manquent and "ttc" not in presents and {"debit", "credit"} <= cles:
        phrases.append(
            "Un débit et un crédit sont ceux d’un compte, taxes comprises : exportez plutôt les factures de "
            "vente, ou le FEC (fichier des écritures comptables)."
        )
    mots = {mot for cle in cles for mot in cle.split()}
    if "montant_ht" in manquent and "quantite" in presents and mots & {"prix", "pu", "price", "tarif"}:
        phrases.append(
            "Un prix unitaire n’est pas le montant de la ligne : multipliez-le par la quantité dans votre "
            "tableur."
        )
    if "date" in manquent and any("echeance" in cle for cle in cles):
        phrases.append("La date d’échéance n’est pas celle de la facture.")
    return phrases


def _citer_entetes(textes: list) -> str:
    cites = [f"« {abreger(texte)} »" for texte in textes if texte is not None]
    return (", ".join(cites[:20]) + (" …" if len(cites) > 20 else "")) or "rien"


def choisir_nom(colonnes: list[Colonne], entetes: Entetes, nature: str) -> dict[str, int]:
    """Où lire le nom du client : sa colonne, et celles qui la complètent.

    Returns
    -------
    dict[str, int]
        ``client`` ou ``code_client``, et s'il y a lieu ``prenom`` et ``secours`` : le rang des colonnes.

    Examples
    --------
    >>> choisir_nom([Colonne("Nom", "client", "client"), Colonne("Prénom", "Prénom", "prenom")],
    ...             Entetes(0, 1, ["Nom", "Prénom"]), "clients")
    {'client': 0, 'prenom': 1}
    """
    places = {colonne.role: place for place, colonne in reversed(list(enumerate(colonnes)))}
    if "client" not in places:
        return {"code_client": places["code_client"]} if "code_client" in places else {}
    lieux = {"client": places["client"]}
    noms = [
        place
        for place, texte in enumerate(entetes.textes)
        if place != lieux["client"] and (indice := lire_entete(texte, nature)) and indice.role == "client"
    ]
    secours = [place for place in noms if est_nom_de_famille(entetes.textes[place])]
    de_famille = est_nom_de_famille(entetes.textes[lieux["client"]])
    principal = lire_entete(entetes.textes[lieux["client"]], nature)
    if "prenom" in places and (de_famille or (principal and principal.rang == 0 and not secours)):
        lieux["prenom"] = places["prenom"]
    if not de_famille and principal and principal.rang == 1 and noms:
        lieux["secours"] = (secours or noms)[0]
        if "prenom" in places and secours:
            lieux["prenom_secours"] = places["prenom"]
    return lieux
