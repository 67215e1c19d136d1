"""Ateliers de l'étude de cas : le nettoyage pas à pas, le portefeuille croisé, le plan de visites."""

import html

import pandas as pd

from course_helpers.affichage import Panneau, ecrire_tableau
from course_helpers.ateliers.atelier import (
    Atelier,
    Resultat,
    creer_case,
    creer_choix,
    creer_curseur,
    creer_liste,
)
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours
from course_helpers.etude import (
    ACTIONS,
    chiffrer_plan,
    comparer_nettoyages,
    croiser_criteres,
    nettoyer_factures,
    repartir_equipe,
)
from course_helpers.figures.etude import (
    CRITERES,
    MESURES,
    ordonner_modalites,
    tracer_croisement,
    tracer_visites,
)
from course_helpers.figures.trace import SOURCE

_LIRE = (
    "from course_helpers.etude import dresser_portefeuille, ouvrir_dossier\n\n"
    "dossier = ouvrir_dossier()\n"
    "portefeuille = dresser_portefeuille(\n"
    '    dossier.factures, "31/12/2025", fiches=dossier.fiches, charges=dossier.charges,\n'
    "    signalements=dossier.signalements,\n)\n"
)


class NettoyagePasAPas(Atelier):
    """Oublier une étape du nettoyage, et voir ce que deviennent les clients, le CA, les classes, les visites.

    Parameters
    ----------
    factures : DataFrame
        Un export lu : ``date``, ``client``, ``montant_ht`` et, pour compter les fiches, ``code_client``.
    annee : int
        L'année étudiée.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-01-08", "2025-02-03", "2025-03-04", "2024-05-06"]),
    ...     "client": ["Mairie", "MAIRIE", "Gîte", "Gîte"], "montant_ht": [100.0, 50.0, 20.0, 80.0]})
    >>> atelier = NettoyagePasAPas(factures, annee=2025)
    >>> atelier.reglages["noms"].value = "saisis"
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    3 clients, 170,00 € de CA, 2 A, 1 B et 0 C (ABC par cumul, seuils 80/95), 30 visites par an.
    Le compte juste est de 2 clients et 170,00 €. 1 client est mal classé, oublié ou compté
    deux fois : 12 visites de trop, aucune de moins. Le premier concerné est Mairie (A → A + A).
    """

    faits = ("C1.9", "C4.2")
    titre = "le nettoyage, pas à pas"
    consigne = "Oubliez une étape, puis deux : qu’est-ce qui change à la fin du calcul ?"

    def __init__(self, factures: pd.DataFrame, *, annee: int):
        self.factures = factures
        self.annee = annee
        self.juste = nettoyer_factures(factures, annee=annee)
        noms = [
            ("un nom, majuscules et espaces mis à part", "reunis"),
            ("le nom tel qu’il est saisi, sans les espaces en trop", "saisis"),
            ("le code de la fiche", "codes"),
        ]
        super().__init__(
            {
                "une_annee": creer_case(f"Ne garder que {annee}", cochee=True),
                "avoirs": creer_choix(
                    "Avoirs",
                    [
                        ("déduits", "deduits"),
                        ("oubliés", "ignores"),
                        ("ajoutés aux ventes", "ajoutes"),
                    ],
                ),
                "noms": creer_choix(
                    "Un client, c’est", noms if "code_client" in factures else noms[:2], large=True
                ),
            }
        )

    def calculer(self) -> Resultat:
        """Nettoyer avec les réglages du moment, et comparer au bon nettoyage."""
        choix = {nom: self.reglages[nom].value for nom in ("noms", "avoirs")}
        choix["annee"] = self.annee if self.reglages["une_annee"].value else None
        essai = nettoyer_factures(self.factures, **choix)
        ecarts = comparer_nettoyages(self.juste, essai)
        change = ecarts[ecarts["classe"] != ecarts["classe_essai"]]
        mesures = pd.DataFrame({"propre": _mesurer(ecarts, ""), "essai": _mesurer(ecarts, "_essai")})
        mesures.loc["Clients"] = [len(self.juste), len(essai)]
        mesures.loc["CA HT"] = [
            ecrire_nombre(clients["ca"].sum().round(2), 0, "€") for clients in (self.juste, essai)
        ]
        phrase = self._ecrire_phrase(essai, mesures["essai"], change)
        return Resultat(
            Panneau(_ecrire_panneau(mesures, change), f"Deux nettoyages comparés. {phrase}"),
            phrase,
            lambda: _ecrire_etapes(pd.DataFrame(essai.attrs["etapes"])),
            "from course_helpers.etude import comparer_nettoyages, nettoyer_factures, ouvrir_dossier\n\n"
            "factures = ouvrir_dossier().factures\n"
            f"juste = nettoyer_factures(factures, annee={self.annee})\n"
            f"essai = nettoyer_factures(factures, annee={choix['annee']}, "
            f'noms="{choix["noms"]}", avoirs="{choix["avoirs"]}")\n'
            "comparer_nettoyages(juste, essai)",
        )

    def _ecrire_phrase(self, essai, mesures, change) -> str:
        total = essai["ca"].sum().round(2)
        debut = (
            f"{compter(len(essai))}, {ecrire_nombre(total, 2, '€')} de CA, {mesures['Classe A (CA)']} A, "
            f"{mesures['Classe B (CA)']} B et {mesures['Classe C (CA)']} C (ABC par cumul, seuils 80/95), "
            f"{compter(int(mesures['Visites demandées']), 'visite')} par an. "
        )
        bon = self.juste["ca"].sum().round(2)
        if change.empty and total == bon:
            return debut + "Ce compte est juste."
        debut += f"Le compte juste est de {compter(len(self.juste))} et {ecrire_nombre(bon, 2, '€')}. "
        if change.empty:
            return debut + "Aucun client ne change de classe ici, mais le CA est faux."
        trop = int(change.loc[change["ecart"] > 0, "ecart"].sum())
        moins = -int(change.loc[change["ecart"] < 0, "ecart"].sum())
        premier = change.iloc[0]
        verbe = (
            "est mal classé, oublié ou compté deux fois"
            if len(change) == 1
            else "sont mal classés, oubliés ou comptés deux fois"
        )
        return (
            f"{debut}{compter(len(change))} {verbe}{FINE}: {_dire_visites(trop)} de trop, "
            f"{_dire_visites(moins, bref=True)} de moins. Le premier concerné est "
            f"{html.escape(premier['client'])} ({premier['classe']} → {premier['classe_essai']})."
        )


def _dire_visites(nombre: int, *, bref: bool = False) -> str:
    if not nombre:
        return "aucune" if bref else "aucune visite"
    return ecrire_nombre(nombre) if bref else compter(nombre, "visite")


def _mesurer(ecarts: pd.DataFrame, nom: str) -> pd.Series:
    classes = ecarts[f"classe{nom}"].str.split(" + ", regex=False).explode()
    comptes = {f"Classe {classe} (CA)": int((classes == classe).sum()) for classe in "ABC"}
    return pd.Series(comptes | {"Visites demandées": int(ecarts[f"visites{nom}"].sum())}, dtype=object)


def _ecrire_panneau(mesures: pd.DataFrame, change: pd.DataFrame) -> str:
    ordre = ["Clients", "CA HT", "Classe A (CA)", "Classe B (CA)", "Classe C (CA)", "Visites demandées"]
    textes = mesures.loc[ordre].map(
        lambda valeur: valeur if isinstance(valeur, str) else ecrire_nombre(valeur)
    )
    contenu = ecrire_tableau(
        textes.rename_axis("mesure").reset_index(),
        {
            "mesure": ("Mesure", "texte"),
            "propre": ("Juste", "chiffre"),
            "essai": ("Le vôtre", "chiffre"),
        },
        titre="À la fin du calcul",
    )
    if change.empty:
        return contenu
    return contenu + ecrire_tableau(
        change,
        {
            "client": ("Client", "texte"),
            "classe": ("Juste", "texte"),
            "classe_essai": ("La vôtre", "texte"),
            "ecart": ("Écart (visites)", "entier"),
        },
        titre="Les clients mal classés",
        lignes=8,
    )


def _ecrire_etapes(etapes: pd.DataFrame) -> str:
    return ecrire_tableau(
        etapes,
        {
            "etape": ("Étape", "texte"),
            "lignes": ("Lignes", "entier"),
            "clients": ("Noms de clients", "entier"),
            "ca": ("Somme HT", "euros"),
        },
        titre="Ce que chaque étape a laissé (les deux premières sommes comptent les seules factures)",
    )


_LUES = {"effectif": "le nombre de clients", "ca": "le CA, en k€", "valeur": "la valeur, en k€"}


class TableauDeBord(Atelier):
    """Croiser deux critères, choisir une case, lire qui s'y trouve et quoi faire.

    Parameters
    ----------
    portefeuille : DataFrame
        Le résultat de :func:`course_helpers.etude.dresser_portefeuille`.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> portefeuille = pd.DataFrame({
    ...     "client": ["Mairie", "Gîte"], "classe_ca": ["A", "B"], "classe_valeur": ["hors classement", "A"],
    ...     "etape": "relation continue", "segment": "meilleur", "profil": "fidèle", "secteur": "divers",
    ...     "commercial": "Nadia", "ca": [90.0, 10.0], "valeur": [-5.0, 4.0],
    ...     "action": ["renégocier", "protéger"]})
    >>> atelier = TableauDeBord(portefeuille)
    >>> atelier.reglages["case"].value = ("A", "hors classement")
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Dans cette case (Classe sur le CA : A ; classe sur la valeur : hors classement), on trouve 1 client sur
    2. Leurs achats font 90,0 % du CA, et leur valeur est de −5,00 €. Ce que l’on prévoit : renégocier (1).
    On commence par Mairie. La figure montre le nombre de clients.
    """

    faits = ("C2.5", "C2.8", "C3.4", "C4.3", "C6.3")
    titre = "le portefeuille croisé"
    consigne = "Croisez deux critères, puis choisissez une case : qui s’y trouve, et que faire ?"

    def __init__(self, portefeuille: pd.DataFrame, *, source: str = SOURCE):
        self.portefeuille = portefeuille
        self.source = source
        criteres = [(intitule, nom) for nom, intitule in CRITERES.items()]
        lignes = creer_liste("Lignes", criteres, valeur="classe_ca")
        colonnes = creer_liste("Colonnes", criteres, valeur="classe_valeur")
        cases = self._lister_cases("classe_ca", "classe_valeur")
        super().__init__(
            {
                "lignes": lignes,
                "colonnes": colonnes,
                "mesure": creer_choix(
                    "Dans la case", [(intitule, nom) for nom, (intitule, _) in MESURES.items()]
                ),
                "case": creer_liste("Case", cases, valeur=cases[0][1]),
            }
        )
        for nom in ("lignes", "colonnes"):
            self.entrainer(nom, self._reprendre_cases)

    def calculer(self) -> Resultat:
        """Croiser les deux critères du moment et lire la case choisie."""
        lignes, colonnes = (self.reglages[nom].value for nom in ("lignes", "colonnes"))
        if lignes == colonnes:
            raise ErreurCours(
                f"« {CRITERES[lignes]} » est choisi deux fois : prenez un autre critère en colonnes."
            )
        mesure, case = self.reglages["mesure"].value, self.reglages["case"].value
        dedans = self.portefeuille[
            (self.portefeuille[lignes] == case[0]) & (self.portefeuille[colonnes] == case[1])
        ].sort_values(["ca", "client"], ascending=[False, True])
        cases = croiser_criteres(self.portefeuille, lignes, colonnes)
        return Resultat(
            tracer_croisement(cases, mesure=mesure, case=case, source=self.source),
            self._ecrire_phrase(lignes, colonnes, case, dedans) + f" La figure montre {_LUES[mesure]}.",
            lambda: ecrire_tableau(
                dedans,
                {
                    "client": ("Client", "texte"),
                    "ca": ("CA HT", "euros"),
                    "valeur": ("Valeur", "euros"),
                    "etape": ("Étape", "texte"),
                    "profil": ("Profil", "texte"),
                    "commercial": ("Commercial", "texte"),
                    "action": ("Action", "texte"),
                },
                titre=f"Les clients de la case {case[0]}, {case[1]}",
            ),
            f'{_LIRE}portefeuille[(portefeuille["{lignes}"] == "{case[0]}") '
            f'& (portefeuille["{colonnes}"] == "{case[1]}")]',
        )

    def _lister_cases(self, lignes: str, colonnes: str) -> list[tuple[str, tuple[str, str]]]:
        effectifs = self.portefeuille.groupby([lignes, colonnes], observed=True).size()
        return [
            (f"{ligne} × {colonne} ({effectifs[ligne, colonne]})", (ligne, colonne))
            for ligne in ordonner_modalites(self.portefeuille[lignes])
            for colonne in ordonner_modalites(self.portefeuille[colonnes])
            if (ligne, colonne) in effectifs.index
        ]

    def _reprendre_cases(self, _) -> None:
        lignes, colonnes = (self.reglages[nom].value for nom in ("lignes", "colonnes"))
        if lignes != colonnes:
            cases = self._lister_cases(lignes, colonnes)
            self.reglages["case"].options = cases
            self.reglages["case"].value = cases[0][1]

    def _ecrire_phrase(self, lignes, colonnes, case, dedans) -> str:
        total = self.portefeuille["ca"].sum()
        actions = ", ".join(f"{nom} ({combien})" for nom, combien in dedans["action"].value_counts().items())
        noms = ", ".join(html.escape(nom) for nom in dedans["client"].head(3))
        autre = CRITERES[colonnes]
        return (
            f"Dans cette case ({CRITERES[lignes]}{FINE}: {html.escape(case[0])}{FINE}; "
            f"{autre[0].lower()}{autre[1:]}{FINE}: {html.escape(case[1])}), on trouve "
            f"{compter(len(dedans))} sur {len(self.portefeuille)}. Leurs achats font "
            f"{ecrire_pct(100 * dedans['ca'].sum() / total)} du CA, et leur valeur est de "
            f"{ecrire_nombre(dedans['valeur'].sum().round(2), 2, '€')}. "
            f"Ce que l’on prévoit{FINE}: {actions}. On commence par {noms}{'…' if len(dedans) > 3 else '.'}"
        )


class PlanDeVisites(Atelier):
    """Choisir la règle et le temps de la prospection, et voir ce que le plan assure, expose et conquiert.

    Parameters
    ----------
    besoins, temps : DataFrame
        Comme :func:`course_helpers.etude.repartir_equipe` ; les besoins par classe de valeur.
    portefeuille : DataFrame
        Le résultat de :func:`course_helpers.etude.dresser_portefeuille`.
    conquete : Series
        Le résultat de :func:`course_helpers.etude.observer_conquete`.
    a_solliciter : int or None
        Les prospects que l'on peut encore solliciter, s'ils sont connus.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> portefeuille = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe_valeur": ["A", "A"],
    ...                              "etape": "relation continue", "valeur": [300.0, 700.0]})
    >>> besoins = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe": ["A", "A"], "besoin": [10, 40]})
    >>> temps = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "visites_possibles": [30, 30],
    ...                       "visites_prospects": [5, 5]})
    >>> conquete = pd.Series(
    ...     {"taux_pct": 40.0, "valeur_moyenne": 500.0, "par_prospect": 2.0, "cout_visite": 50.0})
    >>> atelier = PlanDeVisites(besoins, temps, portefeuille, conquete)
    >>> atelier.reglages["commun"].value = True
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Règle proportionnelle, tournées mises en commun. Le plan assure 50 visites sur les 50 demandées
    (100,0 %). Aucun client n’est visité moins qu’il ne le demande. Avec 10 visites aux prospects et le taux
    de conversion de 2025 (40,0 %), on peut espérer 2 clients, pour 1 000 € de valeur la première année.
    À 50,00 € la visite, le plan coûte 3 000 €.
    """

    faits = ("C5.1", "C5.8")
    titre = "le plan de visites"
    consigne = (
        "Changez la règle, puis le temps donné aux prospects : combien de clients espérez-vous gagner, et "
        "lesquels seront moins visités ?"
    )

    def __init__(
        self,
        besoins: pd.DataFrame,
        temps: pd.DataFrame,
        portefeuille: pd.DataFrame,
        conquete: pd.Series,
        *,
        a_solliciter: int | None = None,
        source: str = SOURCE,
    ):
        self.besoins, self.temps, self.a_solliciter = besoins, temps, a_solliciter
        self.portefeuille, self.conquete = portefeuille, conquete
        self.source = source
        curseurs = {
            f"prospects_{rang}": creer_curseur(
                f"Prospects, {ligne.commercial.split()[0]} (visites)",
                int(ligne.visites_prospects),
                0,
                int(ligne.visites_possibles) // 2,
                5,
            )
            for rang, ligne in enumerate(temps.itertuples(), start=1)
        }
        super().__init__(
            {
                "regle": creer_choix(
                    "Règle",
                    [
                        ("la même part à chaque besoin", "proportionnelle"),
                        ("A d’abord, puis B, puis C", "priorite"),
                    ],
                ),
                "commun": creer_case("Mettre les tournées en commun"),
                **curseurs,
                "par_prospect": creer_curseur(
                    "Visites par prospect", float(conquete["par_prospect"]), 1, 6, 0.1
                ),
            }
        )

    @property
    def prospects(self) -> list[int]:
        """Les visites aux prospects de chaque commercial, dans l'ordre de la table du temps."""
        return [int(self.reglages[f"prospects_{rang}"].value) for rang in range(1, len(self.temps) + 1)]

    def calculer(self) -> Resultat:
        """Répartir les visites et chiffrer le plan."""
        regle, commun = self.reglages["regle"].value, self.reglages["commun"].value
        par_prospect = self.reglages["par_prospect"].value
        temps = self.temps.assign(visites_prospects=self.prospects)
        repartition = repartir_equipe(self.besoins, temps, regle=regle, commun=commun)
        bilan = chiffrer_plan(
            repartition,
            self.portefeuille,
            prospects=sum(self.prospects),
            visites_par_prospect=par_prospect,
            taux_pct=self.conquete["taux_pct"],
            valeur_nouveau=self.conquete["valeur_moyenne"],
            cout_visite=self.conquete["cout_visite"],
        )
        return Resultat(
            tracer_visites(repartition, source=self.source),
            self._ecrire_phrase(bilan, repartition, regle, commun, par_prospect),
            lambda: ecrire_tableau(
                repartition,
                {
                    "commercial": ("Commercial", "texte"),
                    "classe": ("Classe", "texte"),
                    "besoin": ("Visites demandées", "entier"),
                    "visites": ("Visites prévues", "entier"),
                },
                titre="Les visites de 2026",
            ),
            f"{_LIRE}\nfrom course_helpers.etude import compter_besoins, repartir_equipe\n\n"
            "besoins = compter_besoins(portefeuille)\n"
            f"temps = dossier.temps.assign(visites_prospects={self.prospects})\n"
            f'repartir_equipe(besoins, temps, regle="{regle}", commun={commun})',
        )

    def _ecrire_phrase(self, bilan, repartition, regle, commun, par_prospect) -> str:
        nom = "proportionnelle" if regle == "proportionnelle" else "de priorité aux A"
        phrases = [
            f"Règle {nom}, tournées {'mises en commun' if commun else 'séparées'}.",
            f"Le plan assure {compter(bilan['visites'], 'visite')} sur les {ecrire_nombre(bilan['besoin'])} "
            f"demandées ({ecrire_pct(bilan['service_pct'])}).",
        ]
        libres = [(nom, n) for nom, n in repartition.attrs["libres"].items() if n and not commun]
        phrases += [f"{html.escape(nom)} pourrait faire {compter(n, 'visite')} de plus." for nom, n in libres]
        if bilan["valeur_exposee"]:
            phrases.append(
                f"Les clients moins visités valent {ecrire_nombre(bilan['valeur_exposee'], 0, '€')}, soit "
                f"{ecrire_pct(bilan['exposee_pct'])} du total, valeurs négatives à part."
            )
        else:
            phrases.append("Aucun client n’est visité moins qu’il ne le demande.")
        total = bilan["cout_clients"] + bilan["cout_prospects"]
        phrases += [
            f"Avec {compter(sum(self.prospects), 'visite')} aux prospects et le taux de conversion de 2025 "
            f"({ecrire_pct(self.conquete['taux_pct'])}), on peut espérer "
            f"{compter(bilan['nouveaux'])}, pour "
            f"{ecrire_nombre(bilan['valeur_nouveaux'], 0, '€')} de valeur la première année.",
            f"À {ecrire_nombre(self.conquete['cout_visite'], 2, '€')} la visite, le plan coûte "
            f"{ecrire_nombre(total, 0, '€')}.",
        ]
        vus = sum(self.prospects) / par_prospect
        if self.a_solliciter is not None and vus > self.a_solliciter:
            phrases.append(
                f"Attention{FINE}: ces visites supposent {compter(round(vus), 'prospect')}, alors que le "
                f"fichier n’en compte que {self.a_solliciter} à solliciter. Il faut d’abord en trouver "
                "d’autres."
            )
        return " ".join(phrases)


def ecrire_actions(portefeuille: pd.DataFrame) -> str:
    """Écrire le tableau des actions du plan : pour qui, combien de clients, quelle valeur.

    Parameters
    ----------
    portefeuille : DataFrame
        Le résultat de :func:`course_helpers.etude.dresser_portefeuille`.

    Returns
    -------
    str
        Du HTML, une ligne par action, dans l'ordre où elles se décident.
    """
    bilan = portefeuille.groupby("action").agg(clients=("client", "size"), valeur=("valeur", "sum"))
    bilan = bilan.reindex([nom for nom in ACTIONS if nom in bilan.index])
    table = bilan.assign(constat=[ACTIONS[nom] for nom in bilan.index]).rename_axis("action").reset_index()
    return ecrire_tableau(
        table,
        {
            "action": ("Action", "texte"),
            "constat": ("Constat, puis ce que l’on fait", "texte"),
            "clients": ("Clients", "entier"),
            "valeur": ("Valeur 2025", "euros"),
        },
        titre="Une action par client : la première de la liste qui le concerne",
    )
