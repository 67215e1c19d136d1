"""Le bureau de l'enseignant : ce qui se lit après un dépôt, et ce que l'on en emporte."""

import asyncio
import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import ipywidgets as widgets
import openpyxl
import pytest
from attaques import (
    FORMULES,
    IDENTIFIANTS_PIEGES,
    OCTETS_HOSTILES,
    PIEGE,
    TYPES_INATTENDUS,
    mettre_en_cahier,
)
from lecture import lire, lister_champs

from course_helpers import bureaux
from course_helpers.bureaux.bureau import Bureau
from course_helpers.enseignant.correspondance import ecrire_correspondance, former_classe
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.statique import ecrire_copie_texte


def faire_copie(code, *reponses, serie="4-pareto"):
    """Une copie où les premières questions reçoivent ces réponses."""
    travail = Serie(serie, code=code, magasin=None)
    for numero, reponse in zip(travail.q, reponses, strict=False):
        travail.q[numero].verifier(reponse)
    return travail


def exporter(code, *reponses, serie="4-pareto"):
    return faire_copie(code, *reponses, serie=serie).exporter().encode()


def lire_lien(emport, intitule):
    """Les octets que le bouton d'un fichier donne à télécharger."""
    emport.boutons[intitule].click()
    assert "est prêt" in emport.annonce.texte, emport.annonce.texte
    return emport._fichiers[intitule].octets


def emporter_notes(corriger):
    return lire_lien(corriger.emport, "Les notes (CSV, pour un tableur)").decode("utf-8-sig")


def lire_copie(corriger):
    """Tout le HTML de la copie ouverte."""

    def parcourir(widget):
        yield getattr(widget, "value", "") if isinstance(widget, widgets.HTML) else ""
        for enfant in getattr(widget, "children", ()):
            yield from parcourir(enfant)

    return "".join(parcourir(corriger.copie.racine))


@pytest.fixture
def bureau():
    return Bureau()


@pytest.fixture
def corriger(bureau):
    return bureau.corriger


def test_au_depart_une_seule_etape_est_ouverte(corriger):
    assert corriger.deposer.ouverte
    assert not any(etape.ouverte for etape in (corriger.lire, corriger.voir, corriger.emporter))
    assert corriger.lire.note == "Déposez d’abord des copies."


def test_des_copies_deposees_se_lisent_dans_la_grille(corriger):
    double = exporter("BTS1-02")
    corriger.recevoir(
        (
            ("a.json", exporter("BTS1-01")),
            ("b.json", double),
            ("b bis.json", double),
            ("abîmée.json", b'{"format'),
            ("devoir.docx", b"PK"),
        )
    )
    assert lire(corriger.annonce.texte).startswith("2 copies corrigées. 3 fichiers écartés.")
    assert "5 fichiers déposés : 2 lus, 3 écartés" in lire(corriger.bilan.value)
    assert corriger.grille.value.count('<th scope="row">') == 2 and "BTS1-02" in corriger.grille.value
    ecartes = lire(corriger.ecartes.value)
    assert "abîmée.json</strong> (illisible) : Le JSON est abîmé ou tronqué" in ecartes
    assert "(en double) : 2 copies identiques" in ecartes and "Rien n’est à faire" in ecartes
    assert "devoir.docx" in ecartes and "demandez la copie téléchargée" in ecartes
    assert all(etape.ouverte for etape in (corriger.lire, corriger.voir, corriger.emporter))


def test_une_copie_s_ouvre_a_cote_de_ses_reponses_attendues(corriger):
    fausse = faire_copie("BTS1-01")
    fausse.q["q2"].verifier("80")
    fausse.q["q3"].noter_brouillon("80,6")
    corriger.recevoir((("a.json", fausse.exporter().encode()), ("b.json", exporter("BTS1-02"))))
    assert lire_copie(corriger) == "" and corriger.choix.value is None
    corriger.choix.index = 1
    copie = lire(lire_copie(corriger))
    attendu = fausse.q["q2"].posee
    assert 'class="ch-reponse">80</p>' in copie and fausse.q["q2"].essais
    assert lire(attendu.ecrire(attendu.question.arrondir(attendu.attendu))) in copie
    assert 'Tapée, non vérifiée : <span class="ch-reponse">80,6</span>' in copie
    assert "✎</span> non vérifiée" in copie and "Remarque : 1 réponse tapée, non vérifiée." in copie
    assert copie.count("Sans réponse.") == len(fausse.q) - 3 and "Reprenez votre calcul" not in copie
    assert "✎" in corriger.grille.value, "la grille distingue une réponse tapée d'une réponse qui manque"
    assert copie.count("Réponse attendue") + copie.count("Modèle de réponse") == len(fausse.q)
    corriger.choix.index = 2
    assert "<h4>BTS1-02</h4>" in lire_copie(corriger) and "Sans réponse." in lire_copie(corriger)


# --- Noter les rédactions, changer une note ---------------------------------------------------------------


def noter_redaction(corriger, *niveaux):
    for (_, rang), menu in corriger.copie.menus.items():
        menu.value = niveaux[rang]


def lire_csv(corriger):
    texte = emporter_notes(corriger)
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


@pytest.fixture
def rediges(corriger):
    """Deux copies déposées, la première ouverte ; elle porte une rédaction."""
    travail = faire_copie("BTS1-01")
    travail.q["q18"].verifier(f"Trois clients font tout. {PIEGE}")
    corriger.recevoir((("a.json", travail.exporter().encode()), ("b.json", exporter("BTS1-02"))))
    corriger.choix.index = 1
    return corriger


def test_une_redaction_se_note_sur_ses_criteres(rediges):
    assert "1 rédaction à noter" in lire(rediges.grille.value), "l'autre copie n'a rien rédigé"
    assert "Trois clients font tout. &lt;script&gt;" in lire_copie(rediges)
    assert [len(menu.options) for menu in rediges.copie.menus.values()] == [5] * 4
    assert all(menu.value is None for menu in rediges.copie.menus.values())
    noter_redaction(rediges, 3, 2, 1, None)
    assert "1 critère à noter" in lire(lire_copie(rediges)) and "0 sur 1" in lire(rediges.grille.value)
    assert [ligne["note_sur_20"] for ligne in lire_csv(rediges)] == ["0,0", "0,0"]
    noter_redaction(rediges, 3, 2, 1, 3)
    # 9 niveaux sur 12, soit 3 points sur 4 ; la série a 20 points corrigés : 3 sur 24, ramené à 20.
    assert "3,00 sur 4 points" in lire(lire_copie(rediges))
    assert "aucune rédaction à noter" in lire(rediges.grille.value)
    assert [ligne["note_sur_20"] for ligne in lire_csv(rediges)] == ["2,5", "0,0"]
    assert ">\n2,5\n0,0</textarea>" in rediges.colonne.value
    menu = rediges.copie.menus["q18", 0]
    menu.value = None
    assert rediges.copie.menus["q18", 0] is menu, "le menu garde le focus"
    assert ">\n0,0\n0,0</textarea>" in rediges.colonne.value


def test_une_reponse_non_redigee_vaut_0_sans_menu_et_se_note_quand_meme(rediges):
    points = [ligne["note_sur_20"] for ligne in lire_csv(rediges)]
    assert points == ["0,0", "0,0"] and "0 sur 4 points" not in lire(lire_copie(rediges))
    noter_redaction(rediges, 3, 3, 3, 3)
    archive = zipfile.ZipFile(io.BytesIO(lire_lien(rediges.emport, "Le retour de chaque personne (archive)")))
    assert "Réponse non rédigée : 0 sur 4 points" in lire(archive.read("BTS1-02.html").decode())
    retour = lire(archive.read("BTS1-01.html").decode())
    assert "notée : 4,00 sur 4</span>" in retour and "enregistrée" not in retour
    assert "est gardé" not in retour and "Relisez" not in retour and ". :" not in retour
    assert [retour.count(f"<li>{rang}") for rang in ("Un risque est nommé", "Une action est")] == [1, 1]
    rediges.choix.index = 2
    ouverte = lire(lire_copie(rediges))
    assert "Réponse non rédigée : 0 sur 4 points" in ouverte and "critères à noter" not in ouverte
    assert "Question 2 · 20/80 : la part réelle · 1 point " in ouverte, "chaque question dit ses points"
    menu = rediges.copie.menus["q18", 0]
    assert menu not in lister_champs(rediges.copie.racine, type(menu)), "aucun menu ne se montre"
    noter_redaction(rediges, 3, 0, 0, 0)
    assert "1,00 sur 4 points" in lire(lire_copie(rediges)) and "<td>1 sur 1</td>" in rediges.grille.value
    assert [ligne["note_sur_20"] for ligne in lire_csv(rediges)] == ["3,3", "0,8"]


def test_une_redaction_se_note_en_points_et_ils_l_emportent_sur_ses_criteres(rediges):
    """Un barème en quarts de point : la note les compte, les fichiers les disent, la séance les garde."""
    copie, champ = rediges.copie, rediges.copie.points["q18"]
    noter_redaction(rediges, 3, 3, 3, 3)
    champ.value = "4,25"
    refus = copie.annonces["q18"]
    assert "Question 18" in refus.texte and "de 0 à 4" in lire(refus.texte)
    assert champ.value == "4,25", "ce qui est tapé reste, pour être corrigé"
    assert "4,00 sur 4 points" in lire(lire_copie(rediges)), "un refus ne change rien"
    champ.value = "2,25"
    assert copie.points["q18"] is champ, "le champ garde le focus"
    assert refus.texte == "" and copie.annonces["q18"] is refus
    assert "2,25 sur 4 points</strong>, que vous avez tapés" in lire(lire_copie(rediges))
    # 2,25 points sur les 24 de la série, ramenés à 20.
    assert [ligne["note_sur_20"] for ligne in lire_csv(rediges)] == ["1,9", "0,0"]
    archive = zipfile.ZipFile(io.BytesIO(lire_lien(rediges.emport, "Le retour de chaque personne (archive)")))
    assert "notée : 2,25 sur 4</span>" in lire(archive.read("BTS1-01.html").decode())
    neuf = Bureau()
    reprendre(neuf, enregistrer(rediges))
    neuf.corriger.choix.index = 1
    assert neuf.corriger.copie.points["q18"].value == "2,25"
    assert [ligne["note_sur_20"] for ligne in lire_csv(neuf.corriger)] == ["1,9", "0,0"]
    champ.value = ""
    assert "4,00 sur 4 points" in lire(lire_copie(rediges)), "les critères comptent de nouveau"


def test_des_points_suffisent_a_noter_une_redaction_meme_laissee_vide(rediges):
    for rang, points in ((1, "2,5"), (2, "0,5")):
        rediges.choix.index = rang
        rediges.copie.points["q18"].value = points
    assert "<td>1 sur 1</td>" in rediges.grille.value and "aucune rédaction à noter" in lire(
        rediges.grille.value
    )
    archive = zipfile.ZipFile(io.BytesIO(lire_lien(rediges.emport, "Le retour de chaque personne (archive)")))
    retours = [lire(archive.read(f"BTS1-0{rang}.html").decode()) for rang in (1, 2)]
    assert "notée : 2,50 sur 4</span>" in retours[0] and "notée : 0,50 sur 4</span>" in retours[1]
    assert "non rédigée" not in retours[1] and "Critère par critère" not in retours[0]
    bilan = lire(lire_lien(rediges.emport, "Le bilan de la classe, à imprimer").decode())
    assert "Rédaction : 2 copies notées." in bilan and "Très satisfaisant" not in bilan


def test_le_classeur_recalcule_la_note_retenue(rediges):
    noter_redaction(rediges, 3, 2, 1, 3)
    classeur = lire_lien(rediges.emport, "Les notes, dont le barème se règle (Excel)")
    feuille = openpyxl.load_workbook(io.BytesIO(classeur), data_only=True).worksheets[0]
    assert [feuille.cell(ligne, 2).value for ligne in (8, 9)] == [2.5, 0]
    formules = openpyxl.load_workbook(io.BytesIO(classeur)).worksheets[0]
    assert "SUMIF" in formules.cell(8, 2).value
    redaction = next(c.column for c in formules[7] if c.value == "q18")
    assert [formules.cell(ligne, redaction).value for ligne in (6, 8, 9)] == [4, 0.75, 0]


def test_une_note_se_change_avec_sa_raison_et_s_annule(rediges):
    copie = rediges.copie
    copie.note.value = "14,5"
    copie.changer.click()
    assert "La raison manque" in copie.annonce.texte and "changée" not in rediges.grille.value
    copie.raison.value = f"Oral réussi {PIEGE}"
    copie.changer.click()
    assert "14,5 sur 20" in lire(copie.annonce.texte)
    grille = lire(rediges.grille.value)
    assert "14,5 (changée)" in grille and "note changée, 0,0 → 14,5 : Oral réussi" in grille
    assert "<script" not in rediges.grille.value and "<script" not in lire_copie(rediges)
    assert ">\n14,5\n0,0</textarea>" in rediges.colonne.value
    (ligne, _) = lire_csv(rediges)
    assert ligne["note_sur_20"] == "14,5" and "Oral réussi" in ligne["motif"]
    classeur = lire_lien(rediges.emport, "Les notes, dont le barème se règle (Excel)")
    assert openpyxl.load_workbook(io.BytesIO(classeur), data_only=True).worksheets[0]["B8"].value == 14.5
    archive = zipfile.ZipFile(io.BytesIO(lire_lien(rediges.emport, "Le retour de chaque personne (archive)")))
    retour = lire(archive.read("BTS1-01.html").decode())
    assert "14,5 sur 20" in retour and "Oral réussi" not in retour
    # D'autres copies, dont une suite du même travail, n'y changent rien.
    rediges.recevoir((("c.json", exporter("BTS1-03")), ("a.json", exporter("BTS1-01"))))
    assert ">\n14,5\n0,0\n0,0</textarea>" in rediges.colonne.value
    copie.annuler.click()
    assert ">\n0,0\n0,0\n0,0</textarea>" in rediges.colonne.value and copie.note.value == ""


@pytest.mark.parametrize("note", ["", "21", "-1", "abc", "1e1", "nan", "20,01", "²"])
def test_une_note_qui_n_en_est_pas_une_se_refuse(rediges, note):
    rediges.copie.note.value, rediges.copie.raison.value = note, "Oral"
    rediges.copie.changer.click()
    assert "ne convient pas" in rediges.copie.annonce.texte and not rediges.decisions


def test_retirer_des_copies_decidees_demande_un_second_appui(rediges):
    noter_redaction(rediges, 3, 3, 3, 3)
    rediges.retirer.click()
    assert "appuyez de nouveau" in rediges.annonce.texte and rediges.lot is not None
    rediges.retirer.click()
    assert rediges.lot is None and not rediges.decisions


def test_un_second_depot_s_ajoute_et_tout_se_retire(corriger):
    corriger.recevoir((("copie.json", exporter("BTS1-01")),))
    corriger.recevoir((("copie.json", exporter("BTS1-02")),))
    assert [r.fichier for r in corriger.resultats] == ["copie.json", "copie (2).json"]
    corriger.retirer.click()
    assert corriger.lot is None and not corriger.lire.ouverte and "retirées" in corriger.annonce.texte
    corriger.recevoir((("copie.json", exporter("BTS1-03")),))
    assert [r.code for r in corriger.resultats] == ["BTS1-03"]


def test_un_texte_colle_se_corrige(corriger):
    corriger.ajouter.click()
    assert "Le champ est vide" in corriger.annonce.texte
    corriger.texte.value = "> " + ecrire_copie_texte(faire_copie("BTS1-07")).replace("\n", "\n> ")
    corriger.ajouter.click()
    assert [r.code for r in corriger.resultats] == ["BTS1-07"] and corriger.texte.value == ""
    corriger.texte.value = "Bonjour, voici mon travail."
    corriger.ajouter.click()
    assert "texte collé (2).txt" in corriger.ecartes.value and "1 écarté" in lire(corriger.bilan.value)


def test_rien_de_lisible_laisse_les_etapes_suivantes_fermees(corriger):
    corriger.recevoir((("a.json", b"{"), ("b.pdf", b"%PDF")))
    assert "2 fichiers déposés : 0 lu, 2 écartés" in lire(corriger.bilan.value)
    assert corriger.lire.ouverte and not corriger.voir.ouverte
    assert "l’étape 2 dit pourquoi" in corriger.emporter.note


def test_les_fichiers_a_emporter_sont_ceux_de_la_commande(corriger):
    corriger.recevoir((("a.json", exporter("BTS1-01")), ("b.json", b"{")))
    texte = emporter_notes(corriger)
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert [(ligne["code"], ligne["etat"]) for ligne in lignes] == [
        ("BTS1-01", "corrigée"),
        ("", "illisible"),
    ]
    retours = lire_lien(corriger.emport, "Le retour de chaque personne (archive)")
    with zipfile.ZipFile(io.BytesIO(retours)) as archive:
        assert archive.namelist() == ["BTS1-01.html"]
    assert b"BTS1-01" in lire_lien(corriger.emport, "Le bilan de la classe, à imprimer")
    assert lire_lien(corriger.emport, "Les notes, dont le barème se règle (Excel)").startswith(b"PK")


def test_la_colonne_suit_le_total_et_l_arrondi(corriger):
    corriger.recevoir((("a.json", exporter("BTS1-01")), ("b.json", exporter("BTS1-02"))))
    assert ">\n0,0\n0,0</textarea>" in corriger.colonne.value
    corriger.pas.value = "0.25"
    corriger.total.value = 40
    assert ">\n0,00\n0,00</textarea>" in corriger.colonne.value


def test_deux_series_se_lisent_l_une_apres_l_autre(corriger):
    corriger.recevoir((("a.json", exporter("BTS1-01")), ("b.json", exporter("BTS1-02", serie="5-methode"))))
    assert [serie for _, serie in corriger.serie.options] == ["4-pareto", "5-methode"]
    assert corriger.serie in corriger.lire.racine.children
    corriger.serie.value = "5-methode"
    assert "BTS1-02" in corriger.grille.value and "BTS1-01" not in corriger.grille.value
    corriger.choix.index = 1
    assert "<h4>BTS1-02" in lire_copie(corriger)


def test_une_copie_egaree_ne_cache_pas_la_classe(bureau, classe):
    corriger = bureau.corriger
    tom, lea, zoe = classe.classe.eleves
    corriger.recevoir((("a.json", exporter(tom.identifiant)),))
    autres = [(f"{e.nom}.json", exporter(e.identifiant, serie="5-methode")) for e in (lea, zoe)]
    corriger.recevoir(autres)
    assert corriger.serie.value == "5-methode" and "(2 copies)" in lire(corriger.serie.options[0][0])
    assert lea.nom in corriger.grille.value
    absents = lire(corriger.absents.value)
    assert f"remis une autre série</strong> : {tom.nom} (Série 4" in absents and "sans copie" not in absents
    # Ce que l'on choisit le reste, quoi qu'il arrive ensuite.
    corriger.serie.value = "4-pareto"
    corriger.recevoir((("c.json", exporter("BTS1-03", serie="5-methode")),))
    assert corriger.serie.value == "4-pareto"


def test_une_correction_se_suit_et_s_arrete(corriger, monkeypatch):
    monkeypatch.setattr("course_helpers.bureaux.corriger._TRANCHE", 0)
    dits = []
    monkeypatch.setattr(corriger.depot, "avancer", lambda part, mots: dits.append((part, mots)))

    async def jouer():
        corriger.recevoir((("a.json", exporter("BTS1-01")), ("b.json", exporter("BTS1-02"))))
        await corriger.tache
        assert [mots for _, mots in dits[-2:]] == ["Copie 1 sur 2", "Copie 2 sur 2"] and dits[-1][0] == 1
        corriger.recevoir((("c.json", exporter("BTS1-03")),))
        await asyncio.sleep(0)
        assert corriger.depot.attend
        corriger.depot.bouton_arreter.click()
        await asyncio.wait([corriger.tache])

    asyncio.run(jouer())
    assert "Correction arrêtée" in corriger.annonce.texte and not corriger.depot.attend
    assert [r.code for r in corriger.resultats] == ["BTS1-01", "BTS1-02"]


# Les attaques de la commande, dans la page : tests/attaques.py.


def deposer_attaques(corriger, fichiers):
    """Déposer des attaques avec une copie juste ; rendre ce que la page dit de chaque fichier écarté."""
    corriger.recevoir((("juste.json", exporter("BTS1-01")), *fichiers))
    assert len(corriger.resultats) == 1, "la copie juste est notée"
    assert len(corriger.tri.ecartes) == len(fichiers)
    assert "<script" not in corriger.ecartes.value and "<img" not in corriger.ecartes.value
    return {rejet.fichier: lire(rejet.motif) for rejet in corriger.tri.ecartes}


def test_aucun_fichier_hostile_n_arrete_les_autres(corriger):
    hostiles = [
        *((f"{PIEGE}-{rang}.json", octets) for rang, (octets, _) in enumerate(OCTETS_HOSTILES)),
        ("lourd.json", b"x" * 2_000_000),
        ("archive.json", b"PK\x03\x04" + b"\x00" * 100),
        ("secret.exe", b"MZ"),
    ]
    motifs = deposer_attaques(corriger, hostiles)
    for rang, (_, motif) in enumerate(OCTETS_HOSTILES):
        assert motif in motifs[f"{PIEGE}-{rang}.json"]
    assert "2,0 Mo" in motifs["lourd.json"] and "abîmée" in motifs["archive.json"]
    assert "&lt;script&gt;" in corriger.ecartes.value


def test_une_copie_alteree_est_ecartee_avec_sa_raison(corriger):
    copie = json.loads(exporter("BTS1-02"))
    alterees = [copie | changement for changement, _ in TYPES_INATTENDUS]
    alterees += [copie | {"code": code} for code in (*FORMULES, *IDENTIFIANTS_PIEGES)]
    fichiers = [(f"{rang}.json", json.dumps(altere).encode()) for rang, altere in enumerate(alterees)]
    motifs = deposer_attaques(corriger, fichiers)
    for rang, (_, motif) in enumerate(TYPES_INATTENDUS):
        assert motif in motifs[f"{rang}.json"]


def test_un_cahier_se_lit_sans_s_executer(corriger, tmp_path):
    (tmp_path / "temoin").write_text("intact")
    cahier = mettre_en_cahier(json.loads(exporter("BTS1-02")), tmp_path / "temoin")
    corriger.recevoir((("devoir.ipynb", json.dumps(cahier).encode()),))
    assert [r.code for r in corriger.resultats] == ["BTS1-02"]
    assert (tmp_path / "temoin").read_text() == "intact"


def test_une_archive_piegee_ne_donne_que_des_noms(corriger, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noms = ["../../evasion.json", "/etc/copie.json", "C:\\Windows\\copie.json", f"{PIEGE}/a.json"]
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for rang, nom in enumerate(noms):
            archive.writestr(nom, exporter(f"BTS1-{rang}"))
        archive.writestr("bombe.json", b" " * 30_000_000)
    corriger.recevoir((("devoir.zip", tampon.getvalue()),))
    assert [r.fichier for r in corriger.resultats] == [nom.replace("\\", "/") for nom in noms]
    assert "30,0 Mo" in lire(corriger.ecartes.value) and list(tmp_path.iterdir()) == []
    retours = lire_lien(corriger.emport, "Le retour de chaque personne (archive)")
    with zipfile.ZipFile(io.BytesIO(retours)) as archive:
        assert archive.namelist() == [f"BTS1-{rang}.html" for rang in range(4)]


def test_des_caracteres_impossibles_s_ecrivent(corriger):
    copie = json.loads(exporter("BTS1-02"))
    for feuille in copie["reponses"].values():
        feuille["gestes"] = [{"id": "a", "geste": "essai", "reponse": "\ud800\x00\u202e]]>"}]
    corriger.recevoir((("a.json", json.dumps(copie).encode()),))
    corriger.choix.index = 1
    assert "\u202e" not in lire_copie(corriger) and "0,0 sur 20" in lire(lire_copie(corriger))
    for bouton in corriger.emport.boutons:
        assert lire_lien(corriger.emport, bouton)


def test_du_html_et_des_notes_ecrites_dans_une_copie_ne_font_rien(corriger):
    copie = json.loads(exporter("BTS1-01"))
    for feuille in copie["reponses"].values():
        feuille["gestes"] = [{"id": "a", "geste": "essai", "reponse": PIEGE}]
        feuille["note"] = 20
    copie["note"] = 20
    corriger.recevoir(((f"{PIEGE}/x.json", json.dumps(copie).encode()),))
    corriger.choix.index = 1
    vus = "".join([lire_copie(corriger), corriger.grille.value, corriger.bilan.value])
    assert "0,0 sur 20" in lire(lire_copie(corriger)) and "&lt;script&gt;" in vus
    assert "<script" not in vus and "<img" not in vus


def test_un_identifiant_change_se_remarque(corriger):
    copie = json.loads(exporter("BTS1-01"))
    corriger.recevoir((("a.json", json.dumps({**copie, "code": "BTS1-44"}).encode()),))
    corriger.choix.index = 1
    assert "annoncée" in corriger.grille.value and "Remarque" in lire_copie(corriger)


# --- Ma classe ------------------------------------------------------------------------------------------


@pytest.fixture
def classe(bureau):
    """Le bureau d'une classe de trois élèves."""
    bureau.ma_classe.noms.value = "MARTIN Tom\nDURAND Léa\n<b>BLIN</b> Eva"
    bureau.ma_classe.former.click()
    return bureau.ma_classe


def test_les_noms_colles_recoivent_des_identifiants_et_un_fichier_les_garde(bureau, classe):
    assert lire(classe.annonce.texte).startswith("3 identifiants donnés. Enregistrez")
    assert "&lt;b&gt;BLIN" in classe.liste.value and "<b>BLIN" not in classe.liste.value
    octets = lire_lien(classe.emport, "La correspondance entre les noms et les identifiants, à garder")
    classe.adresse.value = "https://exemple.fr/cours/"
    bandelettes = lire_lien(classe.emport, "Les bandelettes, à imprimer et à découper")
    assert b"MARTIN Tom" in bandelettes and b"exemple.fr/cours<" in bandelettes
    classe.adresse.value = ""  # un fichier déjà écrit ne garde pas l'adresse d'avant
    assert b"exemple" not in lire_lien(classe.emport, "Les bandelettes, à imprimer et à découper")
    neuf = Bureau()
    fichier = {"name": "c.json", "type": "", "size": len(octets), "content": octets}
    neuf.ma_classe.champ.value = (fichier | {"last_modified": datetime.now(UTC)},)
    assert neuf.ma_classe.classe == classe.classe and neuf.corriger.classe == classe.classe
    assert neuf.ma_classe.prefixe.disabled and "Correspondance ouverte" in neuf.ma_classe.annonce.texte
    assert neuf.ma_classe.noms.value == "MARTIN Tom\nDURAND Léa\n<b>BLIN</b> Eva"  # à compléter sur place


def test_des_homonymes_sont_nommes_et_se_distinguent_sans_changer_d_identifiant(bureau, monkeypatch):
    vus, page = [], bureau.ma_classe
    monkeypatch.setattr(widgets.Button, "focus", lambda bouton: vus.append(bouton.description))
    page.noms.value = "Élève\tNé(e) le\nPETIT Tom\t12/03/2006\nMARTIN Léa\t\nMARTIN Léa\t14/05/2006"
    page.former.click()
    assert vus == ["Prendre cette liste et son ordre"]  # l'alerte est à côté, non sous l'étape 3
    dit = lire(page.annonce.texte)
    assert dit.startswith("« Élève ; Né(e) le » est un en-tête, non un élève. Seuls les noms sont gardés")
    assert dit.endswith("Homonymes à distinguer avant d’imprimer : MARTIN Léa.")
    tom, *leas = (eleve.identifiant for eleve in page.classe.eleves)
    assert f"MARTIN Léa ({leas[0]}, {leas[1]})" in page.liste.value
    assert page.noms.value == "PETIT Tom\nMARTIN Léa\nMARTIN Léa"
    assert b"2006" not in lire_lien(
        page.emport, "La correspondance entre les noms et les identifiants, à garder"
    )

    page.noms.value = "PETIT Thom\nMARTIN Léa\nMARTIN Léa (2)"
    page.suivre.click()
    assert "Ligne renommée : MARTIN Léa → MARTIN Léa (2). Arrivés" in lire(page.annonce.texte)
    assert [eleve.identifiant for eleve in page.classe.presents][1:] == leas
    assert f"L’identifiant reste {leas[1]}" in page.changements.value and "La règle" in page.changements.value
    arrive = page.classe.presents[0].identifiant
    assert f"à imprimer\u202f: PETIT Thom ({arrive})" in page.changements.value
    assert f"Partis\u202f: PETIT Tom ({tom}). Leur bandelette ne sert plus" in page.changements.value
    (bouton,) = page.doutes.children
    assert bouton.description == f"PETIT Thom garde {tom}" and "même élève" in page.changements.value
    bouton.click()
    assert (
        [eleve.identifiant for eleve in page.classe.eleves]
        == [tom, *leas]
        == [eleve.identifiant for eleve in bureau.corriger.classe.eleves]
    )
    assert not page.doutes.children and f"annulés\u202f: PETIT Thom ({arrive})" in page.changements.value


@pytest.mark.parametrize("lieu", ["http://localhost:8000/", "https://exemple.fr/cours/"])
def test_les_bandelettes_portent_l_adresse_que_la_page_connait(monkeypatch, lieu):
    monkeypatch.setattr(bureaux, "adresse_du_livre", lieu)
    assert Bureau().ma_classe.adresse.value == ("" if "localhost" in lieu else lieu)


def test_un_eleve_arrive_et_un_autre_part(classe):
    donnes = {eleve.nom: eleve.identifiant for eleve in classe.classe.eleves}
    classe.noms.value = "PETIT Zoé"
    classe.ajouter.click()
    assert "1 élève en plus" in lire(classe.annonce.texte)
    assert "Bandelettes à imprimer : PETIT Zoé." in lire(classe.annonce.texte)
    classe.noms.value = "DURAND Léa\nPETIT Zoé"
    classe.suivre.click()
    assert [eleve.nom for eleve in classe.classe.presents] == ["DURAND Léa", "PETIT Zoé"]
    assert all(e.identifiant == donnes.get(e.nom, e.identifiant) for e in classe.classe.eleves)
    assert "(parti)" in classe.liste.value


def test_une_liste_fautive_le_dit_et_ne_change_rien(classe):
    avant = classe.classe
    classe.noms.value = "12 DURAND"
    classe.ajouter.click()
    assert "La ligne 1" in classe.annonce.texte and classe.classe == avant


def test_les_notes_suivent_la_liste_absents_compris(bureau, classe):
    tom, lea, _ = (eleve.identifiant for eleve in classe.classe.eleves)
    bureau.corriger.recevoir((("a.json", exporter(lea)), ("b.json", exporter(tom[:-1] + "0"))))
    corriger = bureau.corriger
    assert "2 élèves sans copie" in lire(corriger.absents.value)
    # Le premier de la liste n'a pas de copie : sa ligne reste, vide.
    assert ">\n\n0,0\n</textarea>" in corriger.colonne.value
    assert "DURAND Léa · " + lea in corriger.grille.value and "(à rattacher)" in corriger.grille.value
    (menu,) = corriger.menus.values()
    assert menu.options[0] == ("Pas encore rattachée", "") and menu.value == ""
    assert menu.options[1][1] == tom, "l'identifiant le plus proche vient d'abord"
    assert lea not in dict(menu.options).values(), "qui a une copie n'est pas proposé"
    menu.value = tom
    assert "est à MARTIN Tom" in corriger.annonce_classe.texte
    # Les fichiers emportés la rendent à son élève, et disent ce qui était tapé.
    notes = list(csv.DictReader(io.StringIO(emporter_notes(corriger)), delimiter=";"))
    assert {ligne["code"] for ligne in notes} == {tom, lea}
    assert [ligne["motif"] for ligne in notes if ligne["code"] == tom] == [
        f"l’identifiant tapé était {tom[:-1]}0"
    ]
    assert "1 copie rattachée" in lire(corriger.absents.value)
    assert ">\n0,0\n0,0\n</textarea>" in corriger.colonne.value
    assert "1 élève sans copie" in lire(corriger.absents.value)
    assert "(à rattacher)" not in corriger.grille.value
    assert corriger.choix.options[1][0].startswith("MARTIN Tom"), "la grille suit la liste"
    # Une copie de plus, puis une autre série : le rattachement reste.
    corriger.recevoir((("c.json", exporter(lea, serie="5-methode")),))
    assert corriger.menus[tom[:-1] + "0"].value == tom
    corriger.serie.value = "5-methode"
    assert not corriger.menus
    corriger.serie.value = "4-pareto"
    assert corriger.menus[tom[:-1] + "0"].value == tom
    corriger.menus[tom[:-1] + "0"].value = ""
    assert "n’est à personne" in corriger.annonce_classe.texte
    assert ">\n\n0,0\n</textarea>" in corriger.colonne.value


def test_la_copie_d_un_parti_se_rattache_et_un_dossier_contraire_se_dit(bureau, classe):
    tom, lea, _ = (eleve.identifiant for eleve in classe.classe.eleves)
    classe.noms.value = "DURAND Léa\nPETIT Zoé\nMARTIN Victor"
    classe.suivre.click()
    corriger, victor = bureau.corriger, classe.classe.eleves[2].identifiant
    corriger.recevoir(
        (
            ("MARTIN Tom_12_fichier/a.json", exporter(tom)),
            ("PETIT Zoé_13_fichier/b.json", exporter(lea)),
        )
    )
    assert "MARTIN Tom (parti) · " + tom in corriger.grille.value
    assert "remise dans «\u202fMARTIN Tom_12_fichier\u202f»" in corriger.menus[tom].description
    corriger.menus[tom].value = victor
    assert "MARTIN Victor · " + tom in corriger.grille.value
    absents = lire(corriger.absents.value)
    assert "« PETIT Zoé_13_fichier » a l’identifiant de DURAND Léa" in absents
    assert "« MARTIN Tom_12_fichier » a l’identifiant de MARTIN Victor" in absents


def test_un_identifiant_partage_se_rattache_copie_par_copie(bureau, classe):
    tom, lea, _ = (eleve.identifiant for eleve in classe.classe.eleves)
    bureau.corriger.recevoir((("tom.json", exporter(tom, "", "80")), ("lea.json", exporter(tom, "", "70"))))
    menus = bureau.corriger.menus
    assert set(menus) == {"tom.json", "lea.json"}
    menus["tom.json"].value = tom
    assert tom not in dict(menus["lea.json"].options).values()
    menus["lea.json"].value = lea
    assert ">\n0,0\n0,0\n</textarea>" in bureau.corriger.colonne.value


def test_une_correspondance_remise_parmi_les_copies_ne_change_pas_la_classe(bureau, classe):
    avant = classe.classe
    autre = ecrire_correspondance(former_classe("PIEGE", ["DURAND Léa"]))
    bureau.corriger.recevoir((("c.json", autre), ("a.json", exporter("BTS1-01"))))
    assert classe.classe is avant and bureau.corriger.classe is avant
    assert "(correspondance) : Elle s’ouvre dans l’onglet « Ma classe »" in lire(
        bureau.corriger.ecartes.value
    )


def test_la_copie_ouverte_le_reste_quand_on_la_rattache(bureau, classe):
    tom = classe.classe.eleves[0].identifiant
    corriger = bureau.corriger
    corriger.recevoir((("a.json", exporter("GPME2-000")), ("b.json", exporter("GPME2-001"))))
    corriger.choix.value = ("GPME2-001", "b.json")
    corriger.menus["GPME2-001"].value = tom
    assert corriger.choix.value == ("GPME2-001", "b.json")
    assert "<h4>MARTIN Tom · GPME2-001</h4>" in lire_copie(corriger)


def test_l_onglet_choisi_se_montre_et_l_autre_garde_son_etat(bureau, classe):
    assert bureau.onglets.options[0] == "Ma classe" and bureau.children[-1] is classe.racine
    bureau.onglets.value = "Corriger"
    assert bureau.children[-1] is bureau.corriger.racine
    bureau.onglets.value = "Ma classe"
    assert bureau.children[-1] is classe.racine and classe.classe
    assert "Ma classe" in bureau.ecrire_html()


# --- La séance ------------------------------------------------------------------------------------------


def reprendre(bureau, octets):
    fichier = {"name": "correction.json", "type": "", "size": len(octets), "content": octets}
    bureau.corriger.seance.value = (fichier | {"last_modified": datetime.now(UTC)},)


def enregistrer(corriger):
    return lire_lien(corriger.emport, "La séance de correction, à reprendre plus tard")


def test_une_seance_enregistree_se_reprend_sur_une_page_neuve(bureau, classe, rediges):
    noter_redaction(rediges, 3, 2, 1, None)
    rediges.copie.note.value, rediges.copie.raison.value = "14,5", "Oral réussi"
    rediges.copie.changer.click()
    tom = classe.classe.eleves[0].identifiant
    rediges.menus["BTS1-02"].value = tom
    rediges.recevoir((("abîmée.json", b"{"),))
    neuf = Bureau()
    reprendre(neuf, enregistrer(rediges))
    reprise = neuf.corriger
    assert reprise.annonce.texte.startswith("Séance reprise"), reprise.annonce.texte
    assert reprise.lot == rediges.lot and reprise.tri == rediges.tri
    assert neuf.ma_classe.classe == classe.classe and reprise.rattachements == {"BTS1-02": tom}
    for zone in ("grille", "bilan", "ecartes", "absents", "colonne"):
        assert getattr(reprise, zone).value == getattr(rediges, zone).value, zone
    reprise.choix.value = ("BTS1-01", "a.json")
    assert [menu.value for menu in reprise.copie.menus.values()] == [3, 2, 1, None]
    assert (reprise.copie.note.value, reprise.copie.raison.value) == ("14,5", "Oral réussi")
    reprise.copie.annuler.click()
    assert "(changée)" not in reprise.grille.value
    # Ce qui suit s'enregistre aussi.
    assert json.loads(enregistrer(reprise))["decisions"][0]["note"] == ""


def test_fermer_la_page_demande_ce_qu_aucun_fichier_ne_garde(bureau, classe, rediges):
    def lire_gardes(bureau):
        noms = [c.split("-")[2:] for c in bureau._dom_classes if c.startswith("ch-garde-")]
        return {quoi: etat for quoi, etat, _ in noms}

    assert lire_gardes(Bureau()) == {}
    assert lire_gardes(bureau) == {"correspondance": "perdu", "correction": "perdu"}
    lire_lien(classe.emport, "La correspondance entre les noms et les identifiants, à garder")
    octets = enregistrer(rediges)
    assert lire_gardes(bureau) == {"correspondance": "ecrit", "correction": "ecrit"}, "à télécharger"
    (avant,) = [c for c in bureau._dom_classes if "correction" in c]
    rediges.menus["BTS1-02"].value = classe.classe.eleves[0].identifiant
    assert lire_gardes(bureau)["correction"] == "perdu"
    enregistrer(rediges)
    assert avant not in bureau._dom_classes, "ce qui est écrit de nouveau est à télécharger de nouveau"
    neuf = Bureau()
    reprendre(neuf, octets)
    assert lire_gardes(neuf) == {}
    neuf.corriger.choix.index = 1
    noter_redaction(neuf.corriger, 3, 2, 1, 0)
    assert lire_gardes(neuf) == {"correction": "perdu"}
    for _ in range(2):  # des rédactions sont notées : un second appui confirme
        neuf.corriger.retirer.click()
    assert lire_gardes(neuf) == {}


def test_la_copie_suivante_est_celle_qui_attend_une_note(corriger):
    redigees = [faire_copie(code) for code in ("BTS1-01", "BTS1-02", "BTS1-03")]
    for travail in (redigees[0], redigees[2]):
        travail.q["q18"].verifier("Trois clients font tout.")
    corriger.recevoir([(f"{t.code}.json", t.exporter().encode()) for t in redigees])

    def suivre():
        corriger.suivante.click()
        return corriger.choix.value[0]

    assert [suivre(), suivre()] == ["BTS1-01", "BTS1-03"], "rien n'est rédigé dans la deuxième"
    noter_redaction(corriger, 3, 2, 1, 0)
    assert suivre() == "BTS1-01"
    noter_redaction(corriger, 3, 2, 1, 0)
    assert [suivre(), suivre(), suivre()] == ["BTS1-02", "BTS1-03", "BTS1-03"]
    assert "C’est la dernière copie" in corriger.annonce_suivante.texte


def test_une_seance_ne_remplace_ni_des_copies_ni_une_autre_classe(bureau, classe, rediges):
    octets = enregistrer(rediges)
    reprendre(bureau, octets)
    assert "retirez-les d’abord" in rediges.annonce.texte and len(rediges.resultats) == 2
    neuf = Bureau()
    neuf.ma_classe.noms.value = "PETIT Zoé"
    neuf.ma_classe.former.click()
    reprendre(neuf, octets)
    assert "Une autre classe" in neuf.corriger.annonce.texte and neuf.corriger.lot is None


@pytest.mark.parametrize("octets", [b"{", b'{"format": "course-helpers/copie-2"}'])
def test_une_seance_abimee_se_dit_et_ne_change_rien(bureau, octets):
    reprendre(bureau, octets)
    assert "n’est pas une séance de correction" in bureau.corriger.annonce.texte
    assert bureau.corriger.lot is None and not bureau.corriger.lire.ouverte


def test_une_seance_deposee_parmi_les_copies_dit_ou_elle_s_ouvre(rediges):
    rediges.recevoir((("correction.json", enregistrer(rediges)),))
    assert "(séance de correction) : Elle s’ouvre par le bouton" in lire(rediges.ecartes.value)


def test_les_reglages_de_la_colonne_et_les_questions_comptees_sont_dans_la_seance(bureau, rediges):
    rediges.comptees.value, rediges.total.value, rediges.pas.value = True, 40, "0.25"
    contenu = json.loads(enregistrer(rediges))
    assert contenu["reglages"] == {"essentiel": True, "total": 40, "pas": "0.25"}
    neuf = Bureau()
    reprendre(neuf, json.dumps(contenu).encode())
    reprise = neuf.corriger
    assert (reprise.comptees.value, reprise.total.value, reprise.pas.value) == (True, 40, "0.25")
    assert reprise.colonne.value == rediges.colonne.value and reprise.grille.value == rediges.grille.value
    # Une séance d'avant n'a pas de réglages : ceux de départ valent.
    del contenu["reglages"]
    ancien = Bureau()
    reprendre(ancien, json.dumps(contenu).encode())
    assert (ancien.corriger.total.value, ancien.corriger.comptees.value) == (20, False)


# --- Les questions qui comptent, un texte qui change ------------------------------------------------------


def repondre_essentiel(code):
    """Une copie où tout l'essentiel que le cours corrige est juste, et rien d'autre."""
    travail = faire_copie(code)
    for tache in travail.q.values():
        if tache.question.essentiel and tache.question.corrige:
            reponse = tache.question.arrondir(tache.posee.attendu)
            if isinstance(reponse, dict):
                reponse = {cle: str(case).replace(".", ",") for cle, case in reponse.items()}
            tache.verifier(list(reponse) if isinstance(reponse, tuple) else reponse)
            assert tache.etat == "reussi"
    return travail.exporter().encode()


def test_le_parcours_essentiel_seul_peut_compter(corriger):
    corriger.recevoir((("a.json", repondre_essentiel("BTS1-01")), ("b.json", exporter("BTS1-02"))))
    toutes = lire_csv(corriger)[0]
    notees = [q for q in ouvrir_banque("4-pareto").questions if q.corrige]
    assert float(toutes["note_sur_20"].replace(",", ".")) < 15 and toutes["total"] == str(len(notees))
    assert "essentiel" not in corriger.grille.value
    corriger.comptees.value = True
    essentiel = lire_csv(corriger)[0]
    assert essentiel["note_sur_20"] == "20,0" and essentiel["reussies"] == essentiel["total"] == "6"
    assert "Seul le parcours essentiel compte" in corriger.grille.value
    assert ">\n20,0\n0,0</textarea>" in corriger.colonne.value
    bilan = lire_lien(corriger.emport, "Le bilan de la classe, à imprimer").decode()
    assert "Seules comptent les questions du parcours essentiel" in bilan
    classeur = lire_lien(corriger.emport, "Les notes, dont le barème se règle (Excel)")
    feuille = openpyxl.load_workbook(io.BytesIO(classeur), data_only=True).worksheets[0]
    assert feuille["B8"].value == 20 and sum(cellule.value for cellule in feuille[6][5:]) == 8
    corriger.choix.index = 1
    assert "6 questions réussies sur 6" in lire(lire_copie(corriger))
    corriger.comptees.value = False
    assert lire_csv(corriger)[0] == toutes


def test_un_texte_remis_apres_ses_niveaux_se_dit(corriger):
    travail = faire_copie("BTS1-01")
    travail.q["q18"].verifier("Trois clients font tout.")
    corriger.recevoir((("a.json", travail.exporter().encode()),))
    corriger.choix.index = 1
    noter_redaction(corriger, 3, 3, 3, 3)
    assert "a changé" not in corriger.grille.value + lire_copie(corriger)
    travail.q["q18"].verifier("Trois clients font tout. Je les verrais d'abord.")
    corriger.recevoir((("suite.json", travail.exporter().encode()),))
    assert "Je les verrais" in lire_copie(corriger), "la copie ouverte montre le nouveau texte"
    assert "Ce texte a changé depuis que vous l’avez noté" in lire(lire_copie(corriger))
    assert "le texte de la question 18 a changé" in corriger.grille.value
    assert "le texte de la question 18 a changé" in lire_csv(corriger)[0]["motif"]
    neuf = Bureau()
    reprendre(neuf, enregistrer(corriger))
    assert "le texte de la question 18 a changé" in neuf.corriger.grille.value
    corriger.copie.gardes["q18"].click()
    assert "vaut pour le nouveau texte" in corriger.copie.annonces["q18"].texte
    assert "a changé" not in corriger.grille.value + lire_copie(corriger)
    assert [menu.value for menu in corriger.copie.menus.values()] == [3, 3, 3, 3]


def test_des_points_donnes_avant_la_suite_d_une_copie_se_reprennent(corriger):
    travail = faire_copie("BTS1-01")
    travail.q["q18"].verifier("Trois clients font tout.")
    corriger.recevoir((("a.json", travail.exporter().encode()),))
    corriger.choix.index = 1
    corriger.copie.points["q18"].value = "1,25"
    travail.q["q2"].verifier("80")
    corriger.recevoir((("suite.json", travail.exporter().encode()),))
    assert corriger.copie.points["q18"].value == "1,25" and "1,25 sur 4 points" in lire(lire_copie(corriger))
    corriger.copie.points["q18"].value = ""
    assert "4 critères à noter" in lire(lire_copie(corriger))
    assert "1 rédaction à noter" in lire(corriger.grille.value)


# --- Les réponses d'un autre, le carnet de Moodle ---------------------------------------------------------


def test_des_reponses_prises_a_un_autre_se_montrent_avec_son_nom(bureau, classe):
    tom, lea, eva = (eleve.identifiant for eleve in classe.classe.eleves)
    juste = json.loads(repondre_essentiel(tom))
    copiee = {**juste, "code": lea}
    bureau.corriger.recevoir(
        (
            ("t.json", json.dumps(juste).encode()),
            ("l.json", json.dumps(copiee).encode()),
            ("e.json", exporter(eva)),
        )
    )
    grille = lire(bureau.corriger.grille.value)
    assert "celles d’un autre jeu de données : celui de MARTIN Tom" in grille
    assert grille.count("celles d’un autre jeu") == 1 and "Le cours n’en conclut rien" in grille
    bureau.corriger.choix.value = (lea, "l.json")
    assert "À regarder : les réponses aux questions" in lire(lire_copie(bureau.corriger))
    bureau.corriger.choix.value = (tom, "t.json")
    assert "À regarder" not in lire_copie(bureau.corriger)
    retours = lire_lien(bureau.corriger.emport, "Le retour de chaque personne (archive)")
    with zipfile.ZipFile(io.BytesIO(retours)) as archive:
        assert not any("autre jeu" in archive.read(nom).decode() for nom in archive.namelist())


def choisir_carnet(corriger, octets):
    fichier = {"name": "carnet.csv", "type": "", "size": len(octets), "content": octets}
    corriger.carnet.champ.value = (fichier | {"last_modified": datetime.now(UTC)},)


def test_le_carnet_de_moodle_se_remplit_avec_les_noms_de_la_classe(bureau, classe):
    corriger, lea = bureau.corriger, classe.classe.eleves[1].identifiant
    corriger.recevoir((("a.json", repondre_essentiel(lea)),))
    corriger.comptees.value = True
    choisir_carnet(corriger, b"client;ca\nA;1\n")
    assert "n’a ni nom" in corriger.carnet.annonce.texte and corriger.carnet.fait is None
    texte = "Prénom;Nom;Devoir\r\nLéa;Durand;-\r\nTom;Martin;\r\n<img src=x>;X;9,00\r\n"
    choisir_carnet(corriger, texte.encode())
    assert corriger.carnet.fait is None, "la colonne se choisit, elle ne se devine pas"
    corriger.carnet.colonne.value = 2
    assert lire_lien(corriger.carnet.emport, "Le carnet de Moodle, rempli (CSV)").decode() == texte.replace(
        "Durand;-", "Durand;20,0"
    )
    dit = lire(corriger.carnet.dit.value)
    assert "1 personne notée y est (1 par le nom)" in dit and "sans copie ici" in dit and "MARTIN Tom" in dit
    assert "&lt;img src=x&gt; X" in dit and "<img" not in dit
    corriger.total.value = 40  # le carnet suit
    assert corriger.carnet.fait.octets.decode() == texte.replace("Durand;-", "Durand;40,0")
    choisir_carnet(corriger, corriger.carnet.fait.octets)
    corriger.total.value, corriger.carnet.colonne.value = 20, 2
    assert corriger.carnet.fait.gardees == [("DURAND Léa", "40,0", "20,0")]
    assert corriger.carnet.remplacer in corriger.carnet.racine.children
    corriger.carnet.remplacer.value = True
    assert "Durand;20,0" in corriger.carnet.fait.octets.decode()


# --- Comparer deux séances --------------------------------------------------------------------------------


def choisir_seance(corriger, octets):
    fichier = {"name": "ancienne.json", "type": "", "size": len(octets), "content": octets}
    corriger.comparaison.champ.value = (fichier | {"last_modified": datetime.now(UTC)},)


def test_une_seance_plus_ancienne_se_compare_a_celle_en_cours(bureau, classe):
    corriger, (tom, lea, _) = bureau.corriger, (eleve.identifiant for eleve in classe.classe.eleves)
    corriger.recevoir((("t.json", exporter(tom)), ("l.json", exporter(lea))))
    octobre = json.loads(enregistrer(corriger)) | {"date": "2025-10-12T08:00:00+00:00"}
    corriger.retirer.click()
    corriger.recevoir((("t.json", repondre_essentiel(tom)),))
    choisir_seance(corriger, b"{")
    assert (
        "n’est pas une séance" in corriger.comparaison.annonce.texte and corriger.comparaison.progres is None
    )
    choisir_seance(corriger, json.dumps(octobre).encode())
    dit = lire(corriger.comparaison.dit.value)
    assert "De la séance du 12 octobre 2025 à la séance en cours" in dit
    assert "1 élève a rendu les deux fois" in dit and "1 en progrès, 0 stables, 0 en recul" in dit
    assert "Une seule des deux fois</strong> : DURAND Léa" in dit
    assert len(corriger.lot.resultats["4-pareto"]) == 1, "les copies ne se mêlent pas"
    tous = corriger.comparaison.progres.evolutions[0].questions
    corriger.comptees.value = True  # la comparaison suit
    assert corriger.comparaison.progres.evolutions[0].questions < tous
    corriger.retirer.click()
    assert corriger.comparaison.progres is None and corriger.comparaison.dit.value == ""


def test_des_seances_sans_serie_commune_se_lisent_cote_a_cote(corriger):
    corriger.recevoir((("m.json", exporter("BTS1-01", serie="5-methode")),))
    autre = enregistrer(corriger)
    corriger.retirer.click()
    corriger.recevoir((("p.json", exporter("BTS1-01")),))
    choisir_seance(corriger, autre)
    dit = lire(corriger.comparaison.dit.value)
    assert "n’ont aucune série commune" in dit and "en progrès" not in dit
