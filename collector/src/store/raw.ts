/** The embedded database, in its folder. */
export const DATABASE = 'sojourn.duckdb'

/** What can be taken out row by row, however much it is. */
export const RAW = ['events', 'items', 'sessions'] as const
export type Raw = (typeof RAW)[number]
export type FileFormat = 'csv' | 'parquet'
