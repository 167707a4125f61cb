/** What an address means to a server and what it would be answered: plain data, good for JSON. */
import {
  IntaglioError,
  type DeliveryAnswer,
  type Encode,
  type ErrorCode,
  type FactsWanted,
  type ImageFacts,
  type OutputFormat,
  type Route,
  type Size,
  type Step,
} from "@intaglio/contract";

/** What {@link explain} may be told beside the address. */
export interface ExplainOptions {
  /** The client's `Accept` header. Default: none, as for a client that takes nothing in particular. */
  readonly accept?: string;
  /** Other request headers by name, where they count: client hints such as `Sec-CH-DPR`, and `Save-Data`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Stands in for every picture that is not there, so that sizes can be told all the same. */
  readonly image?: StandIn;
}

/** What is supposed of a picture: a size, and whatever is not as in a plain upright JPEG of 3 channels. */
export interface StandIn extends Size, Partial<Omit<ImageFacts, keyof Size>> {
  /** Its size in bytes. Default: half a byte for each pixel. */
  readonly bytes?: number;
}

/** Where on a request's way something stands against it. `source`: a picture, or fonts for texts, are not there. */
export type RefusalStage = "address" | "signature" | "policy" | "source" | "plan";

/** One reason against a request. */
export interface Refusal {
  readonly stage: RefusalStage;
  readonly code: ErrorCode;
  /** The code's own; the dialect may answer with another one. */
  readonly status: number;
  /** What a stranger reads. */
  readonly sentence: string;
  /** The word, the value and what is allowed; null where the sentence says it all. */
  readonly hint: string | null;
}

/** What the address asks for. */
export interface ExplainedDelivery {
  readonly answer: DeliveryAnswer;
  /** The output settings as asked for: canonical text. */
  readonly encode: string;
  readonly fileName: string | null;
  readonly disposition: "inline" | "attachment" | null;
  readonly facts: FactsWanted | null;
  /** The client hints that the plan was made from. */
  readonly hinted: readonly string[];
  /** The address asks about the picture, so its plan is another one for other pictures. */
  readonly dependsOnFile: boolean;
  /** What the address asked for and only nearly gets. */
  readonly notices: readonly string[];
  /** The source that takes the picture's place when it is not there, as text. */
  readonly fallback: string | null;
}

/** Who may have it. */
export interface ExplainedPolicy {
  /** `granted`: by a token. `open`: anybody may. `closed`: only a file that is itself public. `refused`: the token is no good. */
  readonly standing: "granted" | "open" | "closed" | "refused";
  /** When the token ends, ISO 8601; null for no token, and for one that never does. */
  readonly until: string | null;
  readonly why: string;
}

/** A picture that the address names. */
export interface ExplainedSource {
  /** The source, as canonical text. */
  readonly source: string;
  /**
   * `stored`: there is a file, or a kept copy. `elsewhere`: a request would copy it first, from a folder or another
   * server. `missing`: there is none.
   */
  readonly state: "stored" | "elsewhere" | "missing";
  readonly id: string | null;
  readonly name: string | null;
  readonly bytes: number | null;
  /** Null where nothing is known, and for a file that is no picture. */
  readonly image: ImageFacts | null;
  /** True where `image` and `bytes` were given by the caller, for want of a file. */
  readonly standsIn: boolean;
}

/** One step, and what becomes of the picture. */
export interface ExplainedStep {
  /** The operation's name. */
  readonly op: string;
  readonly step: Step;
  /** The step as canonical text. */
  readonly text: string;
  /** After the step; null where it cannot be told. */
  readonly size: Size | null;
  /** True where the true size depends on the pixels and `size` is the most it can be. */
  readonly atMost: boolean;
  /** Why the step cannot be done; null when it can. */
  readonly refusal: string | null;
}

/** How the picture is written. */
export interface ExplainedOutput extends Size {
  readonly format: OutputFormat;
  /** The media type. */
  readonly type: string;
  /** Frames; 1 for a still picture. */
  readonly frames: number;
  /** The output settings as decided for this client. */
  readonly settings: Encode;
  /** The same as canonical text. */
  readonly encode: string;
  /** The request headers that decide it: the answer's `Vary`. */
  readonly vary: readonly string[];
}

/** One movement of the pixels, see `pipeline/stroke.ts`, and the size it leaves behind. */
export interface ExplainedStroke extends Size {
  readonly kind: string;
}

/** Pixels go through memory once in each pass. */
export interface ExplainedPass {
  /** What is painted: `picture`, or a layer's source as text. */
  readonly of: string;
  /** True for strokes that the image library has no place for: they never share a pass with others. */
  readonly own: boolean;
  /** In the order in which they are carried out. */
  readonly strokes: readonly ExplainedStroke[];
  /** The larger of what goes in and what comes out, all frames together. */
  readonly megapixels: number;
}

/** What it costs to make, from the original; kept renditions cost nothing of it. */
export interface ExplainedCost {
  /** Of the sources, as they are decoded: JPEG may be decoded small. */
  readonly decodedMegapixels: number;
  /** Of all passes. */
  readonly paintedMegapixels: number;
  readonly outputMegapixels: number;
  /** An estimate, good to a factor of two or so: see `pipeline/cost.ts`. */
  readonly cpuMilliseconds: number;
}

/** An address, explained. What does not apply, or could not be worked out, is null or empty. */
export interface Explanation {
  /** The path and query that a request has. */
  readonly target: string;
  /** The protocol that answers. */
  readonly dialect: string | null;
  readonly recipe: Route["recipe"] | null;
  /**
   * What a GET would be answered as far as numbers tell, in the dialect's own statuses; null where that is not worked
   * out: only deliveries are.
   */
  readonly status: number | null;
  /** The reason, where `status` is no 200. */
  readonly code: ErrorCode | null;
  /** All that stands against it, in the order in which a request meets it: the first is what it would be answered. */
  readonly refusals: readonly Refusal[];
  readonly delivery: ExplainedDelivery | null;
  readonly policy: ExplainedPolicy | null;
  /** The picture the steps work on. */
  readonly source: ExplainedSource | null;
  /** True where that is the fallback, in the place of what the address names first. */
  readonly fellBack: boolean;
  /** The pictures that its overlays lay on. */
  readonly layers: readonly ExplainedSource[];
  readonly steps: readonly ExplainedStep[];
  readonly output: ExplainedOutput | null;
  readonly passes: readonly ExplainedPass[];
  readonly cost: ExplainedCost | null;
  /** Limits that would be broken, a sentence each. */
  readonly limits: readonly string[];
  /** The kept result: its name is its cache key and its ETag, as long as none was made again at leisure. */
  readonly rendition: { readonly name: string; readonly cached: boolean } | null;
}

/** A refusal's plain form. What is no client's doing is thrown again: it explains nothing. */
export function toRefusal(stage: RefusalStage, error: unknown): Refusal {
  if (!(error instanceof IntaglioError) || error.status >= 500) throw error;
  const { code, status, sentence, message, detail } = error;
  return { stage, code, status, sentence, hint: detail.hint ?? (message === sentence ? null : message) };
}
