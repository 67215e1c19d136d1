"""Les bureaux : une page qui garde un état et appelle les mêmes fonctions que les cahiers."""

from collections.abc import Awaitable, Callable

# La page y met de quoi faire lire son second travailleur (apart.py) : des octets, l'avancement → des octets.
voie_de_la_page: Callable[[bytes, Callable[[float, str], None]], Awaitable[bytes]] | None = None
# La page y met l'adresse de la racine du site ; ailleurs, elle est inconnue.
adresse_du_livre: str = ""
