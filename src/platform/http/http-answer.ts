/** A whole answer that a handler returns instead of an object to be serialised: status, headers, and the body's text. */
export class HttpAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string,
  ) {}
}
