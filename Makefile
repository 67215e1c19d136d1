# Les commandes du cours. « make » seul les énumère.
PYTHON ?= python3
BIN := .venv/bin
# Une machine peut le fixer : chaque programme lancé par un test recompilerait alors le cours entier.
unexport PYTHONDONTWRITEBYTECODE
PRET := .venv/.pret
# JupyterLab en français, sans demande de nouvelles à un autre site.
REGLAGES := .venv/share/jupyter/lab/settings/overrides.json
SITE := _build/$(if $(SOLUTIONS),enseignant/_build/)html
LIVRE := $(BIN)/jupyter-book build -W -n --keep-going
# Un fichier de tests par cœur (un de plus ralentit tous les autres), dans l'ordre de tests/conftest.py ; au plus
# huit, dont chacun ouvre un navigateur.
PYTEST := $(BIN)/pytest -n logical --maxprocesses=8 --dist loadfile --no-loadscope-reorder
VERIFIES := --nbval --nbval-current-env --nbval-cell-timeout=600 src tests notebooks solutions
PROGRAMMES := chromium hunspell soffice
# Debian sépare le tableur et le traitement de texte de LibreOffice : soffice ne dit pas que les deux y sont.
BUREAUTIQUE := /usr/lib/libreoffice/program
# ORDRE=hasard tire au sort l'ordre des fichiers et dit la graine ; ORDRE=GRAINE le redonne.
ifdef ORDRE
PYTEST += --random-order-bucket=module $(if $(filter-out hasard,$(ORDRE)),--random-order-seed=$(ORDRE))
endif

.DEFAULT_GOAL := aide
.PHONY: aide livre test site enseignant pages distribution style labo cahiers mesures paquet pdf livraison version test-dates test-firefox test-webkit test-lecteur charge verrou programmes

aide: ## énumère les commandes
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# L'installation n'est refaite que si le verrou change.
$(PRET): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Il faut Python 3.11 ou plus récent.")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p $(dir $(REGLAGES)) && printf '%s\n' '{' \
	  '  "@jupyterlab/translation-extension:plugin": {"locale": "fr_FR"},' \
	  '  "@jupyterlab/apputils-extension:notification": {"checkForUpdates": false, "fetchNews": "false"}' \
	  '}' > $(REGLAGES)
	@touch $@

livre: site ## installe, construit le livre et le sert sur cette machine
	$(BIN)/python book/servir.py

site: $(PRET) ## construit le livre dans _build/html
	@$(MAKE) --no-print-directory -j 2 pages distribution $(AUSSI)
	$(BIN)/python book/_vivant/assembler.py $(SITE)

enseignant: ## construit le site de l'enseignant, avec les corrigés, et le réunit dans _build/cours-enseignant.zip
	@$(MAKE) --no-print-directory paquet SOLUTIONS=1

# Les pages et le Python du navigateur ne dépendent pas l'un de l'autre : chacun son cœur.
pages:
ifdef SOLUTIONS
	$(BIN)/python solutions/publier.py _build/enseignant/_toc.yml
	$(LIVRE) --toc _build/enseignant/_toc.yml --path-output _build/enseignant .
else
	$(LIVRE) --toc book/_toc.yml .
endif

distribution:
	$(BIN)/python book/_vivant/distribution.py
	$(BIN)/python book/_vivant/lite.py $(SITE)

test: AUSSI := style
test: $(PRET) programmes site ## installe et vérifie tout (ORDRE=hasard : les fichiers dans un ordre tiré au sort)
	$(PYTEST) $(VERIFIES)

# Le cœur que la distribution libère avant l'autre.
style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

labo: $(PRET) ## ouvre JupyterLab sur les cahiers
	$(BIN)/jupyter lab notebooks

cahiers: $(PRET) ## dérive de solutions/*.md les cahiers et leurs corrigés
	$(BIN)/python solutions/deriver.py

mesures: $(PRET) site ## compare les temps de calcul à d'autres outils, mesure la lisibilité
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[mesures]'
	$(BIN)/python tests/mesures.py
	$(BIN)/python tests/mesures_page.py
	PYTHONPATH=book/_ext $(BIN)/python tests/textes/lisibilite.py

paquet: site ## réunit le cours à emporter dans _build/cours-hors-ligne.zip
	$(BIN)/python book/_vivant/paquet.py $(if $(SOLUTIONS),_build/enseignant/_build/html _build/cours-enseignant.zip)

pdf: PROGRAMMES := chromium
pdf: $(PRET) programmes site ## écrit les PDF du cours dans le site, et leurs liens dans ses pages (SOLUTIONS=1 : les corrigés, dans celui de l'enseignant)
	$(BIN)/python book/_vivant/imprimer.py $(SITE)

# Ce que les flux d'une forge joignent à une version. Les fichiers de Pyodide n'ont qu'à revenir dans le cache pour
# que le site se reconstruise sans leur source.
livraison: pdf paquet ## réunit dans _build/livraison ce qui se joint à une version : zip, PDF, fichiers de Pyodide
	rm -rf _build/livraison && mkdir _build/livraison
	cp _build/cours-hors-ligne.zip _build/html/_pdf/*.pdf _build/livraison
	tar -cf _build/livraison/fichiers-pyodide.tar -C _build/.cache-pyodide telecharges

version: ## dit le numéro du cours ; NOUVELLE=1.2.0 le change partout où il est écrit
	@$(PYTHON) .ci/version.py $(NOUVELLE)

# Les programmes Python ont la date que faketime leur donne ; les pages, celle que Playwright leur donne.
test-dates: $(PRET) programmes site ## refait les tests à d'autres dates, dont un 29 février (paquet faketime)
	@command -v faketime > /dev/null || apt-get install -yq $$(cat .ci/paquets-dates)
	for jour in 2027-12-31 2028-02-29; do \
	  faketime --exclude-monotonic "$$jour 12:00:00" $(PYTEST) $(VERIFIES) || exit 1; done

# Deux autres moteurs que Chromium, le même trajet ; ils ne font pas partie de « make test ».
test-firefox: site ## refait dans Firefox le trajet d'un élève, sur les sept chapitres (paquet firefox-esr)
	@command -v firefox-esr > /dev/null || { apt-get update -q && apt-get install -yq firefox-esr; }
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[moteurs]'
	$(BIN)/python tests/moteurs/parcourir.py firefox

test-webkit: site ## le refait dans WebKit, le moteur de Safari (paquets de .ci/paquets-webkit)
	@command -v WebKitWebDriver > /dev/null && command -v xvfb-run > /dev/null \
	  || { apt-get update -q && apt-get install -yq --no-install-recommends $$(cat .ci/paquets-webkit); }
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[moteurs]'
	xvfb-run -a $(BIN)/python tests/moteurs/parcourir.py webkit

# Orca et de quoi le faire parler sans écran ; ne fait pas partie de « make test ».
test-lecteur: site ## écoute avec le lecteur d'écran Orca le trajet d'un élève (paquets de .ci/paquets-lecteur)
	@command -v orca > /dev/null && command -v xdotool > /dev/null \
	  || { apt-get update -q && apt-get install -yq --no-install-recommends $$(cat .ci/paquets-lecteur); }
	$(BIN)/python tests/lecteur/ecouter.py

# JupyterHub s'ajoute à l'environnement sans y changer une version ; ne fait pas partie de « make test ».
charge: $(PRET) ## joue trente élèves sur un JupyterHub de cette machine, et tue ce qui peut l'être (ELEVES=30 VAGUE=5)
	@grep -v '^-e' requirements.txt > .venv/.versions
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint .venv/.versions -e '.[hub]'
	$(BIN)/npm ci --silent --prefix book/_hub --ignore-scripts
	$(BIN)/python tests/charge.py

verrou: $(PRET) ## recalcule requirements.txt d'après pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	  --extra figures --extra tableurs --extra factures --extra labo --extra exports --extra enseignant --extra livre --extra tests --no-annotate --no-header --output-file requirements.txt
	sed -i '1i # Verrou complet du cours, produit par « make verrou » : ne pas modifier à la main.' requirements.txt
	echo '-e .' >> requirements.txt

# Chromium regarde les pages, Hunspell lit les textes, LibreOffice ouvre les tableurs et les documents. Le Node de
# Playwright demande libatomic, qu'un Debian nu n'a pas.
programmes: $(PRET)
	@manquent() { for nom in $(PROGRAMMES); do command -v $$nom > /dev/null || echo $$nom; done; \
	  $(BIN)/playwright --version > /dev/null 2>&1 || echo libatomic1; \
	  $(if $(filter soffice,$(PROGRAMMES)),,return;) [ ! -d $(BUREAUTIQUE) ] || [ -e $(BUREAUTIQUE)/libswlo.so ] || echo libreoffice-writer-nogui; }; \
	if [ -n "$$(manquent)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; \
	  then apt-get update -q && apt-get install -yq $(if $(filter soffice,$(PROGRAMMES)),$$(cat .ci/paquets),$$(manquent)); fi; \
	case "$$(manquent)" in *chromium*) $(BIN)/playwright install chromium || exit 1;; esac; \
	reste=$$(manquent | grep -v chromium | tr '\n' ' '); [ -z "$$reste" ] || \
	  { echo "Il manque $${reste}: installez les paquets de .ci/paquets, puis relancez make test."; exit 1; }
