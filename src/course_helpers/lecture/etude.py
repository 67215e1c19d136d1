"""Étudier une grille : ce que chaque ligne devient, ce dont on doute, le tableau qui en sort.

Une ligne a une raison d'être écartée, ou aucune : ce qui est gardé et ce qui est écarté font donc toujours
ce qui a été lu.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import pieces
from course_helpers.lecture.dates import est_jour, lire_dates
from course_helpers.lecture.entetes import Entetes, chercher_entetes, choisir_nom, nommer_colonnes
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.montants import Analyse, analyser, lire_montants
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute, Plan, ecrire_reponse
from course_helpers.lecture.roles import (
    AIDES,
    DATES,
    MONTANTS,
    NOMBRES,
    REQUIS,
    dire_hors_taxe,
    lire_devise,
    lire_entete,
)
from course_helpers.nombres import abreger

_EUROS = ("", "eur", "euro", "euros", "e")
_TAUX = (0.2, 0.1, 0.055, 0.021, 0.085)
# Ce qu'une ligne de suite détaille : la vente, et non la fiche d'un client.
_DETAIL = (
    "mois periode annee trimestre date produit article famille designation libelle description reference "
    "categorie gamme semaine prestation ligne lignes"
).split()
_TOTAUX = ("ligne vide", "ligne de total", "sous-total d’un client", "en-têtes répétés", "total répété")


class Etude:
    """Une grille, lue selon des choix : son plan, et le tableau quand rien n'est en doute.

    Parameters
    ----------
    grille : Grille
    nature : {"factures", "clients", "prospects", "table"}
    choix : dict
        Voir ``Plan.choisir``.
    doutes : list of Doute
        Ceux que l'ouverture du fichier a déjà fait naître.
    """

    def __init__(self, grille: Grille, nature: str, choix: dict, doutes: list[Doute] | None = None):
        """Étudier tout de suite."""
        self.grille, self.nature, self.choix = grille, nature, choix
        self.doutes, self.remarques = list(doutes or []), []
        self.raisons, self.exemples = ["gardée"], {}
        self.devise, self.formats = choix.get("devise") or "EUR", {}
        self.statuts, self.types = {}, {}
        self.montants = self.avoirs = self.repetitions = self.suites = None
        roles = choix.get("roles", {})
        self.entetes: Entetes = chercher_entetes(grille, nature, roles)
        self.colonnes, douteuses = nommer_colonnes(self.entetes, nature, roles, grille)
        self.doutes += douteuses
        debut = self.entetes.corps
        self.cellules = [colonne[debut:] for colonne in grille.colonnes]
        self.numeros = grille.numeros[debut:]
        self.nombre = max(grille.hauteur - debut, 0)
        self.code = np.zeros(self.nombre, dtype=np.int16)
        self._remplies: dict[int, np.ndarray] = {}
        self.valeurs: dict[str, object] = {}
        self.retenues: dict[int, np.ndarray] = {}
        self.ttc_dans_les_cellules = self.lignes_d_avoir = None
        if not self.nombre:
            raise ErreurCours(
                typographier("Le tableau n’a que ses en-têtes : vérifiez l’export, il n’y a rien à lire.")
            )
        self._ecarter_la_forme()
        if nature != "table":
            self._reprendre_fusions()
            self._ecarter_lignes_courtes()
            self._nommer_clients()
            self._ecarter_sous_totaux()
            self._completer_suites()
            self._ecarter_pieces()
            self._ecarter_devises()
            self._lire_valeurs()
            self._verifier_montants()
            self._deduire_avoirs()
            self._chercher_repetitions()
            self._remarquer_noms()

    # --- Les lignes ------------------------------------------------------------------------------------

    def _trouver(self, role: str) -> int | None:
        return next((place for place, c in enumerate(self.colonnes) if c.role == role), None)

    def _remplir(self, place: int) -> np.ndarray:
        """Où une colonne n'est pas vide."""
        if place not in self._remplies:
            self._remplies[place] = ~pd.isna(self.cellules[place])
        return self._remplies[place]

    def _changer(self, place: int, cellules: np.ndarray) -> None:
        self.cellules[place] = cellules
        self._remplies.pop(place, None)

    def _ecarter(self, fautives: np.ndarray, raison: str, cellules: np.ndarray | None = None) -> None:
        fautives = fautives & (self.code == 0)
        if not fautives.any():
            return
        if raison not in self.raisons:
            self.raisons.append(raison)
            self.exemples[raison] = cellules
        self.code[fautives] = self.raisons.index(raison)

    def _lister(self, place: int) -> tuple[np.ndarray, list]:
        """Les valeurs distinctes d'une colonne sur les lignes encore gardées, et le rang de chacune (−1 : vide)."""
        codes = np.full(self.nombre, -1)
        retenues = (self.code == 0) & self._remplir(place)
        codes[retenues], distinctes = pd.factorize(self.cellules[place][retenues])
        return codes, list(distinctes)

    def _citer(self, place: int, quelles: np.ndarray) -> tuple[int, str]:
        """La ligne du fichier et le texte de la première cellule en cause."""
        premiere = int(np.flatnonzero(quelles)[0])
        return int(self.numeros[premiere]), abreger(self.cellules[place][premiere])

    def _ecarter_la_forme(self) -> None:
        largeur = len(self.colonnes)
        premieres = np.full(self.nombre, None, dtype=object)
        vides = np.ones(self.nombre, dtype=bool)
        trop_longues = np.zeros(self.nombre, dtype=bool)
        for place in range(len(self.cellules)):
            remplies = self._remplir(place)
            nouvelles = vides & remplies
            if nouvelles.any():
                premieres[nouvelles] = self.cellules[place][nouvelles]
            vides &= ~remplies
            if place >= largeur:
                trop_longues |= remplies
        self.premieres = premieres
        self._ecarter(vides, "ligne vide")
        totaux = self._reperer_totaux(premieres, pieces.est_total)
        self._ecarter(totaux, "ligne de total")
        entete = next((texte for texte in self.entetes.textes if texte is not None), None)
        repetees = np.zeros(self.nombre, dtype=bool)
        for rang in np.flatnonzero(premieres == entete):
            repetees[rang] = all(
                self.cellules[place][rang] == texte for place, texte in enumerate(self.entetes.textes)
            )
        self._ecarter(repetees, "en-têtes répétés")
        self._ecarter(trop_longues, "ligne trop longue")
        if self.nature == "table" and self.grille.largeurs is not None:
            largeurs = self.grille.largeurs[self.entetes.corps :]
            self._ecarter((largeurs < largeur) & (largeurs < 2), "ligne trop courte")

    def _reperer_totaux(self, textes: np.ndarray, juger) -> np.ndarray:
        """Les lignes dont un texte annonce un total ; on ne juge que ceux qui en ont un mot."""
        distincts = [texte for texte in pd.unique(textes).tolist() if isinstance(texte, str)]
        bloc = "\n".join(distincts).lower()
        if not any(mot in bloc for mot in pieces.MOTS_TOTAL):
            return np.zeros(self.nombre, dtype=bool)
        annonces = {t for t in distincts if any(mot in t.lower() for mot in pieces.MOTS_TOTAL) and juger(t)}
        if not annonces:
            return np.zeros(self.nombre, dtype=bool)
        return np.fromiter((t in annonces for t in textes.tolist()), dtype=bool, count=self.nombre)

    def _reprendre_fusions(self) -> None:
        """Une cellule fusionnée vaut pour toutes ses lignes, sauf un montant."""
        debut, reprises = self.entetes.corps, 0
        for ligne, place in sorted(self.grille.suites):
            if ligne <= debut or place >= len(self.colonnes) or self.colonnes[place].role in NOMBRES:
                continue
            rang = ligne - debut
            if rang < self.nombre and self.cellules[place][rang] is None and self.code[rang] == 0:
                if not reprises:
                    self.cellules = [cellules.copy() for cellules in self.cellules]
                self.cellules[place][rang] = self.cellules[place][rang - 1]
                reprises += self.cellules[place][rang] is not None
        if reprises:
            self._remplies.clear()
            self.remarques.append(
                f"Des cellules fusionnées valent pour chacune de leurs lignes : {compter(reprises, 'cellule complétée')}."
            )

    def _ecarter_lignes_courtes(self) -> None:
        if self.grille.largeurs is None:
            return
        largeurs = self.grille.largeurs[self.entetes.corps :]
        requis = [self._trouver(role) for role in (*REQUIS[self.nature], MONTANTS[self.nature])]
        besoin = 1 + max((place for place in requis if place is not None), default=0)
        self._ecarter(largeurs < besoin, "ligne trop courte")
        courtes = (largeurs < len(self.colonnes)) & (self.code == 0)
        if courtes.any():
            self.remarques.append(
                f"{compter(courtes.sum(), 'ligne')} sans ses dernières cellules : lues comme vides."
            )

    def _nommer_clients(self) -> None:
        """Composer le nom : la société, sinon le nom et le prénom ; à défaut, le code."""
        lieux = choisir_nom(self.colonnes, self.entetes, self.nature)
        self.client = np.full(self.nombre, None, dtype=object)
        if "client" in lieux:
            self.client = self.cellules[lieux["client"]]
            if "prenom" in lieux:
                self.client = _joindre(self.client, self.cellules[lieux["prenom"]])
                self.remarques.append("Le prénom est joint au nom : deux personnes de même nom restent deux.")
            if "secours" in lieux:
                noms = self.cellules[lieux["secours"]]
                if "prenom_secours" in lieux:
                    noms = _joindre(noms, self.cellules[lieux["prenom_secours"]])
                vides = pd.isna(self.client) & ~pd.isna(noms)
                if vides.any():
                    self.client = np.where(vides, noms, self.client)
                    self.remarques.append(
                        f"Sans société, le nom de la personne : {compter(vides.sum(), 'ligne')}."
                    )
            self.place_client = lieux["client"]
        elif "code_client" in lieux:
            self.client = self.cellules[lieux["code_client"]]
            self.place_client = lieux["code_client"]
            self.remarques.append("Aucun nom de client : chaque client porte son code.")

    def _ecarter_sous_totaux(self) -> None:
        """« Total Hôtel Bief » est un sous-total si « Hôtel Bief » est un client du fichier, ou une pièce."""
        numero = self._trouver("facture")
        noms: set[str] = set()

        def juger(texte: str) -> bool:
            nom = pieces.lire_sous_total(texte)
            if nom is not None and not noms:
                connus = set(self.client[self.code == 0].tolist())
                connus |= set() if numero is None else set(self.cellules[numero].tolist())
                noms.update(simplifier(connu) for connu in connus if connu is not None)
            return nom in noms

        avant = self.code.copy()
        for textes in (self.premieres, self.client):
            self._ecarter(self._reperer_totaux(textes, juger), "sous-total d’un client", textes)
        self.sous_totaux = bool((avant != self.code).any())

    def _completer_suites(self) -> None:
        """Compléter vers le bas les lignes de suite d'une facture, ou d'un client d'un tableau croisé."""
        identite = [self._trouver(role) for role in ("facture", "date", "client", "code_client")]
        identite = [place for place in identite if place is not None]
        montant = self._trouver(MONTANTS[self.nature])
        if montant is None or not identite:
            return
        dites = np.zeros(self.nombre, dtype=bool)
        for place in identite:
            dites |= self._remplir(place)
        detaillees, connues = np.zeros(self.nombre, dtype=bool), np.zeros(self.nombre, dtype=bool)
        for place, colonne in enumerate(self.colonnes):
            if (
                place in identite
                or place == montant
                or colonne.role in NOMBRES
                or str(colonne.role).startswith("ca_")
            ):
                continue
            remplie = self._remplir(place)
            if not remplie.any() or self._est_colonne_de_nombres(place):
                continue
            detaillees |= remplie
            if colonne.role in ("famille", "date") or set(simplifier(colonne.entete).split()) & set(_DETAIL):
                connues |= remplie
        libres = (self.code == 0) & self._remplir(montant)
        sources = np.maximum.accumulate(np.where(dites & (self.code == 0), np.arange(self.nombre), -1))
        suites = libres & ~dites & detaillees & (sources >= 0)
        certaines = suites & (connues | (self.nature == "factures"))
        groupe = np.zeros(self.nombre, dtype=bool)
        if self.nature == "factures" and self._trouver("client") is not None:
            client, numero = self._trouver("client"), self._trouver("facture")
            if client < numero:  # un tableau croisé groupe par client, puis par facture
                groupe = libres & ~self._remplir(client) & self._remplir(numero)
                nommees = self._remplir(client) & (self.code == 0)
                origine = np.maximum.accumulate(np.where(nommees, np.arange(self.nombre), -1))
                groupe &= origine >= 0
        douteuses = (suites & ~certaines) | (groupe & (not self.sous_totaux))
        reponse = self.choix.get("suites")
        if douteuses.any() and reponse is None:
            ligne = int(self.numeros[int(np.flatnonzero(douteuses)[0])])
            self.doutes.append(
                Doute(
                    "suites",
                    f"Le nom du client est vide sur {compter(douteuses.sum(), 'ligne')}, d’abord en ligne {ligne} : "
                    "un tableau groupé, ou un oubli",
                    {
                        "compléter": "chaque cellule vide reprend le client du dessus",
                        "écarter": "ces lignes sont écartées et comptées",
                    },
                    'choisissez suites="compléter" (le client du dessus) ou suites="écarter"',
                    self.colonnes[self.place_client].entete,
                )
            )
        if reponse == "écarter":
            certaines, groupe = certaines & ~douteuses, groupe & ~douteuses
        elif reponse == "compléter":
            certaines = suites
        elif not self.sous_totaux:
            groupe = np.zeros(self.nombre, dtype=bool)
        self.suites = reponse
        completees = certaines | groupe
        if not completees.any():
            return
        for place, colonne in enumerate(self.colonnes):
            if colonne.role in NOMBRES or str(colonne.role).startswith("ca_"):
                continue
            if place in identite or colonne.role in (
                "statut",
                "type",
                "devise",
                "prenom",
                "secteur",
                "annulation",
            ):
                trous = certaines & ~self._remplir(place)
                cellules = self.cellules[place].copy()
                cellules[trous] = cellules[sources[trous]]
                if place == self._trouver("client") and groupe.any():
                    cellules[groupe] = cellules[origine[groupe]]
                self._changer(place, cellules)
        nommees = self.client.copy()
        nommees[certaines] = nommees[sources[certaines]]
        if groupe.any():
            nommees[groupe] = nommees[origine[groupe]]
        self.client = nommees
        self.remarques.append(
            f"Des lignes de suite reprennent la ligne du dessus : {compter(completees.sum(), 'ligne complétée')}, "
            f"d’abord la ligne {int(self.numeros[int(np.flatnonzero(completees)[0])])}."
        )

    def _est_colonne_de_nombres(self, place: int) -> bool:
        return all(
            isinstance(c, int | float) or not any(x.isalpha() for x in str(c))
            for c in self._echantillon(place)
        )

    def _echantillon(self, place: int) -> list:
        return self.cellules[place][self._remplir(place)][:200].tolist()

    def _ecarter_pieces(self) -> None:
        if self.nature != "factures":
            return
        for place, colonne in enumerate(self.colonnes):
            if colonne.role == "statut":
                self._juger(place, "statuts", self._classer_statuts(place))
            elif colonne.role == "annulation":
                dites = self._remplir(place).copy()
                negations = {
                    c
                    for c in set(self.cellules[place].tolist())
                    if simplifier(c) in ("non", "0", "false", "faux", "no", "n")
                }
                dites &= np.fromiter(
                    (c not in negations for c in self.cellules[place].tolist()), bool, self.nombre
                )
                self._ecarter(dites, "pièce annulée", self.cellules[place])
            elif colonne.role == "type":
                verdicts = self._classer_types(place)
                if any(verdict is not None for verdict in verdicts.values()):
                    self._juger(place, "types", verdicts)
        numero = self._trouver("facture")
        codes, numeros = self._lister(numero)
        brouillons = pieces.reperer(pieces.NUMERO_BROUILLON, numeros)
        if brouillons:
            self._ecarter(np.isin(codes, brouillons), "brouillon", self.cellules[numero])

    def _classer_statuts(self, place: int) -> dict:
        mots = simplifier(self.colonnes[place].entete).split()
        paiement = any(mot.startswith(("regl", "paie", "paye", "paym", "financ", "fulfil")) for mot in mots)
        choisis = self.choix.get("statuts", {})
        verdicts = {}
        for valeur in self._lister(place)[1]:
            reponse = choisis.get(str(valeur))
            verdicts[valeur] = (
                f"statut « {abreger(valeur)} »"
                if reponse == "écarter" and pieces.classer_statut(valeur) in (None, "garder")
                else reponse
                if reponse == "garder"
                else pieces.classer_statut(valeur, paiement=paiement)
            )
        return verdicts

    def _classer_types(self, place: int) -> dict:
        choisis = self.choix.get("types", {})
        verdicts = {}
        for valeur in self._lister(place)[1]:
            connu, reponse = pieces.classer_type(valeur), choisis.get(str(valeur))
            if reponse == "écarter" and connu in (None, "facture", "avoir"):
                connu = f"type « {abreger(valeur)} »"
            elif reponse in ("facture", "avoir"):
                connu = reponse
            verdicts[valeur] = connu
        return verdicts

    def _juger(self, place: int, choix: str, verdicts: dict) -> None:
        """Écarter ce que dit le verdict ; demander ce qu'il ne dit pas."""
        codes, valeurs = self._lister(place)
        inconnues = [valeur for valeur in valeurs if verdicts[valeur] is None]
        gestes = ("garder", "écarter") if choix == "statuts" else ("facture", "avoir", "écarter")
        if inconnues:
            premiere = valeurs.index(inconnues[0])
            ligne, exemple = self._citer(place, codes == premiere)
            cites = ", ".join(f"« {abreger(valeur)} »" for valeur in inconnues[:6])
            self.doutes.append(
                Doute(
                    choix,
                    f"La colonne « {abreger(self.colonnes[place].entete)} » contient {cites}, dont je ne sais "
                    f"{'s’il faut les compter' if choix == 'statuts' else 'si ce sont des ventes'}",
                    {ecrire_reponse(v, geste): geste for v in map(str, inconnues[:6]) for geste in gestes},
                    f"dites-le, par exemple {choix}={ecrire_reponse(str(inconnues[0]), gestes[0])}"
                    f" ou {choix}={ecrire_reponse(str(inconnues[0]), 'écarter')}",
                    self.colonnes[place].entete,
                    ligne,
                    exemple,
                )
            )
        for verdict in dict.fromkeys(
            v for v in verdicts.values() if v not in (None, "garder", "facture", "avoir")
        ):
            vises = [rang for rang, valeur in enumerate(valeurs) if verdicts[valeur] == verdict]
            self._ecarter(np.isin(codes, vises), verdict, self.cellules[place])
        if choix == "types":
            vises = [rang for rang, valeur in enumerate(valeurs) if verdicts[valeur] == "avoir"]
            self.lignes_d_avoir = np.isin(codes, vises)
        getattr(self, choix).update({str(valeur): verdict for valeur, verdict in verdicts.items() if verdict})

    def _ecarter_devises(self) -> None:
        """Une autre monnaie ne s'additionne pas à des euros."""
        montant = self._trouver(MONTANTS[self.nature])
        if montant is None:
            return
        demandee = self.choix.get("devise")
        entete = (
            lire_devise(self.colonnes[montant].entete) if dire_unite(self.colonnes[montant].entete) else None
        )
        if entete and demandee != entete:
            self._douter_de_devise(
                montant, entete, None, f"La colonne « {self.colonnes[montant].entete} » n’est pas en euros"
            )
        place = self._trouver("devise")
        if place is None:
            return
        codes, valeurs = self._lister(place)
        noms = [_nommer_devise(valeur) for valeur in valeurs]
        if not noms:
            return
        etrangeres = [rang for rang, nom in enumerate(noms) if nom != "EUR"]
        if demandee:
            autres = [rang for rang, nom in enumerate(noms) if nom != demandee]
            self._ecarter(np.isin(codes, autres), "autre devise", self.cellules[place])
        elif etrangeres:
            cites = ", ".join(dict.fromkeys(noms))
            self._douter_de_devise(
                place,
                noms[etrangeres[0]],
                np.isin(codes, etrangeres),
                f"Des montants ne sont pas en euros ({cites})",
            )

    def _douter_de_devise(self, place: int, devise: str, quelles, constat: str) -> None:
        if any(doute.choix == "devise" for doute in self.doutes):
            return
        ligne, exemple = self._citer(place, quelles) if quelles is not None else (None, None)
        if place == self._trouver("devise"):
            options = {"EUR": "ne garder que les euros", devise: f"ne garder que cette monnaie ({devise})"}
            geste = (
                'convertissez-les en euros, ou choisissez la monnaie à garder, devise="EUR" ou '
                f'devise="{devise}" ; les autres lignes seront écartées et comptées'
            )
        else:
            options = {devise: f"les lire dans cette monnaie ({devise})"}
            geste = f'convertissez-les en euros, ou choisissez devise="{devise}" pour les lire tels quels'
        self.doutes.append(
            Doute(
                "devise",
                constat,
                options,
                geste,
                self.colonnes[place].entete,
                ligne,
                exemple,
            )
        )

    # --- Les valeurs -----------------------------------------------------------------------------------

    def _lire_valeurs(self) -> None:
        """Convertir les colonnes reconnues ; une valeur obligatoire qui ne se lit pas écarte sa ligne."""
        requis = {*REQUIS[self.nature], MONTANTS[self.nature]}
        ordre = [place for place, colonne in enumerate(self.colonnes) if colonne.role]
        analyses: dict[int, Analyse] = {}
        for place in ordre:
            role = self.colonnes[place].role
            if role in NOMBRES or role.startswith("ca_"):
                self.retenues[place] = self._remplir(place) & (self.code == 0)
                analyses[place] = analyser(self.cellules[place][self.retenues[place]].tolist())
        montant = self._trouver(MONTANTS[self.nature])
        anglais = (
            montant is not None
            and analyses[montant].anglais
            and self.grille.origine.get("separateur") in (",", "\t")
        )
        sans_nom_lu = self._trouver("client") is None
        for place in ordre:
            colonne, role = self.colonnes[place], self.colonnes[place].role
            if role == "client" or (role == "code_client" and sans_nom_lu):
                self._ecarter(pd.isna(self.client), "client vide")
            if role in NOMBRES or role.startswith("ca_"):
                self._lire_nombres(place, analyses[place], role in requis)
            elif role in DATES:
                self._lire_jours(place, role in requis, anglais)
            elif role in requis and role != "client":
                self._ecarter(~self._remplir(place), f"{role} vide")
            if role == "client":
                self.valeurs[colonne.nom] = self.client

    def _lire_nombres(self, place: int, analyse: Analyse, requis: bool) -> None:
        colonne = self.colonnes[place]
        principal = colonne.role == MONTANTS[self.nature]
        choisi = self.choix.get("nombres")
        format = analyse.format or (choisi if analyse.ambigu else None)
        muets = colonne.role in ("quantite", "nb_factures")
        remplies = self.retenues[place]
        if analyse.ambigu and not choisi and not muets:
            quelles = remplies & (self.cellules[place] == analyse.ambigu)
            ligne, exemple = self._citer(place, quelles if quelles.any() else remplies)
            signe = "virgule" if "," in exemple else "point"
            autre = "point" if signe == "virgule" else "virgule"
            entier, decimal = _lire_deux_fois(exemple)
            self.doutes.append(
                Doute(
                    "nombres",
                    f"La colonne « {abreger(colonne.entete)} » a des nombres qui se lisent de deux façons",
                    {signe: f"« {exemple} » vaut {decimal}", autre: f"« {exemple} » vaut {entier}"},
                    f'choisissez nombres="{signe}" s’il vaut {decimal}, nombres="{autre}" s’il vaut {entier}',
                    colonne.entete,
                    ligne,
                    exemple,
                )
            )
        if principal:
            self._verifier_devise_des_cellules(place, analyse, remplies)
            self.ttc_dans_les_cellules = analyse.ttc
        devise = self.devise if self.devise != "EUR" else None
        lus, fautes = lire_montants(
            self.cellules[place][remplies].tolist(), colonne.role, format, devise=devise
        )
        if analyse.ambigu and muets and not choisi:
            ambigus = np.array([_est_ambigu(c) for c in self.cellules[place][remplies].tolist()], dtype=bool)
            lus, fautes = np.where(ambigus, np.nan, lus), fautes | ambigus
        valeurs = np.full(self.nombre, np.nan)
        valeurs[remplies] = lus * colonne.facteur
        illisibles = np.zeros(self.nombre, dtype=bool)
        illisibles[remplies] = fautes
        if colonne.facteur != 1:
            self.remarques.append(
                f"« {colonne.entete} » : chaque nombre est multiplié par {ecrire_nombre(colonne.facteur)}."
            )
        if requis:
            if analyse.etrangeres and not devise:
                etrangeres = np.zeros(self.nombre, dtype=bool)
                etrangeres[np.flatnonzero(remplies)[list(analyse.etrangeres)]] = True
                self._ecarter(
                    illisibles & etrangeres, f"{colonne.role} en devise étrangère", self.cellules[place]
                )
            self._ecarter(illisibles, f"{colonne.role} illisible", self.cellules[place])
            self._ecarter(~self._remplir(place), f"{colonne.role} vide", self.cellules[place])
        elif illisibles.any():
            self._remarquer_illisibles(place, illisibles)
        self.formats[place] = format
        self.valeurs[colonne.nom] = valeurs

    def _remarquer_illisibles(self, place: int, illisibles: np.ndarray) -> None:
        ligne, exemple = self._citer(place, illisibles)
        self.remarques.append(
            f"« {abreger(self.colonnes[place].entete)} » : {compter(illisibles.sum(), 'valeur illisible')}, d’abord en "
            f"ligne {ligne} (« {exemple} ») ; laissée vide, la ligne est gardée."
        )

    def _verifier_devise_des_cellules(self, place: int, analyse: Analyse, remplies: np.ndarray) -> None:
        if self.devise == "EUR" and 2 * len(analyse.etrangeres) > remplies.sum():
            rangs = np.flatnonzero(remplies)[list(analyse.etrangeres)]
            quelles = np.zeros(self.nombre, dtype=bool)
            quelles[rangs] = True
            devise = next(iter(analyse.etrangeres.values()))
            constat = f"Les montants de « {abreger(self.colonnes[place].entete)} » ne sont pas en euros"
            if "devise" not in self.choix:
                self._douter_de_devise(place, devise, quelles, constat)

    def _lire_jours(self, place: int, requis: bool, anglais: bool) -> None:
        colonne = self.colonnes[place]
        codes, distinctes = self._lister(place)
        choisi = self.choix.get("dates")
        lues = lire_dates(distinctes, choisi, americain=anglais)
        if lues.doute:
            nature, valeur = lues.doute
            ligne, exemple = self._citer(place, codes == distinctes.index(valeur))
            constat = {
                "mois": "semble écrire le mois avant le jour",
                "mêlés": "mêle des dates jour/mois et mois/jour",
                "américain": "peut se lire jour/mois ou mois/jour, et les nombres du fichier sont à l’anglaise",
                "contraire": f"ne se lit pas {choisi}, comme il a été choisi",
            }[nature]
            seul = " si c’est bien le cas" if nature == "mois" else ' ou dates="jour/mois"'
            self.doutes.append(
                Doute(
                    "dates",
                    f"La colonne « {abreger(colonne.entete)} » {constat}",
                    {"mois/jour": "le mois est écrit avant le jour"}
                    | ({} if nature == "mois" else {"jour/mois": "le jour est écrit avant le mois"}),
                    f'choisissez dates="mois/jour"{seul}, ou écrivez les dates jour/mois/année dans votre tableur',
                    colonne.entete,
                    ligne,
                    exemple,
                )
            )
        jours = np.full(len(distinctes) + 1, np.datetime64("NaT"), dtype="datetime64[us]")
        fautes: dict[str, list[int]] = {}
        for rang, valeur in enumerate(distinctes):
            lu = lues.jours[valeur]
            if est_jour(lu):
                jours[rang] = lu
            else:
                fautes.setdefault(lu, []).append(rang)
        self.valeurs[colonne.nom] = jours[codes]
        self.formats[place] = lues.ordre
        for faute, rangs in fautes.items():
            quelles = np.isin(codes, rangs)
            if requis:
                self._ecarter(quelles, f"{colonne.role} {faute}", self.cellules[place])
            else:
                self._remarquer_illisibles(place, quelles)
        if requis:
            self._ecarter(~self._remplir(place), f"{colonne.role} vide", self.cellules[place])

    # --- Hors taxes, avoirs, répétitions ---------------------------------------------------------------

    def _verifier_montants(self) -> None:
        """S'assurer que les montants sont hors taxes."""
        place = self._trouver(MONTANTS[self.nature])
        tva, ttc = self._trouver("tva"), self._trouver("ttc")
        choisi = self.choix.get("montants")
        if place is None:
            if (
                self.nature == "clients"
                and ttc is not None
                and not any(str(c.role).startswith("ca_") for c in self.colonnes)
            ):
                entete = self.colonnes[ttc].entete
                raise ErreurCours(
                    typographier(
                        f"La colonne « {abreger(entete)} » est TTC, et le cours compte en HT : convertissez-la dans "
                        "une colonne « CA HT » (divisez par 1,20 si la TVA est de 20 %)."
                    )
                )
            return
        colonne = self.colonnes[place]
        if choisi == "TTC":
            self._oter_la_taxe(place, tva)
            return
        self.montants = "HT"
        if self.ttc_dans_les_cellules:
            quelles = self.cellules[place] == self.ttc_dans_les_cellules
            self._douter_de_taxe(place, quelles, "se disent TTC", tva is not None, sans_doute=True)
            return
        if choisi == "HT":
            return
        if dire_hors_taxe(colonne.entete):
            return
        indice = lire_entete(colonne.entete, self.nature)
        demander = indice is None or indice.rang == (3 if self.nature == "factures" else 1)
        if tva is None and ttc is None and not demander:
            if "montant" in simplifier(colonne.entete):
                self.remarques.append(f"« {abreger(colonne.entete)} » est lu comme un montant hors taxes.")
            return
        gardees = self.code == 0
        preuve = self._prouver_taxe(place, tva, ttc, gardees)
        if preuve == "HT":
            self.remarques.append(
                f"« {abreger(colonne.entete)} » est hors taxes : la TVA du fichier le montre."
            )
        else:
            prouve = preuve == "TTC"
            constat = (
                "sont TTC : la TVA du fichier le montre" if prouve else "ne disent pas s’ils sont HT ou TTC"
            )
            self._douter_de_taxe(
                place, gardees & self._remplir(place), constat, tva is not None, sans_doute=prouve
            )

    def _prouver_taxe(self, place: int, tva: int | None, ttc: int | None, gardees: np.ndarray) -> str | None:
        """« HT » ou « TTC » si toutes les lignes le montrent, au centime."""
        montants = self.valeurs[self.colonnes[place].nom]

        def lire(autre: int | None) -> np.ndarray | None:
            if autre is None or sum(c.role == self.colonnes[autre].role for c in self.colonnes) > 1:
                return None
            dites = gardees & self._remplir(autre)
            lus = np.full(self.nombre, np.nan)
            lus[dites] = lire_montants(self.cellules[autre][dites].tolist(), "tva")[0]
            return lus

        taxes, totaux = lire(tva), lire(ttc)
        utiles = gardees & (np.abs(montants) > 0.05)
        if totaux is not None:
            dites = utiles & ~np.isnan(totaux)
            if not dites.any():
                return None
            if (
                taxes is not None
                and (np.abs(montants + taxes - totaux)[dites] < 0.011).all()
                and (taxes[dites] != 0).any()
            ):
                return "HT"
            rapports = totaux[dites] / montants[dites]
            if (np.abs(rapports - 1) < 1e-9).all():
                return None if taxes is None or not (taxes[dites] != 0).any() else "TTC"
            return (
                "HT"
                if all(_est_un_taux(r - 1, m) for r, m in zip(rapports, montants[dites], strict=True))
                else None
            )
        if taxes is None:
            return None
        dites = utiles & ~np.isnan(taxes) & (taxes != 0)
        if not dites.any():
            return None
        parts, bases = taxes[dites] / montants[dites], montants[dites]
        if all(_est_un_taux(part, base) for part, base in zip(parts, bases, strict=True)):
            return "HT"
        dedans = taxes[dites] / (montants[dites] - taxes[dites])
        return "TTC" if all(_est_un_taux(p, b) for p, b in zip(dedans, bases, strict=True)) else None

    def _oter_la_taxe(self, place: int, tva: int | None) -> None:
        """Ramener en HT des montants TTC, si le fichier donne la TVA de chaque ligne."""
        colonne = self.colonnes[place]
        if tva is None:
            raise ErreurCours(
                typographier(
                    f"« {abreger(colonne.entete)} » est TTC et aucune colonne ne donne la TVA : convertissez-la en HT "
                    "dans votre tableur (divisez par 1,20 si la TVA est de 20 %)."
                )
            )
        dites = self._remplir(tva) & (self.code == 0)
        taxes = np.full(self.nombre, np.nan)
        taxes[dites] = lire_montants(self.cellules[tva][dites].tolist(), "tva")[0]
        self._ecarter(np.isnan(taxes), "TVA vide ou illisible", self.cellules[tva])
        self.valeurs[colonne.nom] = np.round(self.valeurs[colonne.nom] - taxes, 2)
        self.montants = "TTC"
        self.remarques.append(f"« {abreger(colonne.entete)} » est TTC : la TVA de chaque ligne en est ôtée.")

    def _douter_de_taxe(
        self, place: int, quelles: np.ndarray, constat: str, avec_tva: bool, *, sans_doute: bool = False
    ) -> None:
        ligne, exemple = self._citer(place, quelles) if quelles.any() else (None, None)
        options = {} if sans_doute else {"HT": "ils sont hors taxes"}
        geste = "convertissez-les en HT dans votre tableur (divisez par 1,20 si la TVA est de 20 %)"
        if avec_tva:
            options["TTC"] = "ils sont TTC : la TVA de chaque ligne en sera ôtée"
            geste = 'choisissez montants="TTC", et la TVA de chaque ligne en sera ôtée'
        if not sans_doute:
            geste += ', ou montants="HT" s’ils sont hors taxes'
        self.doutes.append(
            Doute(
                "montants",
                f"Les montants de « {abreger(self.colonnes[place].entete)} » {constat}",
                options,
                geste,
                self.colonnes[place].entete,
                ligne,
                exemple,
            )
        )

    def _deduire_avoirs(self) -> None:
        """Un avoir diminue le CA, même écrit en positif."""
        if self.nature != "factures":
            return
        place, numero = self._trouver("montant_ht"), self._trouver("facture")
        montants = self.valeurs["montant_ht"]
        dits = self.lignes_d_avoir
        au_type = dits is not None and dits.any()
        if not au_type:
            if (
                dits is not None
                and any(v == "facture" for v in self.types.values())
                and "avoir" in self.types.values()
            ):
                return
            codes, numeros = self._lister(numero)
            vises = pieces.reperer(pieces.NUMERO_AVOIR, numeros)
            if not vises or len(vises) == len(numeros):
                return
            dits = np.isin(codes, vises)
        avoirs = dits & (self.code == 0)
        if not avoirs.any():
            return
        totaux = (
            pd.Series(montants[avoirs])
            .groupby(pd.Series(self.cellules[numero][avoirs]).astype(str).to_numpy())
            .sum()
        )
        positifs, negatifs = bool((totaux > 0).any()), bool((totaux < 0).any())
        choisi = self.choix.get("avoirs")
        if not positifs or choisi == "tels quels":
            self.avoirs = choisi
            return
        if choisi is None and (negatifs or not au_type):
            ligne, exemple = self._citer(place, avoirs & (montants > 0))
            constat = (
                "Des avoirs sont écrits en positif, d’autres en négatif"
                if negatifs
                else "Des pièces numérotées comme des avoirs ont un montant positif"
            )
            self.doutes.append(
                Doute(
                    "avoirs",
                    constat,
                    {"déduire": "tous diminuent le CA", "tels quels": "le signe écrit est gardé"},
                    'choisissez avoirs="déduire" si tous diminuent le CA, ou avoirs="tels quels"',
                    self.colonnes[numero].entete,
                    ligne,
                    exemple,
                )
            )
            return
        self.avoirs = "déduire"
        montants = montants.copy()
        if negatifs:  # chaque pièce, selon le signe de son total
            signes = (
                pd.Series(self.cellules[numero])
                .astype(str)
                .map(totaux > 0)
                .fillna(False)
                .to_numpy(dtype=bool)
            )
            avoirs = avoirs & signes
        montants[avoirs] = 0.0 - montants[avoirs]
        self.valeurs["montant_ht"] = montants
        self.remarques.append(
            f"Des avoirs écrits en positif sont déduits : {compter(avoirs.sum(), 'ligne')}."
        )

    def _chercher_repetitions(self) -> None:
        """Le total d'une facture répété sur ses lignes ne se compte qu'une fois."""
        if self.nature != "factures":
            return
        place, numero = self._trouver("montant_ht"), self._trouver("facture")
        indice = lire_entete(self.colonnes[place].entete, self.nature)
        autres = [
            c.entete
            for rang, c in enumerate(self.colonnes)
            if rang != place
            and (lu := lire_entete(c.entete, self.nature))
            and lu.role == "montant_ht"
            and dire_hors_taxe(c.entete)
        ]
        if indice and indice.rang == 0:
            if autres:
                self.remarques.append(
                    f"« {abreger(autres[0])} » est le total de la facture, répété : c’est « "
                    f"{abreger(self.colonnes[place].entete)} » qui est compté."
                )
            return
        gardees = np.flatnonzero(self.code == 0)
        if not len(gardees):
            return
        codes, _ = pd.factorize(self.cellules[numero][gardees])
        montants = self.valeurs["montant_ht"][gardees]
        effectifs = np.bincount(codes)
        if effectifs.max() < 2:
            return
        premieres = np.unique(codes, return_index=True)[1]
        pareils = montants == montants[premieres][codes]
        groupes = effectifs >= 2
        if (
            not np.array_equal(pareils, np.ones(len(pareils), dtype=bool))
            or not (montants[groupes[codes]] != 0).any()
        ):
            return
        repetees = np.ones(len(gardees), dtype=bool)
        repetees[premieres] = False
        choisi = self.choix.get("repetitions")
        self.repetitions = choisi
        if choisi == "une fois":
            quelles = np.zeros(self.nombre, dtype=bool)
            quelles[gardees[repetees]] = True
            self._ecarter(quelles, "total répété", self.cellules[place])
        elif choisi is None:
            quelles = np.zeros(self.nombre, dtype=bool)
            quelles[gardees[repetees]] = True
            ligne, exemple = self._citer(place, quelles)
            self.doutes.append(
                Doute(
                    "repetitions",
                    f"Chaque facture de plusieurs lignes y porte le même montant : « "
                    f"{abreger(self.colonnes[place].entete)} » est peut-être le total de la facture, répété",
                    {
                        "une fois": "le total de la facture, compté une fois",
                        "sommer": "le montant de chaque ligne",
                    },
                    'choisissez repetitions="une fois" si c’est le total de la facture, repetitions="sommer" si '
                    "c’est le montant de la ligne",
                    self.colonnes[place].entete,
                    ligne,
                    exemple,
                )
            )

    def _remarquer_noms(self) -> None:
        gardees = self.code == 0
        codes, noms = pd.factorize(self.client[gardees])
        sans_nom = [rang for rang, nom in enumerate(noms) if nom is not None and pieces.est_sans_nom(nom)]
        nom_montant = MONTANTS[self.nature]
        if sans_nom:
            vises = np.isin(codes, sans_nom)
            cites = ", ".join(f"« {abreger(noms[rang])} »" for rang in sans_nom[:5])
            combien = ""
            if nom_montant in self.valeurs:
                total = float(np.nansum(self.valeurs[nom_montant][gardees][vises]))
                combien = f", {ecrire_nombre(round(total, 2), 2, '€')}"
            self.remarques.append(
                f"{cites} : ce n’est pas le nom d’un client ({compter(vises.sum(), 'ligne')}{combien}). Plusieurs "
                "acheteurs y sont peut-être réunis."
            )
        place = self._trouver("code_client")
        if place is None or self._trouver("client") is None:
            return
        couples = pd.DataFrame({"nom": codes, "code": self.cellules[place][gardees]}).drop_duplicates()
        combien = couples[couples["code"].notna()].groupby("nom")["code"].nunique()
        doubles = [noms[rang] for rang in combien[combien > 1].index]
        if doubles:
            cites = ", ".join(f"« {abreger(nom)} »" for nom in doubles[:5])
            self.remarques.append(
                f"Même nom, codes différents : {cites}. Si ce sont deux clients, ajoutez leur code à leur nom."
            )

    # --- Ce qui en sort --------------------------------------------------------------------------------

    def faire_rapport(self) -> dict:
        """Compter ce qui est lu, gardé, écarté, et dire pourquoi."""
        effectifs = np.bincount(self.code, minlength=len(self.raisons))
        ecartees = {}
        nom = MONTANTS.get(self.nature)
        for rang, raison in enumerate(self.raisons[1:], 1):
            places = np.flatnonzero(self.code == rang)
            if not len(places):
                continue
            cellules = self.exemples[raison]
            exemple = (self.premieres if cellules is None else cellules)[places[0]]
            ecartees[raison] = {
                "nombre": int(effectifs[rang]),
                "lignes": [int(self.numeros[place]) for place in places[:10]],
                "exemple": abreger(exemple),
            }
            if raison not in _TOTAUX and (total := self._sommer_ecartees(nom, places)):
                ecartees[raison]["montant"] = total
        rapport = {
            "lignes_lues": self.nombre,
            "lignes_gardees": int(effectifs[0]),
            "lignes_ecartees": int(self.nombre - effectifs[0]),
            "ecartees": ecartees,
            "lignes_preambule": self.entetes.rang,
            **self.grille.origine,
        }
        if self.remarques:
            rapport["remarques"] = [typographier(remarque) for remarque in self.remarques]
        return rapport

    def _sommer_ecartees(self, nom: str | None, places: np.ndarray) -> float | None:
        """Le total des montants écartés qui se lisent."""
        place = self._trouver(nom) if nom else None
        if place is None or len(places) > 50_000:
            return None
        cellules = [c for c in self.cellules[place][places].tolist() if c is not None]
        try:
            lus, _ = lire_montants(cellules, nom, self.formats.get(place))
        except ErreurCours:
            return None
        total = float(np.nansum(lus)) * self.colonnes[place].facteur
        return round(total, 2) if total and np.isfinite(total) else None

    def faire_plan(self) -> Plan:
        """Dire comment le fichier sera lu."""
        colonnes = tuple(
            replace(colonne, format=self.formats.get(place)) for place, colonne in enumerate(self.colonnes)
        )
        rapport = self.faire_rapport()
        nombres = {c.format for c in colonnes if c.role in NOMBRES} - {None}
        jours = {c.format for c in colonnes if c.role in DATES} - {None}
        return Plan(
            nature=self.nature,
            encodage=self.grille.origine.get("encodage"),
            separateur=self.grille.origine.get("separateur"),
            feuille=self.grille.origine.get("feuille"),
            ligne_entetes=int(self.grille.numeros[self.entetes.rang]),
            colonnes=colonnes,
            dates=self.choix.get("dates") or (jours.pop() if len(jours) == 1 else None),
            nombres=self.choix.get("nombres") or (nombres.pop() if len(nombres) == 1 else None),
            montants=self.montants,
            devise=self.devise,
            avoirs=self.avoirs,
            repetitions=self.repetitions,
            suites=self.suites,
            statuts=self.statuts,
            types=self.types,
            ecartees=rapport["ecartees"],
            remarques=tuple(rapport.get("remarques", ())),
            doutes=tuple(self.doutes),
            choix=self.choix,
        )

    def dresser(self) -> pd.DataFrame:
        """Faire le tableau, si rien n'est en doute.

        Raises
        ------
        ErreurCours
            Les doutes, un par phrase ; « Rien de lisible sur 2 lignes : … »
        """
        if self.doutes:
            raise ErreurCours(" ".join(doute.ecrire() for doute in self.doutes[:4]))
        rapport = self.faire_rapport()
        gardees = self.code == 0
        if not gardees.any():
            self._refuser_tout(rapport)
        colonnes = {}
        if self.nature != "table" and self._trouver("client") is None:
            colonnes["client"] = _ecrire_textes(self.client[gardees])
        for place, colonne in enumerate(self.colonnes):
            valeurs = self.valeurs.get(colonne.nom) if colonne.role and colonne.role not in AIDES else None
            if valeurs is None:
                cellules = self.cellules[place][gardees]
                reconnue = colonne.role and colonne.role not in AIDES
                colonnes[colonne.nom] = _ecrire_textes(cellules) if reconnue else cellules.tolist()
            else:
                valeurs = valeurs[gardees]
                colonnes[colonne.nom] = _ecrire_textes(valeurs) if valeurs.dtype == object else valeurs
        table = pd.DataFrame(colonnes)
        table.attrs["rapport"] = rapport
        return table

    def _refuser_tout(self, rapport: dict) -> None:
        raisons = " ; ".join(
            f"{raison}, {cas['nombre']} fois, d’abord en ligne {cas['lignes'][0]}"
            for raison, cas in rapport["ecartees"].items()
        )
        vides = all(raison.endswith("vide") for raison in rapport["ecartees"])
        if self.grille.sans_resultat and vides:
            conseil = (
                "Ces cellules contiennent des formules jamais calculées : ouvrez le classeur dans votre tableur, "
                "enregistrez-le, puis relisez-le."
            )
        else:
            exemples = {
                raison: cas["exemple"]
                for raison, cas in rapport["ecartees"].items()
                if raison.split()[-1] in ("illisible", "impossible")
            }
            conseil = " ".join(
                f"« {exemple} » : écrivez {'une date comme 31/12/2025' if raison.startswith('date') else 'un nombre comme 1 234,50'}."
                for raison, exemple in list(exemples.items())[:2]
            )
        raise ErreurCours(
            typographier(
                f"Rien de lisible sur {compter(rapport['lignes_lues'], 'ligne')} : {raisons}. {conseil}".strip()
            )
        )


def dire_unite(entete: object) -> bool:
    """Dire si un en-tête de montant nomme sa monnaie : entre parenthèses, ou en dernier mot.

    Examples
    --------
    >>> dire_unite("Montant HT ($)"), dire_unite("Da")
    (True, False)
    """
    return len(str(entete).split()) > 1 or any(signe in str(entete) for signe in "$£¥")


def _joindre(noms: np.ndarray, prenoms: np.ndarray) -> np.ndarray:
    joints = noms.copy()
    deux = ~pd.isna(noms) & ~pd.isna(prenoms)
    joints[deux] = [f"{nom} {prenom}" for nom, prenom in zip(noms[deux], prenoms[deux], strict=True)]
    return joints


def _nommer_devise(valeur: object) -> str:
    if simplifier(valeur) in _EUROS or str(valeur).strip() == "€":
        return "EUR"
    nom = lire_devise(valeur)
    return nom if nom and nom != "autre" else str(valeur).strip().upper()


def _est_un_taux(part: float, base: float) -> bool:
    """Un taux de TVA français, à l'arrondi du centime près."""
    return any(abs(part - taux) <= 0.011 / max(abs(base), 0.01) for taux in _TAUX)


def _est_ambigu(cellule: object) -> bool:
    return isinstance(cellule, str) and analyser([cellule]).ambigu is not None


def _lire_deux_fois(exemple: str) -> tuple[str, str]:
    """Les deux valeurs d'un nombre ambigu, écrites à la française."""
    entier, decimal = (lire_montants([exemple], "", f)[0][0] for f in FORMATS_DE[("," in exemple)])
    if np.isnan(entier) or np.isnan(decimal):
        return "le plus grand des deux", "le plus petit"
    return ecrire_nombre(float(entier), 0 if float(entier).is_integer() else 2), ecrire_nombre(
        float(decimal), 3
    )


FORMATS_DE = {True: ("point", "virgule"), False: ("virgule", "point")}


def _ecrire_textes(cellules: np.ndarray) -> list:
    """Des textes : un numéro lu dans un classeur perd sa virgule."""
    if pd.api.types.infer_dtype(cellules, skipna=True) in ("string", "empty"):
        return cellules.tolist()
    return [None if cellule is None else _ecrire_texte(cellule) for cellule in cellules.tolist()]


def _ecrire_texte(cellule: object) -> str:
    return str(int(cellule)) if isinstance(cellule, float) and cellule.is_integer() else str(cellule)
