// Chargé par chaque page, avant tout réveil : l'identifiant et la progression.
import { afficher, proposer } from "./identite.js";
import { montrer } from "./progres.js";

afficher();
proposer();
montrer();
