"""Afficher une série : une carte par question, vivante dans un cahier, lisible partout ailleurs.

Chaque affichage porte trois formes : les widgets, un jumeau HTML qui se lit sans programme (énoncés,
indices et solutions repliés), et du texte. Ce module ne corrige rien : il appelle
:class:`course_helpers.exercices.serie.QuestionPosee`.
"""

import base64
import html
from collections.abc import Callable

import ipywidgets as widgets
import pandas as pd

from course_helpers.affichage import STYLE, ecrire_repli, ecrire_tableau
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.lecture import donner_exemple
from course_helpers.exercices.question import (
    ETATS,
    Verdict,
    enoncer,
    expliquer,
    lister_elements,
    ordonner_options,
    rediger_indices,
)
from course_helpers.exercices.textes import composer, en_html, typographier

_LIGNES_VISIBLES = 6
_COLONNES = {"client": ("Client", "texte"), "ca": ("CA HT (€)", "entier"), "marge": ("Marge (€)", "entier")}
_NOMS_DES_TABLES = {"clients": "Vos clients", "tournee": "La tournée"}

# Les couleurs sont celles du livre quand il les définit, sinon celles du cahier (thème clair ou sombre).
_STYLE = """<style>
.ch-serie, .ch-carte {
  --encre: var(--ch-encre, var(--jp-content-font-color1, #1f2a30));
  --fond: var(--ch-fond, var(--jp-layout-color0, #fff));
  --doux: var(--ch-fond-doux, var(--jp-layout-color1, #f4f6f7));
  --lien: var(--ch-bleu, var(--jp-content-link-color, #0b4f6c));
  --trait: var(--ch-trait, var(--jp-border-color1, #c9d1d6));
  color: var(--encre); line-height: 1.5; }
.ch-carte { background: var(--fond); border: 1px solid var(--trait); border-radius: 6px;
  padding: .8em 1em; margin: 0 0 1.2em; overflow: visible; }
.ch-carte p { margin: .4em 0; max-width: 70ch; }
.ch-entete { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2em 1em; }
.ch-serie .ch-intitule { font-weight: 700; margin: .1em 0 .4em; font-size: 1.05em; }
.ch-serie .ch-table { font-size: .95em; color: inherit; }
.ch-serie .ch-table th:not(.ch-nombre) { text-align: left; }
.ch-serie a { color: var(--lien); text-decoration: underline; }
.ch-etat, .ch-retour { --teinte: var(--ch-gris, #8fa3ad); }
.ch-illisible { --teinte: var(--lien); }
.ch-a_revoir { --teinte: var(--ch-vermillon, #d55e00); }
.ch-reussi { --teinte: var(--ch-vert, #009e73); }
.ch-renonce { --teinte: var(--ch-orange, #e69f00); }
.ch-icone { color: var(--teinte); margin-right: .3em; }
.ch-retour { border-left: 4px solid var(--teinte); background: var(--doux); padding: .4em .8em;
  margin: .4em 0; max-width: 72ch; }
.ch-indices li { margin: .2em 0; }
.ch-solution { border-left: 4px solid var(--ch-ciel, #56b4e9); padding: .2em .8em; margin: .5em 0; }
.ch-carte details, .ch-serie details { margin: .4em 0; }
.ch-carte summary, .ch-serie summary { cursor: pointer; font-weight: 600; }
.ch-carte .widget-label, .ch-carte .jupyter-widget-label, .ch-carte .widget-html-content,
.ch-serie > .widget-html .widget-html-content, .ch-carte label { color: var(--encre); }
.ch-carte .widget-html-content, .ch-serie .widget-html-content { line-height: 1.5; white-space: normal; }
.ch-carte .widget-radio-box label { height: auto; line-height: 1.4; white-space: normal; margin: .3em 0;
  max-width: 70ch; }
.ch-carte .widget-radio-box { width: auto; max-width: none; }
.ch-carte .widget-radio { height: auto; flex-wrap: wrap; width: auto; }
.ch-classement .widget-dropdown { flex-wrap: wrap; height: auto; width: auto; }
.ch-classement .widget-dropdown > .widget-label { text-align: left; max-width: 100%; height: auto;
  white-space: normal; line-height: 1.4; }
.ch-classement .widget-dropdown > select { flex: 0 1 14em; height: 28px; }
.ch-carte .ch-principal { background: var(--ch-bleu, #0b4f6c); color: var(--ch-sur-bleu, #fff); }
.ch-carte button:focus-visible, .ch-serie summary:focus-visible {
  outline: 3px solid var(--ch-orange, #e69f00); outline-offset: 2px; }
</style>"""
_STYLES = STYLE + _STYLE


# --- Les formes d'affichage --------------------------------------------------------------------------------


def afficher_serie(serie) -> dict:
    """Préparer l'affichage d'une série : widgets, jumeau HTML, texte."""
    return _assembler(serie.carte.racine, ecrire_jumeau_serie(serie), repr(serie))


def afficher_question(posee) -> dict:
    """Préparer l'affichage d'une question seule, avec son tableau."""
    racine = widgets.VBox([widgets.HTML(_STYLES + _ecrire_donnees(posee)), posee.carte.racine])
    racine.add_class("ch-serie")
    jumeau = f'<div class="ch-serie">{_STYLES}{_ecrire_donnees(posee)}{ecrire_jumeau(posee)}</div>'
    return _assembler(racine, jumeau, repr(posee))


def _assembler(racine: widgets.Widget, jumeau: str, texte: str) -> dict:
    return {**racine._repr_mimebundle_(), "text/html": jumeau, "text/plain": texte}


# --- Le jumeau : tout se lit sans programme ----------------------------------------------------------------


def ecrire_jumeau_serie(serie, *, solutions: bool = True) -> str:
    """Écrire la série en HTML seul.

    Parameters
    ----------
    serie : Serie
    solutions : bool
        Joindre les solutions, repliées.

    Returns
    -------
    str
    """
    essentielles = [posee for posee in serie.q.values() if posee.question.essentiel]
    entrainement = [posee for posee in serie.q.values() if not posee.question.essentiel]
    return "".join(
        [
            f'<div class="ch-serie">{_STYLES}{_ecrire_tete(serie)}',
            _ecrire_intertitre("Parcours essentiel"),
            *(ecrire_jumeau(posee, solutions=solutions) for posee in essentielles),
            _ecrire_intertitre("Entraînement"),
            *(ecrire_jumeau(posee, solutions=solutions) for posee in entrainement),
            "</div>",
        ]
    )


def ecrire_jumeau(posee, *, solutions: bool = True) -> str:
    """Écrire une question en HTML seul : énoncé, indices repliés, solution repliée."""
    question, valeurs = posee.question, posee.valeurs
    corps = [_ecrire_entete(posee), _ecrire_enonce(posee)]
    if question.genre == "choix":
        options = "".join(
            f"<li>{en_html(option.texte)}</li>" for option in ordonner_options(question, valeurs)
        )
        corps.append(f'<ol type="a">{options}</ol>')
    elif question.genre == "classement" and not question.table:
        elements = "".join(f"<li>{en_html(e.texte)}</li>" for e in lister_elements(question, valeurs))
        corps.append(f"<ul>{elements}</ul>")
    corps.append(f"<p><em>{en_html(_donner_consigne(question))}</em></p>")
    indices = rediger_indices(question, valeurs)
    for rang, indice in enumerate(indices, start=1):
        corps.append(ecrire_repli(f"Indice {rang}/{len(indices)}", f"<p>{en_html(indice)}</p>"))
    if solutions:
        corps.append(ecrire_repli("Solution", f"<p>{en_html(expliquer(question, valeurs))}</p>"))
    return f'<section class="ch-carte">{"".join(corps)}</section>'


def _ecrire_intertitre(texte: str) -> str:
    return f'<p class="ch-intitule" role="heading" aria-level="3">{texte}</p>'


def _ecrire_tete(serie) -> str:
    presentation = en_html(serie.presentation)
    code = html.escape(serie.portefeuille.code)
    return (
        f'<p class="ch-intitule" role="heading" aria-level="3">{en_html(typographier(serie.sujet.titre))}</p>'
        f"<p>{typographier('Données :')} <strong>{code}</strong>. {presentation}</p>"
        + _ecrire_table(serie.portefeuille.clients, "Vos clients", f"clients-{code}.csv")
    )


def _ecrire_donnees(posee) -> str:
    """Écrire le tableau du portefeuille, pour une question montrée seule."""
    if posee.question.table != "clients":
        return ""
    return _ecrire_table(
        posee.portefeuille.clients, "Vos clients", f"clients-{html.escape(posee.portefeuille.code)}.csv"
    )


def _ecrire_entete(posee) -> str:
    question = posee.question
    icone, mots = ETATS[posee.etat]
    points = f"{question.points} point{'s' * (question.points > 1)}"
    return (
        f'<div class="ch-entete"><span>Question {question.identifiant.removeprefix("q")} · '
        f"{question.niveau} · {points}</span>"
        f'<span class="ch-etat ch-{posee.etat}">'
        f'<span class="ch-icone" aria-hidden="true">{icone}</span>{mots}</span></div>'
        f'<p class="ch-intitule" role="heading" aria-level="4">{en_html(typographier(question.titre))}</p>'
    )


def _ecrire_enonce(posee) -> str:
    question = posee.question
    texte = f"<p>{en_html(enoncer(question, posee.valeurs))}</p>"
    if question.table in ("", "clients"):
        return texte
    nom = f"{question.table}-{html.escape(posee.portefeuille.code)}.csv"
    return texte + _ecrire_table(
        posee.portefeuille.tables[question.table], _NOMS_DES_TABLES.get(question.table, question.table), nom
    )


def _donner_consigne(question) -> str:
    if question.genre == "choix":
        return "Une seule réponse."
    if question.genre == "classement":
        return typographier("Une classe par ligne : " + ", ".join(c.texte for c in question.categories) + ".")
    precision = {0: "un nombre entier", 1: "arrondie à une décimale"}.get(
        question.decimales, f"arrondie à {question.decimales} décimales"
    )
    if question.unite not in ("%", "€"):
        return f"Réponse : {precision} de {question.unite}.".replace(" :", "\u202f:")
    if not question.decimales:
        precision = "arrondie à l'euro"
    ecart = "" if question.tolerance == "0" else f", à {question.tolerance.replace('.', ',')} près"
    return typographier(f"Réponse en {question.unite}, {precision}{ecart}.")


def _ecrire_table(table: pd.DataFrame, titre: str, fichier: str) -> str:
    """Écrire un tableau : ses six premières lignes, le reste replié, et le fichier à télécharger."""
    formats = {colonne: _COLONNES[colonne] for colonne in table}
    # Ce que lit un Excel français : point-virgule, virgule décimale, marque d'encodage.
    octets = table.to_csv(index=False, sep=";", decimal=",").encode("utf-8-sig")
    lien = (
        f'<p><a download="{fichier}" href="data:text/csv;base64,{base64.b64encode(octets).decode()}">'
        "Télécharger le tableau (CSV, pour le tableur)</a></p>"
    )
    if len(table) <= _LIGNES_VISIBLES + 2:
        return ecrire_tableau(table, formats, titre=titre) + lien
    return (
        ecrire_tableau(table, formats, titre=titre, lignes=_LIGNES_VISIBLES)
        + ecrire_repli(f"Voir les {len(table)} clients", ecrire_tableau(table, formats, titre=titre))
        + lien
    )


# --- Les cartes vivantes -----------------------------------------------------------------------------------


class Carte:
    """La carte d'une question : champ de réponse, boutons, retour lu par les lecteurs d'écran.

    Parameters
    ----------
    posee : QuestionPosee
        La question et ses essais ; la carte n'en est que la vue.

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    """

    def __init__(self, posee) -> None:
        self.posee = posee
        self._confirmer = False
        champ, self._lire = _CHAMPS[posee.question.genre](posee)
        self.champ = champ
        self.entete = widgets.HTML()
        self.verifier = widgets.Button(description="Vérifier", tooltip="Corriger ma réponse")
        self.verifier.add_class("ch-principal")
        self.indice = widgets.Button(tooltip="Montrer l’indice suivant")
        self.solution = widgets.Button(layout=widgets.Layout(width="auto"))
        self.retour = widgets.HTML()
        self.aides = widgets.HTML()
        self.verifier.on_click(self._proteger(self._verifier))
        self.indice.on_click(self._proteger(posee.indice))
        self.solution.on_click(self._proteger(self._demander_solution))
        boutons = widgets.Box(
            [self.verifier, self.indice, self.solution], layout=widgets.Layout(flex_flow="row wrap")
        )
        consigne = widgets.HTML(f"<em>{en_html(_donner_consigne(posee.question))}</em>")
        self.racine = widgets.VBox(
            [
                self.entete,
                widgets.HTML(_ecrire_enonce(posee)),
                champ,
                consigne,
                boutons,
                self.retour,
                self.aides,
            ]
        )
        self.racine.add_class("ch-carte")
        posee.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Remettre la carte en accord avec la question."""
        posee = self.posee
        self._confirmer = False
        self.entete.value = _ecrire_entete(posee)
        self.retour.value = _ecrire_retour(posee.verdict, len(posee.essais))
        indices = rediger_indices(posee.question, posee.valeurs)
        self.indice.description = f"Indice {posee.indices_pris}/{len(indices)}"
        self.indice.disabled = posee.indices_pris == len(indices)
        self.solution.description = "Solution" if posee.solution_ouverte else "Je renonce"
        self.solution.tooltip = "Lire la solution détaillée"
        pris = "".join(f"<li>{en_html(indice)}</li>" for indice in indices[: posee.indices_pris])
        aides = f'<ol class="ch-indices">{pris}</ol>' if pris else ""
        if posee.solution_lue:
            texte = en_html(expliquer(posee.question, posee.valeurs))
            aides += f'<div class="ch-solution"><strong>Solution</strong><br>{texte}</div>'
        self.aides.value = _annoncer(aides)

    def _verifier(self) -> None:
        self.posee.verifier(self._lire())

    def _demander_solution(self) -> None:
        if self.posee.solution_ouverte:
            self.posee.solution()
        elif self._confirmer:
            self.posee.renoncer()
            self.posee.solution()
        else:
            self._confirmer = True
            self.solution.description = "Oui, je renonce"
            self.retour.value = _annoncer(
                "Renoncer ouvre la solution et s’inscrit sur votre copie. Appuyez encore pour confirmer.",
                "renonce",
            )

    def _proteger(self, action: Callable) -> Callable:
        """Dire en français ce qui a échoué : sans cela, un bouton avale son erreur."""

        def repondre(_bouton) -> None:
            try:
                action()
            except ErreurCours as erreur:
                self.retour.value = _annoncer(en_html(str(erreur)), "illisible")
            except Exception as erreur:
                message = composer(
                    "Un imprévu a empêché de répondre ({nom}) : votre réponse n'est pas comptée. "
                    "Relancez la cellule ; si cela revient, montrez ce message à votre enseignant.",
                    {"nom": type(erreur).__name__},
                )
                self.retour.value = _annoncer(en_html(message), "illisible")

        return repondre


class CarteSerie:
    """Toute la série : les données, les cartes, la progression et la copie à télécharger.

    Parameters
    ----------
    serie : Serie

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    """

    def __init__(self, serie) -> None:
        self.serie = serie
        self.progression = widgets.HTML()
        self.copie = widgets.HTML()
        essentielles = [posee for posee in serie.q.values() if posee.question.essentiel]
        entrainement = [posee for posee in serie.q.values() if not posee.question.essentiel]
        self.racine = widgets.VBox(
            [
                widgets.HTML(_STYLES + _ecrire_tete(serie)),
                self.progression,
                widgets.HTML(_ecrire_intertitre("Parcours essentiel")),
                *(posee.carte.racine for posee in essentielles),
                widgets.HTML(_ecrire_intertitre("Entraînement")),
                *(posee.carte.racine for posee in entrainement),
                self.progression,
                self.copie,
            ]
        )
        self.racine.add_class("ch-serie")
        for posee in serie.q.values():
            posee.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Remettre la progression et la copie à jour."""
        self.progression.value = f"<p>Progression : <strong>{self.serie.progression()}</strong></p>".replace(
            " :", "\u202f:"
        )
        octets = base64.b64encode(self.serie.exporter().encode()).decode()
        nom = f"copie-{html.escape(self.serie.portefeuille.code)}.json"
        self.copie.value = (
            f'<a download="{nom}" href="data:application/json;base64,{octets}">Télécharger ma copie</a>'
        )


def _ecrire_retour(verdict: Verdict, essais: int) -> str:
    icone, mots = ETATS[verdict.etat]
    if verdict.etat == "a_faire":
        return _annoncer("")
    essai = f" (essai {essais})" if verdict.etat in ("a_revoir", "reussi") else ""
    return _annoncer(
        f'<span class="ch-icone" aria-hidden="true">{icone}</span><strong>{mots.capitalize()}</strong> · '
        f"{en_html(verdict.message)}{essai}",
        verdict.etat,
    )


def _annoncer(contenu: str, etat: str = "") -> str:
    """Mettre dans une zone que les lecteurs d'écran lisent quand elle change."""
    classes = f' class="ch-retour ch-{etat}"' if etat else ""
    return f'<div role="status" aria-live="polite"{classes}>{contenu}</div>'


# --- Les champs de réponse, un par genre : un widget, et la façon de le lire -------------------------------

_DESCRIPTION = {"description_width": "initial"}


def _saisir_nombre(posee) -> tuple[widgets.Widget, Callable]:
    question = posee.question
    unite = f" (en {question.unite})" if question.unite in ("%", "€") else f" ({question.unite})"
    champ = widgets.Text(
        description=f"Votre réponse{unite}",
        placeholder=donner_exemple(question),
        style=_DESCRIPTION,
        layout=widgets.Layout(width="20em", max_width="100%"),
    )
    return champ, lambda: champ.value


def _saisir_choix(posee) -> tuple[widgets.Widget, Callable]:
    options = ordonner_options(posee.question, posee.valeurs)
    champ = widgets.RadioButtons(
        description="Votre réponse",
        options=[(f"{lettre}) {o.texte}", o.cle) for lettre, o in zip("abcdefgh", options, strict=False)],
        value=None,
        style=_DESCRIPTION,
        layout=widgets.Layout(width="auto"),
    )
    return champ, lambda: champ.value


def _saisir_classement(posee) -> tuple[widgets.Widget, Callable]:
    elements = lister_elements(posee.question, posee.valeurs)
    # Une même largeur d'intitulé aligne les listes.
    largeur = f"{0.55 * max(len(element.texte) for element in elements):.0f}em"
    listes = {
        element.cle: widgets.Dropdown(
            description=element.texte,
            options=[("à choisir", None), *((c.texte, c.cle) for c in posee.question.categories)],
            style={"description_width": largeur},
        )
        for element in elements
    }
    champ = widgets.VBox(list(listes.values()))
    champ.add_class("ch-classement")
    return champ, lambda: {cle: liste.value for cle, liste in listes.items()}


_CHAMPS = {"nombre": _saisir_nombre, "choix": _saisir_choix, "classement": _saisir_classement}
