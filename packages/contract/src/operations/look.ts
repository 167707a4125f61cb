import { number, oneOf, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** The names of {@link look}, which are Uploadcare's photo filters. */
export const lookNames = [
  "adaris",
  "briaril",
  "calarel",
  "carris",
  "cynarel",
  "cyren",
  "elmet",
  "elonni",
  "enzana",
  "erydark",
  "fenralan",
  "ferand",
  "galen",
  "gavin",
  "gethriel",
  "iorill",
  "iothari",
  "iselva",
  "jadis",
  "lavra",
  "misiara",
  "namala",
  "nerion",
  "nethari",
  "pamaya",
  "sarnar",
  "sedis",
  "sewen",
  "sorahel",
  "sorlen",
  "tarian",
  "thellassan",
  "varriel",
  "varven",
  "vevera",
  "virkas",
  "yedis",
  "yllara",
  "zatvel",
  "zevcen",
] as const;

/** Gives a photo the look of a named filter. The services' own tables are not public: each is an approximation of ours. */
export const look = defineOperation({
  name: "look",
  fields: {
    name: oneOf(...lookNames),
    /** 0 leaves the picture alone, 1 is the filter, above exaggerates, below 0 goes the other way. */
    amount: withDefault(number(-1, 2), 1),
  },
  neutral: ({ amount }) => amount === 0,
});
