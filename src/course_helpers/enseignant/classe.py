"""Écrire la page de la classe : une grille, ce qu'il faut reprendre, la répartition des notes."""

import html
from datetime import date
from statistics import median

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.enseignant.bilan import AReprendre, Bilan, BilanQuestion, dresser_bilan
from course_helpers.enseignant.copies import Rejet
from course_helpers.enseignant.correction import CONVENTION, Lot, Resultat
from course_helpers.enseignant.notes import arrondir_note
from course_helpers.enseignant.pages import echapper, ecrire_date, ecrire_page
from course_helpers.exercices.correction import preparer_variante
from course_helpers.exercices.question import ETATS
from course_helpers.exercices.textes import en_html

# « À faire » s'adresse à l'étudiant ; pour l'enseignant, c'est fini.
_ETATS = ETATS | {"a_faire": ("●", "sans réponse")}
_STYLE = """
.entete p { margin: 0 0 .3em; }
.rejets { margin: .8em 0 0; padding: .5em .9em; border-left: 4px solid var(--ch-bord);
  background: var(--ch-fond-doux); }
.rejets ul { margin: .2em 0 0; padding-left: 1.1em; max-width: none; }
.reprendre { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .8rem;
  max-width: none; margin: 0; padding: 0; list-style: none; counter-reset: rang; }
.reprendre li { padding: .7em .9em; border: 1px solid var(--ch-trait); border-top: 4px solid var(--ch-orange);
  border-radius: 4px; background: var(--ch-fond-carte); counter-increment: rang; }
.reprendre li::before { content: counter(rang); float: right; color: var(--ch-encre-douce);
  font: 600 1.4rem/1 Georgia, serif; }
.reprendre p { margin: 0 0 .35em; }
.reprendre .constat { font-weight: 700; }
.reprendre .conseil { margin-bottom: 0; }
.legende { display: flex; flex-wrap: wrap; gap: .2em 1.2em; margin: 0 0 .5em; padding: 0; list-style: none; }
.grille { width: 100%; background: var(--ch-fond-carte); }
.grille th, .grille td { padding: .16em .3em; text-align: center; }
.grille th[scope=row] { position: sticky; left: 0; padding-right: .8em; background: var(--ch-fond-carte);
  font-weight: 500; text-align: left; white-space: nowrap; }
.grille thead th { vertical-align: bottom; border-bottom: 2px solid var(--ch-bord); }
.grille thead a { display: block; padding: .15em .45em; color: var(--ch-bleu); }
.grille tfoot th, .grille tfoot td { border-top: 2px solid var(--ch-bord); border-bottom: 0; }
.grille .note { padding-right: .8em; font-weight: 700; text-align: right; }
.etat { border-left: 1px solid var(--ch-fond-carte); min-width: 2.3em; }
.etat, .puce { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.puce { display: inline-block; width: 1.7em; margin-right: .4em; text-align: center; }
.reussi { background: rgba(0, 158, 115, .16); color: var(--ch-vert-texte); }
.a_revoir { background: rgba(213, 94, 0, .24); color: var(--ch-vermillon-texte); }
.renonce { background: rgba(230, 159, 0, .24); color: var(--ch-orange-texte); }
.illisible { background: rgba(86, 180, 233, .22); color: var(--ch-bleu); }
.a_faire { color: var(--ch-bord); }
.bilan { width: 100%; }
.bilan thead th { border-bottom: 2px solid var(--ch-bord); }
.bilan th[scope=row] { width: 34%; font-weight: 600; }
.bilan .reussites { white-space: nowrap; }
.jauge { display: inline-block; width: 5.5rem; height: .7em; margin-right: .5em;
  border: 1px solid var(--ch-bord);
  border-radius: 2px; background: var(--ch-fond-carte); vertical-align: -.05em; }
.jauge i { display: block; height: 100%; background: var(--ch-bleu); print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.aussi { color: var(--ch-encre-douce); }
.notes { max-width: 40rem; margin: 0; }
.notes svg { width: 100%; height: auto; }
.notes text { fill: var(--ch-encre); font-size: 13px; text-anchor: middle; }
.notes rect { fill: var(--ch-bleu); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.convention { margin-top: 1.2em; font-size: .9em; }
@media (max-width: 46rem) {
  .bilan thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .bilan, .bilan tbody, .bilan tr, .bilan th, .bilan td { display: block; }
  .bilan tr { padding: .5em 0; border-bottom: 1px solid var(--ch-trait); }
  .bilan th, .bilan td { padding: .1em 0; border: 0; }
}
@media print {
  .reprendre { grid-template-columns: repeat(3, 1fr); gap: 3mm; }
  .reprendre li { padding: 1mm 2mm; }
  .entete p { margin: 0; }
  .rejets { margin: .3em 0 0; padding: .2em .6em; font-size: 8pt; line-height: 1.25; }
  .reprendre, .legende { font-size: 8.5pt; line-height: 1.25; }
  .reprendre li::before { font-size: 13pt; }
  .legende, .legende + p { margin: 0; }
  .grille { font-size: 8pt; line-height: 1.1; }
  .grille th, .grille td { padding: .22em .2em; }
  .grille thead a { padding: 0; }
  .grille a, .bilan a { color: inherit; text-decoration: none; }
  .page2 { break-before: page; }
  .serie + .serie { break-before: page; }
  .bilan { font-size: 8.5pt; line-height: 1.25; }
  .bilan th, .bilan td { padding: .18em .4em; }
  .bilan .jauge { width: 3.5rem; }
  .bilan th[scope=row] { width: 36%; }
  .pied { display: flex; gap: 8mm; align-items: flex-end; break-inside: avoid; }
  .pied .bloc { flex: 0 0 105mm; }
  .convention { margin: 0; font-size: 8pt; }
}
"""


def ecrire_classe(lot: Lot, jour: date) -> str:
    """Écrire la page de la classe, une partie par série.

    Parameters
    ----------
    lot : Lot
    jour : date
        La date de la correction.

    Returns
    -------
    str
        Une page sans script ni ressource extérieure ; trente copies tiennent sur deux pages imprimées.
    """
    parties = []
    rejets = list(lot.rejets)
    for serie, resultats in lot.resultats.items():
        parties.append(_ecrire_serie(serie, resultats, rejets, jour))
        rejets = []
    if not parties:
        parties.append(
            f'<main class="serie"><h1>Aucune copie corrigée</h1><div class="entete">'
            f"<p>Correction du {ecrire_date(jour)}</p>{_ecrire_rejets(rejets)}</div></main>"
        )
    titre = "Classe · " + ", ".join(preparer_variante(serie, 0)[0].titre for serie in lot.resultats)
    return ecrire_page(titre, "\n".join(parties), style=_STYLE)


def _ecrire_serie(serie: str, resultats: list[Resultat], rejets: list[Rejet], jour: date) -> str:
    sujet, _ = preparer_variante(serie, 0)
    bilan = dresser_bilan(serie, resultats)
    non_corrigees = f" · {compter(len(rejets), 'copie')} non corrigée{'s' * (len(rejets) > 1)}"
    return f"""<main class="serie">
<div class="entete"><h1>{echapper(sujet.titre)}</h1>
<p>Correction du {ecrire_date(jour)} · <strong>{_accorder(len(resultats), "copie corrigée")}</strong>{
        non_corrigees if rejets else ""
    }</p>
{_ecrire_rejets(rejets)}</div>
{_ecrire_reprendre(bilan.a_reprendre, len(resultats))}
<h2>La classe, question par question</h2>
{_ecrire_legende(bilan)}
{_ecrire_grille(serie, bilan, resultats)}
<div class="page2"><h2>L’erreur la plus fréquente de chaque question</h2>
{_ecrire_bilan(serie, bilan)}</div>
<div class="pied">{_ecrire_notes(resultats)}
<p class="convention douce">{echapper(CONVENTION)} Les erreurs se comptent une fois par copie, même
corrigées ensuite\u202f; leurs exemples chiffrés sont ceux du code CLASSE.</p></div>
</main>"""


def _accorder(effectif: int, nom: str) -> str:
    pluriel = " ".join(mot + "s" for mot in nom.split()) if effectif >= 2 else nom
    return f"{ecrire_nombre(effectif)}\u202f{pluriel}"


def _ecrire_rejets(rejets: list[Rejet]) -> str:
    if not rejets:
        return ""
    lignes = "".join(
        f"<li><strong>{html.escape(rejet.code or rejet.fichier)}</strong> ({rejet.etat})\u202f: "
        f"{html.escape(rejet.motif)}</li>"
        for rejet in rejets
    )
    return f'<div class="rejets"><strong>Copies non corrigées</strong><ul>{lignes}</ul></div>'


def _ecrire_reprendre(erreurs: list[AReprendre], copies: int) -> str:
    if not erreurs:
        return "<h2>À reprendre en classe</h2><p>Aucune erreur reconnue dans ces copies.</p>"
    cartes = "".join(
        '<li class="bloc">'
        f'<p class="constat">{en_html(erreur.constat)}</p>'
        f"<p>{_accorder(erreur.copies, 'copie')} sur {copies}"
        f"{_dire_corrigees(erreur)}.<br>{_citer_questions(erreur)}</p>"
        f'<p class="conseil">À demander\u202f: «\u202f{en_html(erreur.conseil)}\u202f»</p></li>'
        for erreur in erreurs
    )
    return f'<h2>À reprendre en classe</h2><ol class="reprendre">{cartes}</ol>'


def _dire_corrigees(erreur: AReprendre) -> str:
    if not erreur.corrigees:
        return ", sans qu’aucune se corrige"
    if erreur.corrigees == erreur.copies:
        return ", toutes corrigées ensuite" if erreur.copies > 1 else ", corrigée ensuite"
    return f", dont {ecrire_nombre(erreur.corrigees)} corrigée{'s' * (erreur.corrigees > 1)} ensuite"


def _citer_questions(erreur: AReprendre) -> str:
    nombres = [html.escape(numero.removeprefix("q")) for numero in erreur.numeros]
    surtout = f"«\u202f{echapper(erreur.surtout.titre)}\u202f»"
    if len(nombres) == 1:
        return f"Question {nombres[0]}, {surtout}"
    return f"Questions {', '.join(nombres[:-1])} et {nombres[-1]}, surtout {surtout}"


def _ecrire_legende(bilan: Bilan) -> str:
    presents = {etat for question in bilan.questions for etat in question.etats}
    puces = "".join(
        f'<li><span class="puce {etat}" aria-hidden="true">{icone}</span>{mots}</li>'
        for etat, (icone, mots) in _ETATS.items()
        if etat in presents
    )
    return f'<ul class="legende">{puces}</ul>'


def _ecrire_grille(serie: str, bilan: Bilan, resultats: list[Resultat]) -> str:
    rangs = {q.identifiant: rang for rang, q in enumerate(preparer_variante(serie, 0)[0].questions)}
    colonnes = [bilan_question.question.identifiant for bilan_question in bilan.questions]
    entetes = "".join(
        f'<th scope="col"><a href="#{serie}-{b.question.identifiant}" '
        f'aria-label="Question {_numeroter(b)}\u202f: {echapper(b.question.titre)}">{_numeroter(b)}</a></th>'
        for b in bilan.questions
    )
    lignes = "".join(
        f'<tr><th scope="row">{html.escape(resultat.code)}</th>'
        f'<td class="note">{ecrire_nombre(arrondir_note(resultat), 1)}</td>'
        + "".join(_ecrire_cellule(resultat.rendus[rangs[numero]].etat) for numero in colonnes)
        + "</tr>"
        for resultat in resultats
    )
    pied = "".join(f"<td>{b.reussies}</td>" for b in bilan.questions)
    return (
        "<p>Une ligne par copie\u202f; les questions vont de la moins réussie à la plus réussie.</p>"
        '<div class="defile" tabindex="0" role="region" aria-label="Grille des réponses">'
        '<table class="grille"><caption class="masque">Réponses de chaque copie à chaque question</caption>'
        f'<thead><tr><th scope="col">Identifiant</th><th scope="col">Note</th>{entetes}</tr></thead>'
        f'<tbody>{lignes}</tbody><tfoot><tr><th scope="row" colspan="2">Réussites sur {len(resultats)}</th>'
        f"{pied}</tr></tfoot></table></div>"
    )


def _numeroter(bilan: BilanQuestion) -> str:
    return html.escape(bilan.question.identifiant.removeprefix("q"))


def _ecrire_cellule(etat: str) -> str:
    icone, mots = _ETATS[etat]
    return (
        f'<td class="etat {etat}"><span aria-hidden="true">{icone}</span>'
        f'<span class="masque">{mots}</span></td>'
    )


def _ecrire_bilan(serie: str, bilan: Bilan) -> str:
    lignes = "".join(
        f'<tr id="{serie}-{b.question.identifiant}">'
        f'<th scope="row">{_numeroter(b)} · {echapper(b.question.titre)}</th>'
        '<td class="reussites"><span class="jauge" aria-hidden="true">'
        f'<i style="width:{100 * b.reussies / b.copies:.0f}%"></i></span>'
        f"{b.reussies} sur {b.copies}</td><td>{_dire_erreurs(b)}</td></tr>"
        for b in bilan.questions
    )
    return (
        '<table class="bilan"><caption class="masque">Réussites et erreurs par question</caption>'
        '<thead><tr><th scope="col">Question</th><th scope="col">Réussites</th>'
        f'<th scope="col">Erreur la plus fréquente</th></tr></thead><tbody>{lignes}</tbody></table>'
    )


def _dire_erreurs(bilan: BilanQuestion) -> str:
    autres = []
    if bilan.erreurs:
        constat, effectif = bilan.erreurs[0]
        premiere = f"{en_html(constat)}\u202f: <strong>{_accorder(effectif, 'copie')}</strong>"
        if len(bilan.erreurs) > 1:
            suite = sum(n for _, n in bilan.erreurs[1:])
            autres.append(f"autres reconnues\u202f: {suite}")
    else:
        premiere = "Aucune erreur reconnue"
    if bilan.non_reconnues:
        autres.append(f"non reconnues\u202f: {bilan.non_reconnues}")
    sans = bilan.etats["a_faire"] + bilan.etats["illisible"]
    if sans:
        autres.append(f"sans réponse\u202f: {sans}")
    return premiere + (f' <span class="aussi">({" ; ".join(autres)})</span>' if autres else "").replace(
        " ;", "\u202f;"
    )


_LARGEUR, _HAUTEUR, _PAS = 400, 110, 40


def _ecrire_notes(resultats: list[Resultat]) -> str:
    """Écrire l'histogramme des notes, de deux en deux points, et la phrase qui le lit."""
    notes = [arrondir_note(resultat) for resultat in resultats]
    tranches = [0] * 10
    for note in notes:
        tranches[min(9, int(note // 2))] += 1
    maximum = max(tranches)
    barres = "".join(
        f'<rect x="{_PAS * rang + 3}" y="{_HAUTEUR - _HAUTEUR * n / maximum + 18:.1f}" width="{_PAS - 6}" '
        f'height="{_HAUTEUR * n / maximum:.1f}"/>'
        f'<text x="{_PAS * rang + _PAS // 2}" y="{_HAUTEUR - _HAUTEUR * n / maximum + 13:.1f}">{n}</text>'
        for rang, n in enumerate(tranches)
        if n
    )
    graduations = "".join(
        f'<text x="{_PAS * rang + 8 * (rang == 0) - 8 * (rang == 10)}" y="{_HAUTEUR + 34}">{2 * rang}</text>'
        for rang in range(11)
    )
    sous, haut = sum(note < 10 for note in notes), sum(note >= 16 for note in notes)
    phrase = (
        f"Note médiane\u202f: {ecrire_nombre(median(notes), 1)} sur 20. Sous 10\u202f: "
        f"{_accorder(sous, 'copie')}. À 16 ou plus\u202f: {_accorder(haut, 'copie')}."
    )
    tranches_dites = ", ".join(
        f"de {2 * rang} à {2 * rang + 2}\u202f: {n}" for rang, n in enumerate(tranches) if n
    )
    return (
        f'<div class="bloc"><h2>La répartition des notes</h2><p>{phrase}</p><figure class="notes">'
        f'<svg viewBox="0 0 {_LARGEUR} {_HAUTEUR + 40}" role="img" aria-label="Nombre de copies par tranche '
        f'de deux points, {tranches_dites}">{barres}'
        f'<path d="M0 {_HAUTEUR + 18.5}H{_LARGEUR}" stroke="currentColor"/>{graduations}</svg></figure></div>'
    )
