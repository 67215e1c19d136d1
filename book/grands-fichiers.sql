-- Classer en A, B et C les clients d'un fichier de factures trop grand pour le cours, avec DuckDB.
-- À changer : le nom du fichier, son séparateur, et entre guillemets droits le nom de ses colonnes.

set memory_limit = '500MB';  -- au-delà, DuckDB travaille sur le disque
set temp_directory = 'duckdb-provisoire';
set preserve_insertion_order = false;

-- Les lignes, sans les garder en mémoire. « 1 234,50 € » donne 123450 centimes ; ce qui ne se lit pas, rien.
create or replace view lignes as
select
    trim(regexp_replace("Client", '[\s\x{A0}\x{202F}]+', ' ', 'g')) as client,
    case when regexp_full_match(
        "Montant HT",
        '\s*-?([0-9]+|[0-9]{1,3}([ \x{A0}\x{202F}][0-9]{3})+)(,[0-9]{1,2})?[ \x{A0}\x{202F}]?€?\s*'
    ) then cast(
        100 * cast(replace(regexp_replace("Montant HT", '[^0-9,-]', '', 'g'), ',', '.') as decimal(14, 2))
        as bigint
    ) end as centimes
from read_csv('factures.csv', delim = ';', header = true, all_varchar = true);

-- Le chiffre d'affaires de chaque client. Majuscules et espaces ne font pas un autre client.
create or replace table clients as
select mode(client) as client, sum(centimes) as centimes, count(*) as lignes
from lignes
where client <> '' and centimes is not null
group by lower(client);

-- La méthode ABC du cours, par cumul : A tant que la part cumulée avant le client est sous 80 %, B sous 95 %.
-- Un total négatif, celui d'avoirs, reste hors classement.
create or replace table classement as
with rangs as (
    select client, centimes, sum(greatest(centimes, 0)) over () as total,
           sum(centimes) over (order by centimes desc, lower(client) rows unbounded preceding) as cumul
    from clients
)
select client, centimes / 100 as ca, round(100 * cumul / total, 2) as part_cumulee_pct,
       case when centimes < 0 then 'hors classement'
            when 100 * (cumul - centimes) < 80 * total then 'A'
            when 100 * (cumul - centimes) < 95 * total then 'B'
            else 'C' end as classe
from rangs
order by centimes desc, lower(client);

-- À lire d'abord : gardées et écartées font les lignes lues.
create or replace view rapport as
select count(*) as lignes_lues,
       count(*) filter (where client <> '' and centimes is not null) as lignes_gardees,
       count(*) filter (where not (client <> '' and centimes is not null) or client is null) as lignes_ecartees
from lignes;

-- Ce que l'on emporte : une ligne par client, que le cours relit.
copy (select client as "Client", replace(printf('%.2f', ca), '.', ',') as "CA HT", classe as "Classe" from classement)
to 'clients.csv' (header, delimiter ';');
