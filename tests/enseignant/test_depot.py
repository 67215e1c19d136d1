"""Ce qu'on dépose dans la page : rien n'en disparaît, et aucune attaque n'arrête les autres copies."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.enseignant import correction
from course_helpers.enseignant.commande import main
from course_helpers.enseignant.correction import composer_lot, corriger_remises, lire_remises
from course_helpers.enseignant.depot import Depose, deplier_depot, distinguer, trier_depot
from course_helpers.enseignant.notes import ecrire_csv
from course_helpers.exercices.copie import ecrire_texte


def archiver(fichiers):
    """Faire une archive, d'après nom → contenu."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def corriger(*fichiers):
    lus = [lire_remises(depose.nom, depose.lire) for depose in deplier_depot(fichiers)]
    return composer_lot(lus, corriger_remises(lus))


def test_la_page_et_la_commande_ecrivent_les_memes_notes(copies_de_la_classe, tmp_path):
    fichiers = {f"élève {code}/copie.json": texte.encode() for code, texte in copies_de_la_classe.items()}
    fichiers |= {"abîmée.json": b"{", "autre.docx": b"PK", "copie.txt": b"bonjour"}
    for nom, octets in fichiers.items():
        (tmp_path / "copies" / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copies" / nom).write_bytes(octets)
    assert main(["corriger", str(tmp_path / "copies"), "--sortie", str(tmp_path / "r")]) == 0
    attendu = (tmp_path / "r" / "notes.csv").read_bytes()
    assert ecrire_csv(corriger(("devoir.zip", archiver(fichiers)))) == attendu
    assert ecrire_csv(corriger(*fichiers.items())) == attendu


def test_chaque_fichier_depose_est_lu_ou_ecarte(texte_juste):
    dedans = {
        "a/copie.json": texte_juste,
        "a/photo.png": b"\x89PNG",
        "b/rendu.zip": archiver({"copie.json": texte_juste, "sous/autre.zip": archiver({"x.json": "{"})}),
        "__MACOSX/._copie.json": b"",
        ".DS_Store": b"",
    }
    deposes = deplier_depot([("classe.zip", archiver(dedans)), ("vide.zip", archiver({})), ("b.json", b"")])
    assert [depose.nom for depose in deposes] == [
        "a/copie.json",
        "a/photo.png",
        "copie.json",
        "sous/autre.zip",
        "vide.zip",
        "b.json",
    ]
    lot = corriger(("classe.zip", archiver(dedans)), ("vide.zip", archiver({})), ("b.json", b""))
    (resultat,) = lot.resultats["4-pareto"]
    assert {resultat.fichier, *resultat.reunis} == {"a/copie.json", "copie.json"}
    assert "identiques, notées une fois" in resultat.remarque
    assert [rejet.fichier for rejet in lot.rejets] == ["a/photo.png", "b.json", "sous/autre.zip", "vide.zip"]


def test_une_bombe_n_est_pas_decompressee_et_n_arrete_personne(texte_juste):
    bombe = archiver({f"{rang}.json": b"0" * 900_000 for rang in range(150)})
    lourde = archiver({"copie.json": b" " * 50_000_000})
    lot = corriger(
        (
            "z.zip",
            archiver(
                {"0/a.zip": bombe, "1/b.zip": lourde, "2/c.json": b"0" * 2_000_000}
                | {"3/d.json": texte_juste}
            ),
        )
    )
    assert [resultat.fichier for resultat in lot.resultats["4-pareto"]] == ["3/d.json"]
    motifs = {rejet.fichier: rejet.motif for rejet in lot.rejets}
    assert "trop lourdes" in motifs["149.json"]
    assert "50,0 Mo" in motifs["copie.json"].replace("\u202f", " ")
    assert "2,0 Mo" in motifs["2/c.json"].replace("\u202f", " ")


def test_une_taille_qui_ment_ne_fait_pas_lire_plus(texte_juste):
    octets = bytearray(archiver({"copie.json": b"[" * 5_000_000, "b.json": texte_juste}))
    place = octets.index(b"PK\x01\x02") + 24
    octets[place : place + 4] = (100).to_bytes(4, "little")
    lot = corriger(("menteuse.zip", bytes(octets)))
    assert [rejet.fichier for rejet in lot.rejets] == ["copie.json"]
    assert len(lot.resultats["4-pareto"]) == 1


@pytest.mark.parametrize(
    "nom", ["../../evasion.json", "/etc/copie.json", "C:\\Windows\\copie.json", "a/../b.json"]
)
def test_un_chemin_piege_ne_sert_qu_a_nommer(nom, texte_juste, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lot = corriger(("c.zip", archiver({nom: texte_juste})))
    assert lot.resultats["4-pareto"][0].fichier == nom.replace("\\", "/")
    assert list(tmp_path.iterdir()) == []


def test_une_archive_abimee_ou_protegee_le_dit(texte_juste):
    entiere = archiver({"a.json": texte_juste, "b.json": texte_juste})
    lot = corriger(("coupee.zip", entiere[: len(entiere) // 2]))
    assert "abîmée" in lot.rejets[0].motif
    protegee = bytearray(entiere)
    protegee[protegee.index(b"PK\x01\x02") + 8] |= 1
    lot = corriger(("protegee.zip", bytes(protegee)))
    assert "mot de passe" in lot.rejets[0].motif and len(lot.resultats["4-pareto"]) == 1


def test_ce_qui_est_ecarte_dit_de_quelle_sorte(copie_juste):
    copie = json.dumps(copie_juste)
    fichiers = {
        "altérée.json": copie.replace('"gestes"', '"geste"'),
        "autre cours.json": copie.replace("course-helpers/copie-2", "autre/copie-2"),
        "autre série.json": copie.replace("4-pareto", "9-lune"),
        "coupée.json": copie[:500],
        "rien.json": json.dumps({"format": "course-helpers/copies-1", "copies": {}}),
    }
    lot = corriger(*((nom, texte.encode()) for nom, texte in fichiers.items()))
    assert {rejet.fichier: rejet.etat for rejet in lot.rejets} == {
        "altérée.json": "altérée",
        "autre cours.json": "d’un autre cours",
        "autre série.json": "d’un autre cours",
        "coupée.json": "illisible",
        "rien.json": "illisible",
    }


def test_un_texte_recueilli_en_ligne_par_moodle_se_corrige(texte_juste):
    texte = ecrire_texte(texte_juste, "Ma copie")
    page = "".join(f'<p style="margin: 0 0 9px">{ligne}&#160;</p>\n' for ligne in texte.splitlines())
    nom = "DURAND Léa_42_assignsubmission_onlinetext/onlinetext.html"
    lot = corriger(("devoir.zip", archiver({nom: page, "autre.html": "<p>Bonjour 2026</p>"})))
    assert [resultat.fichier for resultat in lot.resultats["4-pareto"]] == [nom]
    assert "il n’y a pas de copie" in lot.rejets[0].motif


def test_une_panne_ecarte_tous_les_fichiers_d_un_meme_travail(texte_juste, monkeypatch):
    def casser(copie, fichier):
        raise RuntimeError

    monkeypatch.setattr(correction, "corriger_copie", casser)
    deposes = deplier_depot([("a.json", texte_juste.encode()), ("b.json", texte_juste.encode())])
    lus = [lire_remises(depose.nom, depose.lire) for depose in deposes]
    tri = trier_depot(lus, composer_lot(lus, corriger_remises(lus)))
    assert tri.lus == 0 and [rejet.fichier for rejet in tri.ecartes] == ["a.json", "b.json"]


def test_un_fichier_lu_en_partie_compte_comme_lu(texte_juste):
    ensemble = {"format": "course-helpers/copies-1", "copies": {"a.json": texte_juste, "b.json": 7}}
    lus = [lire_remises(d.nom, d.lire) for d in deplier_depot([("x.json", json.dumps(ensemble).encode())])]
    tri = trier_depot(lus, composer_lot(lus, corriger_remises(lus)))
    assert (tri.lus, tri.ecartes) == (1, []) and "b.json" in tri.en_partie[0].motif


@given(st.lists(st.sampled_from(["juste", "double", "autre", "vide", "abîmée", "image"]), max_size=8))
def test_lus_et_ecartes_font_toujours_les_deposes(texte_juste, sortes):
    autre = texte_juste.replace("GPME2-07", "GPME2-08")
    contenus = {"juste": texte_juste, "double": texte_juste, "autre": autre, "vide": "", "abîmée": "{"}
    contenus["image"] = "GIF89a"
    fichiers = [(f"{sorte}.json", contenus[sorte].encode()) for sorte in sortes]
    deposes = distinguer(deplier_depot(fichiers))
    lus = [lire_remises(depose.nom, depose.lire) for depose in deposes]
    tri = trier_depot(lus, composer_lot(lus, corriger_remises(lus)))
    assert len({depose.nom for depose in deposes}) == len(sortes)
    assert tri.lus + len(tri.ecartes) == len(sortes) and not tri.en_partie
    assert tri.lus == len({contenus[sorte] for sorte in sortes} & {texte_juste, autre})


@pytest.mark.parametrize("nom", ["", ".", "..", "a/..", "copie", "a.b/copie", ".json", "copie.json"])
def test_chaque_fichier_a_son_nom_si_etrange_qu_il_soit(nom):
    noms = [depose.nom for depose in distinguer([Depose(nom)] * 500, [nom])]
    assert len({*noms, nom}) == 501
    assert all(("json" in autre) == ("json" in nom) for autre in noms)
