// Chargé par chaque page, avant tout réveil : l'identifiant et la progression.
import { afficher } from "./identite.js";
import { montrer } from "./progres.js";

afficher();
montrer();
