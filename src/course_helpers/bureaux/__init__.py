"""Les bureaux : une page qui garde un état et appelle les mêmes fonctions que les cahiers."""
