// Chargé par chaque page, avant tout réveil : l'identifiant, la progression, l'adresse de chaque bloc.
import "./ancres.js";
import { afficher, proposer } from "./identite.js";
import { montrer } from "./progres.js";

afficher();
proposer();
montrer();
