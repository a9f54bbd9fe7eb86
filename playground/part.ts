export type PartName =
  'programs' | 'images' | 'temporal' | 'kubernetes' | 'dns' | 'istio' | 'prometheus' | 'bookinfo' | 'shop' | 'users';
export type Report = (text: string) => void;

/** What is known of a part that was brought up: from what, and how long it took. */
export interface PartRecord {
  key: string;
  seconds: number;
  address?: string;
}

/** One part of the playground. */
export interface Part {
  name: PartName;
  /** Parts that must be up before this one is begun. */
  needs: PartName[];
  /** Where people reach it. */
  address?: string;
  /** Sees to it that the part is up, from whatever state it was left in; `past` is what the last time noted. */
  ensure(past: PartRecord | undefined, report: Report): Promise<Ensured>;
  /** Whether it answers now. Never throws. */
  isUp(): Promise<boolean>;
}

/** What `ensure` found or did. */
export interface Ensured {
  /** A fingerprint of what the part is made from. */
  key: string;
  /** False when it was up already. */
  made: boolean;
}

/** The usual `ensure`: nothing when the part is up and made from the same things, else `bringUp`, which may be repeated. */
export async function ensureByKey(
  { key, past, isUp }: { key: string; past: PartRecord | undefined; isUp: () => Promise<boolean> },
  bringUp: () => Promise<void>,
): Promise<Ensured> {
  if (past?.key === key && (await isUp())) return { key, made: false };
  await bringUp();
  return { key, made: true };
}
