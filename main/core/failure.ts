/**
 * An error a person can act on: `message` is one clear sentence (what was wrong, what was got, what to
 * do), `code` is the stable word that scripts match on, as in `{"error":{"code","message"}}`.
 */
export class Failure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}
