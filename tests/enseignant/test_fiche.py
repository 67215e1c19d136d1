"""Les fiches : les données de chacun, de quoi répondre à chaque question, et un corrigé à part."""

import re

import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.enseignant.commande import main
from course_helpers.enseignant.fiche import ecrire_fiches, lire_liste
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import lister_series, ouvrir_banque
from course_helpers.exercices.textes import en_html


@pytest.mark.parametrize("nom", [*lister_series(), *lister_series(syntheses=True)])
def test_la_fiche_porte_les_donnees_et_la_variante_de_chacun(nom):
    serie = Serie(nom, code="GPME2-07")
    page = ecrire_fiches(nom, ["GPME2-07"])
    assert "GPME2-07" in page and f"variante {serie.portefeuille.variante} ·" in page
    for cellule in serie.portefeuille.clients.to_numpy().ravel():
        assert (cellule if isinstance(cellule, str) else ecrire_nombre(cellule)) in page
    assert page.count('<section class="question">') == len(serie.q)
    assert page.count('class="case"') + page.count('class="coche') + page.count("a-remplir") > len(serie.q)


@pytest.mark.parametrize("nom", [*lister_series(), *lister_series(syntheses=True)])
def test_la_fiche_ne_donne_aucune_solution(nom):
    serie = Serie(nom, code="GPME2-07")
    page, corrigee = ecrire_fiches(nom, ["GPME2-07"]), ecrire_fiches(nom, ["GPME2-07"], corrige=True)
    for travail in serie.q.values():
        solution = en_html(travail.posee.solution)
        assert solution not in page and solution in corrigee
        if hasattr(travail.question, "unite") and not isinstance(travail.posee.attendu, dict):
            reponse = ecrire_nombre(
                travail.question.arrondir(travail.posee.attendu), travail.question.decimales
            )
            # « 5,0 ans » s'écrit « 5 ans ».
            ecrite = reponse.rstrip("0").rstrip(",") if "," in reponse else reponse
            assert f'<p class="reponse">{ecrite}' in corrigee


def test_une_liste_donne_une_fiche_par_personne_puis_les_corriges(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    liste = tmp_path / "classe.csv"
    liste.write_text("\ufeffidentifiant;nom\nGPME2-01;Adam\n\n# absente\nGPME2-02;Zoé\n", encoding="utf-8")
    assert lire_liste(liste) == ["GPME2-01", "GPME2-02"]
    assert main(["fiche", "4-pareto", "--liste", str(liste), "--corrige", "--essentiel"]) == 0
    page = (tmp_path / "fiche-4-pareto-liste.html").read_text(encoding="utf-8")
    assert re.findall(r'<main class="(\w+)">', page) == ["fiche", "fiche", *["corrige"] * 3]
    essentielles = [q.identifiant for q in ouvrir_banque("4-pareto").questions if q.essentiel]
    posees = [Serie("4-pareto", code=code).q for code in ("GPME2-01", "GPME2-02")]
    differentes = [q for q in essentielles if len({serie[q].posee.solution for serie in posees}) == 2]
    communes = len(essentielles) - len(differentes)
    assert communes and differentes
    # Les questions de chaque fiche, puis chaque corrigé : une fois s'il est commun.
    assert page.count('<section class="question">') == 2 * len(essentielles) + communes + 2 * len(differentes)
    assert "Adam" not in page


@pytest.mark.parametrize(
    ("contenu", "erreur"),
    [
        (b"", "aucun identifiant"),
        (b"A1\nA2\nA1\n", "lignes 1 et 3"),
        ("é".encode("latin-1"), "UTF-8"),
        (b"A" * 200_000, "trop longue"),
    ],
)
def test_une_liste_qui_ne_va_pas_le_dit(tmp_path, contenu, erreur):
    (tmp_path / "liste.txt").write_bytes(contenu)
    with pytest.raises(ErreurCours, match=erreur):
        lire_liste(tmp_path / "liste.txt")


def test_une_fiche_n_ecrase_pas_la_precedente(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["fiche", "4-pareto"]) == 0
    assert main(["fiche", "4-pareto"]) == 2
    assert "existe déjà" in capsys.readouterr().err
    assert main(["fiche", "4-pareto", "--remplacer"]) == 0
    assert "toute la classe" in (tmp_path / "fiche-4-pareto-CLASSE.html").read_text(encoding="utf-8")


def test_la_fiche_s_imprime_sur_peu_de_pages(tmp_path, dans_chromium):
    fichier = tmp_path / "fiche.html"
    # Le second a l'un des plus longs fichiers de la réserve : quarante-six clients.
    fichier.write_text(ecrire_fiches("4-pareto", ["GPME2-07", "GPME2-02"], essentiel=True), encoding="utf-8")

    def imprimer(chromium):
        vue = chromium.new_page(viewport={"width": 390, "height": 800})
        fautes = []
        vue.on("console", lambda message: fautes.append(message.text))
        vue.goto(fichier.as_uri())
        debord = vue.evaluate("document.documentElement.scrollWidth - innerWidth")
        pages = len(re.findall(rb"/Type\s*/Page\b", vue.pdf(prefer_css_page_size=True)))
        vue.close()
        return fautes, debord, pages

    assert dans_chromium(imprimer) == ([], 0, 4)
