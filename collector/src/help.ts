export const HELP = `sojourn-collector [OPTIONS]
  receives the batches of the Sojourn script at /collect, keeps them, shows the report at /report.
sojourn-collector import FILE.ndjson
  takes a log with one batch a line, as it was POSTed. Stopped or run twice, it takes nothing twice.
sojourn-collector export NAME --out FILE.parquet
  writes events, items, sessions or a report (pages, carts, clicks ...) as Parquet, or as CSV to FILE.csv.
  --from 2026-01-31 --to 2026-02-28 --site NAME, filters --entry --referrer --campaign --device, --steps of a funnel

import and export take --data, or --store and --cluster: a file while no collector has it open, ClickHouse at any time.

  --port 8787      TCP port                                            PORT
  --host ::        address to listen on                                HOST
  --data DIR       folder of the database, default .sojourn            DATA_DIR
  --store URL      clickhouse://user:password@host:8123/database keeps SOJOURN_STORE
                   events in ClickHouse instead of a file
  --cluster NAME   that ClickHouse's name of the cluster: tables are   SOJOURN_CLUSTER
                   replicated and distributed
  --site NAME      a site that is collected; repeat for more.          SOJOURN_SITES  (a,b)
                   None: every site
  --origin URL     an origin that may send, like https://shop.example; SOJOURN_ORIGINS (a,b)
                   repeat for more. None: every origin
  --token SECRET   opens the reports to whoever has it. None: reports  SOJOURN_TOKEN
                   for this machine only
  --keep 400d      how long events are kept: 12h, 400d, 2y; 0: always  SOJOURN_KEEP
  --rate 50        batches per second, per site and address prefix;    SOJOURN_RATE
                   0, the default: no limit
  --memory 1024    MiB that the store may take; what a report needs    SOJOURN_MEMORY
                   beyond goes to disk
  --threads 0      threads of the store; 0: one per core               SOJOURN_THREADS
  --help  --version

/healthz, /readyz and /metrics are for machines. While it runs, reports are at /api/NAME?format=parquet or csv, every row
at /api/export/events?format=parquet.

To delete a session: curl -X DELETE http://localhost:8787/api/sessions/ID -H 'Authorization: Bearer TOKEN'
and with ?visitor=day all sessions of the same browser that began within a day of it.`
