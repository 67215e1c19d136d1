"""Le noyau de la page : il exécute les cellules et porte les messages des widgets.

Il tourne dans le navigateur, sans IPython : ipywidgets n'en demande que quelques noms, donnés ici, et s'en
passer épargne au lecteur plusieurs mégaoctets et une seconde.
"""

import ast
import asyncio
import contextlib
import html
import io
import itertools
import json
import os
import sys
import types
from collections.abc import Callable
from typing import ClassVar

ESPACE: dict = {"__name__": "__main__"}
poster: Callable[[dict], None]


class Html(str):
    """Du HTML à montrer tel quel."""

    def _repr_html_(self) -> str:
        return str(self)


class Formule(str):
    """Une formule en LaTeX, telle qu'une cellule la donne à ``Math`` ou à ``Latex``."""

    def _repr_latex_(self) -> str:
        return str(self)


class MagasinPage:
    """Une copie gardée dans ce navigateur ; la page l'écrit, elle seule a accès à sa mémoire.

    Deux onglets peuvent garder la même copie. La page n'écrit que si personne n'a écrit depuis ce que cet
    onglet connaît (``memoire.js``) ; sinon, elle rend ce qui est gardé, que la série réunit au sien.
    """

    copies: ClassVar[dict[str, str]] = {}
    _ecouteurs: ClassVar[dict[str, Callable[[str], object]]] = {}

    def __init__(self, nom: str) -> None:
        self.nom = nom

    def lire(self) -> str | None:
        """Rendre la copie gardée, ou None."""
        return self.copies.get(self.nom)

    def ecrire(self, copie: str, resume: dict | None = None) -> None:
        """Garder la copie, et le résumé que l'accueil montre."""
        self.copies[self.nom] = copie
        poster({"sorte": "copie", "nom": self.nom, "texte": copie, "resume": json.dumps(resume)})

    def ecarter(self) -> str:
        """Mettre la copie de côté, sous un autre nom."""
        ailleurs = f"{self.nom}.ancienne"
        self.copies.pop(self.nom, None)
        poster({"sorte": "ecarter", "nom": self.nom, "ailleurs": ailleurs})
        return ailleurs

    def lire_attentes(self) -> list[str]:
        """Rendre, une fois, les copies venues d'un autre ordinateur, à réunir à celle-ci."""
        attente = self.copies.pop(f"copie-a-reunir/{self.nom}", None)
        if attente is None:
            return []
        poster({"sorte": "reunie", "nom": self.nom})
        return [attente]

    def ecouter(self, ecouteur: Callable[[str], object]) -> None:
        """Faire appeler une fonction quand la copie change dans un autre onglet."""
        self._ecouteurs[self.nom] = ecouteur

    @classmethod
    def recevoir(cls, nom: str, copie: str) -> None:
        """Recevoir la copie qu'un autre onglet a gardée."""
        cls.copies[nom] = copie
        if ecouteur := cls._ecouteurs.get(nom):
            ecouteur(copie)


def avertir(avis: str) -> None:
    """Dire dans les séries ce que la page apprend de sa mémoire."""
    from course_helpers.exercices import magasin

    magasin.avertir(avis)


def changer_identifiant(code: str) -> None:
    """Passer les séries de la page aux données d'un autre identifiant."""
    from course_helpers.exercices import magasin

    magasin.changer_identifiant(code)


def changer_lien(lien: str) -> None:
    """Dire à la page du sujet le lien que porte son adresse."""
    from course_helpers.exercices import magasin

    magasin.changer_lien(lien)


def installer(
    envoyer: Callable[[dict], None],
    copies: dict[str, str],
    identifiant: str = "",
    avis: str = "",
    adresse: str = "",
) -> None:
    """Donner à ipywidgets ce qu'il attend d'IPython, et à ses messages un chemin vers la page.

    Parameters
    ----------
    envoyer : callable
        Poste un message à la page.
    copies : dict
        Les copies gardées dans ce navigateur : nom → texte.
    identifiant : str
        Celui que l'en-tête montre ; vide pour les données de la classe.
    avis : str
        Ce qu'il faut savoir de la mémoire du navigateur avant de commencer ; vide si elle dure.
    adresse : str
        Celle de la racine du site.
    """
    global poster
    poster = envoyer
    # Un widget renverrait sinon à la page chaque lettre qu'elle lui envoie, et effacerait les suivantes.
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"
    MagasinPage.copies = dict(copies)
    for nom, contenu in {
        "IPython": {"get_ipython": lambda: None, "version_info": (8, 0)},
        "IPython.display": {
            "HTML": Html,
            "Latex": Formule,
            "Math": Formule,
            "display": montrer,
            "clear_output": lambda wait=False: None,
        },
        "IPython.core": {},
        "IPython.core.interactiveshell": {"InteractiveShell": object},
    }.items():
        module = types.ModuleType(nom)
        vars(module).update(contenu)
        sys.modules[nom] = module

    import comm
    from comm.base_comm import BaseComm, CommManager

    class CommPage(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **cles):
            poster(
                {
                    "sorte": msg_type,
                    "comm": self.comm_id,
                    "cible": cles.get("target_name", self.target_name),
                    "donnees": data or {},
                    "metadonnees": metadata or {},
                    "tampons": [bytes(tampon) for tampon in buffers or ()],
                }
            )

    gestionnaire = CommManager()

    def creer(*args, **options):
        canal = CommPage(*args, **options)
        gestionnaire.register_comm(canal)
        return canal

    comm.create_comm, comm.get_comm_manager = creer, lambda: gestionnaire
    partager_les_apparences()

    from course_helpers import bureaux
    from course_helpers.exercices import magasin, statique

    statique.promettre_a_la_page = promettre
    magasin.fabrique_de_la_page = MagasinPage
    magasin.parler_a_la_page = lambda message: poster(message)
    magasin.identifiant_de_la_page, magasin.avis_de_la_page = identifiant, avis
    bureaux.voie_de_la_page, bureaux.adresse_du_livre = lire_a_part, adresse


_COMMUNES: dict[type, object] = {}


def partager_les_apparences() -> None:
    """Donner à tous les widgets la même mise en page et le même style, tant que nul n'y touche.

    ipywidgets en fait naître pour chacun : la moitié des messages d'un réveil. Un widget à qui l'on demande
    sa mise en page ou son style reçoit alors le sien.
    """
    from ipywidgets import Widget
    from ipywidgets.widgets.trait_types import InstanceDict

    lire, decrire = InstanceDict.get, Widget.get_state
    se_decrit = False

    def get(self, objet, classe=None):
        if self.name in objet._trait_values:
            return lire(self, objet, classe)
        if se_decrit:
            if self.klass not in _COMMUNES:
                _COMMUNES[self.klass] = self.klass()
            return _COMMUNES[self.klass]
        sienne = lire(self, objet, classe)
        if objet.comm is not None:
            objet.send_state(self.name)
        return sienne

    def get_state(self, *noms, **options):
        nonlocal se_decrit
        deja, se_decrit = se_decrit, True
        try:
            return decrire(self, *noms, **options)
        finally:
            se_decrit = deja

    InstanceDict.get, Widget.get_state = get, get_state


_PROMIS: dict[str, Callable[[], str]] = {}


def promettre(cle: str, ecrire: Callable[[], str]) -> str:
    """Donner l'adresse d'un fichier qui ne s'écrira que si l'on clique : la plupart ne servent pas."""
    adresse = f"fichier:{cle}"
    _PROMIS[adresse] = ecrire
    return adresse


def ecrire_promis(adresse: str) -> str:
    """Écrire un fichier promis ; rendre son adresse « data: »."""
    return _PROMIS[adresse]()


_LECTURES: dict[int, tuple[asyncio.Future, Callable[[float, str], None]]] = {}
_NUMEROS = itertools.count(1)


async def lire_a_part(octets: bytes, avancer: Callable[[float, str], None]) -> bytes:
    """Faire lire un dépôt par le second travailleur de la page ; annuler la tâche l'arrête."""
    numero, reponse = next(_NUMEROS), asyncio.get_running_loop().create_future()
    _LECTURES[numero] = reponse, avancer
    poster({"sorte": "apart", "numero": numero, "octets": octets})
    try:
        return await reponse
    except asyncio.CancelledError:
        poster({"sorte": "apart", "numero": numero, "octets": None})
        raise
    finally:
        _LECTURES.pop(numero, None)


def recevoir_lecture(numero: int, message: dict) -> None:
    """Recevoir du second travailleur où il en est, ce qu'il a lu, ou qu'il ne le peut pas."""
    reponse, avancer = _LECTURES.get(numero, (None, None))
    if reponse is None or reponse.done():
        return
    if "mots" in message:
        avancer(message["part"], message["mots"])
    elif "octets" in message:
        reponse.set_result(bytes(message["octets"]))
    else:
        reponse.set_exception(OSError(message["panne"]))


def recevoir(identifiant: str, donnees: dict, tampons: list[memoryview]) -> None:
    """Remettre au widget le message que la page lui envoie, avec ses octets : un fichier déposé en a."""
    import comm

    message = {"content": {"comm_id": identifiant, "data": donnees}, "buffers": tampons, "metadata": {}}
    comm.get_comm_manager().comm_msg(None, identifiant, message)


def quitter() -> None:
    """Oublier la page que l'on quitte : ses widgets, leurs canaux, ses variables, ses figures."""
    global poster
    import comm
    from ipywidgets import Widget

    # La page a déjà retiré ses vues : elle n'a pas à entendre un adieu par widget.
    envoyer, poster = poster, lambda message: None
    try:
        Widget.close_all()
    finally:
        poster = envoyer
    comm.get_comm_manager().comms.clear()
    _COMMUNES.clear()
    _LECTURES.clear()
    _PROMIS.clear()
    MagasinPage._ecouteurs.clear()
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    _MONTRES.clear()
    ESPACE.clear()
    ESPACE["__name__"] = "__main__"


_MONTRES: list = []


def montrer(*objets, **_) -> None:
    """Remplacer ``display``."""
    _MONTRES.extend(objets)


def executer(source: str) -> dict:
    """Exécuter une cellule ; rendre ce qu'elle montre, ce qu'elle écrit et son erreur éventuelle."""
    _MONTRES.clear()
    ecrit = io.StringIO()
    erreur = ""
    with contextlib.redirect_stdout(ecrit), contextlib.redirect_stderr(ecrit):
        try:
            arbre = ast.parse(source)
            fin = arbre.body.pop() if arbre.body and isinstance(arbre.body[-1], ast.Expr) else None
            exec(compile(arbre, "<cellule>", "exec"), ESPACE)
            if fin is not None:
                valeur = eval(compile(ast.Expression(fin.value), "<cellule>", "eval"), ESPACE)
                _MONTRES.extend([] if valeur is None else [valeur])
        except Exception as panne:  # l'erreur d'une cellule se montre sous elle, sans arrêter la page
            erreur = f"{type(panne).__name__} : {panne}"
    return {"sorties": [_decrire(objet) for objet in _MONTRES], "texte": ecrit.getvalue(), "erreur": erreur}


def _decrire(objet) -> dict:
    """Dire comment montrer un objet : son widget s'il en a un, sinon du HTML ou une formule."""
    from ipywidgets import Widget

    if hasattr(objet, "batir_widgets"):
        objet = objet.batir_widgets()
    if isinstance(objet, Widget):
        return {"widget": objet.model_id}
    paquet = objet._repr_mimebundle_() if hasattr(objet, "_repr_mimebundle_") else {}
    if "text/html" in paquet:
        return {"html": paquet["text/html"]}
    if hasattr(objet, "_repr_html_") and (texte := objet._repr_html_()):
        return {"html": str(texte)}
    if hasattr(objet, "_repr_latex_") and (latex := objet._repr_latex_()):
        return {"latex": latex}
    return {"html": f"<pre>{html.escape(repr(objet))}</pre>"}


def ecrire_formule(latex: str) -> str:
    """Écrire une formule en MathML, que le navigateur affiche sans script."""
    from latex2mathml.converter import convert

    return convert(latex.strip().strip("$"), display="block")
