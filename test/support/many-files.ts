/** A library of many files, as SQL that SQLite and PostgreSQL understand: through our own code it would take an hour. */

/** When the first file was uploaded, and how far apart they are. */
export const firstUpload = 1_700_000_000_000;
const apartMs = 10;
const idStart = "00000000-0000-4000-8000-";

/** The id of one of them, counted from 0. */
export function idOf(file: number): string {
  return idStart + String(file).padStart(12, "0");
}

/** When the last of so many was uploaded. */
export function lastUpload(files: number): number {
  return firstUpload + (files - 1) * apartMs;
}

const image = `{"format":"jpeg","width":4000,"height":3000,"pages":1,"orientation":1,"hasAlpha":false,"colorMode":"RGB","dpi":[72,72],"location":null,"takenAt":"2024-02-29T23:59:59","interlaced":false}`;

/**
 * Half of the files are project `big`'s, the last hundredth is `late`'s, unless all are one owner's. Of each hundred 75 are stored, 19 temporary,
 * 5 buried, and one is a copy from elsewhere. A tenth has the tag `cat`, a thousandth `rare`.
 */
export function fillLibrary(files: number, owner?: string): string[] {
  const mixed = (factor: number, of: number): string => `(i * ${factor}) % ${of}`;
  const kind = mixed(104_729, 100);
  const spread = `case when i >= ${files - files / 100} then 'late' when ${mixed(7_919, 100)} < 50 then 'big'
    when ${mixed(7_919, 100)} < 80 then 'other' else '' end`;
  const project = owner === undefined ? spread : `'${owner}'`;
  return [
    `insert into intaglio_files (id, project, state, shelf, origin, name, stated_type, type, bytes, sha256, image,
        metadata, tags, uploaded_at, stored_at, expires_at, removed_at)
      with recursive numbers (i) as (
        select cast(0 as bigint) union all select i + 1 from numbers where i < ${files - 1}
      )
      select '${idStart}' || substr(cast(1000000000000 + i as text), 2), ${project},
        case when ${kind} between 94 and 98 then 'buried' else 'ready' end,
        case when ${kind} < 75 then 1 when ${kind} < 94 then 0 when ${kind} < 99 then 2 + i % 2 end,
        case when ${kind} = 99 then 'url:' || cast(i as text) end,
        'a photograph.jpg', 'image/jpeg', 'image/jpeg', 4000000, '${"0a".repeat(32)}', '${image}',
        '{"album":"summer","author":"somebody"}',
        case when i % 10 = 0 then '["cat"]' when i % 1000 = 1 then '["rare"]' else '[]' end,
        ${firstUpload} + i * ${apartMs},
        case when ${kind} < 75 or ${kind} between 94 and 98 and i % 2 = 1 then ${firstUpload} end,
        case when ${kind} between 75 and 98 then ${firstUpload} * 2 end,
        case when ${kind} between 94 and 98 then ${firstUpload} * 2 end
      from numbers`,
    `insert into intaglio_tags (tag, project, shelf, uploaded_at, file_id)
      select case tags when '["cat"]' then 'cat' else 'rare' end, project, shelf, uploaded_at, id
      from intaglio_files where tags <> '[]' and shelf < 2`,
    `insert into intaglio_counts (project, shelf, slot, files)
      select project, shelf, 0, count(*) from intaglio_files where shelf is not null group by project, shelf`,
  ];
}
