/** One HTTP answer. */
export interface Answer {
  status: number;
  contentType: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** Called once the whole answer has been given to the network. */
  sent?: () => void;
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(body), headers };
}

/** An answer with an HTML page; `body` is what stands between the body tags. */
export function html(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const page = `<!doctype html>\n<html lang="en"><head><title>Bookinfo</title></head><body>\n${body}\n</body></html>\n`;
  return { status, contentType: 'text/html; charset=utf-8', body: page, headers };
}

/** Thrown while answering; becomes the answer with this status and the message as its `error`. */
export class AnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
