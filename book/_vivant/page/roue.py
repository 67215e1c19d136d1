"""Ouvrir une roue que la page n'avait pas téléchargée : un programme demande un fichier qui s'y trouve."""

import hashlib
import io
import zipfile


def ouvrir(octets, empreinte: str) -> dict[str, bytes]:
    """Rendre les fichiers d'une roue, si elle est bien celle de la distribution.

    Parameters
    ----------
    octets : JsBuffer
    empreinte : str
        Son sha256 attendu.
    """
    lus = octets.to_bytes()
    if hashlib.sha256(lus).hexdigest() != empreinte:
        raise ValueError("altéré")
    with zipfile.ZipFile(io.BytesIO(lus)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}
