/** What must not leave the machine in a text that a person pastes somewhere. */
export type Private = {
  /** Folders that stand for the person, the longest first wins: the home folder. */
  readonly home: string;
  readonly user: string;
  readonly host: string;
  /** Values of keys that are known here. */
  readonly secrets: readonly string[];
};

const KEY_SHAPES: readonly RegExp[] = [
  // What providers of models give out.
  /\b(?:sk|pk|rk|hf|gsk|xai|key|ghp|gho|github_pat|glpat)[-_][A-Za-z0-9_-]{12,}/g,
  // What stands behind the words that announce a key.
  /\b(authorization|bearer|api[-_ ]?key|token|secret|password)(["']?\s*[:=]\s*["']?|\s+)(?:bearer\s+)?[^\s"',;]{6,}/gi,
  // Credentials within an address.
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi,
  // Signed tokens.
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g,
];

/** The text without home paths, the names of person and machine, and keys, known ones and what looks like one. */
export function redact(text: string, { home, user, host, secrets }: Private): string {
  let said = text;
  for (const secret of secrets) if (secret.length >= 4) said = said.replaceAll(secret, '<key>');
  const [plain, announced, address, signed] = KEY_SHAPES as [RegExp, RegExp, RegExp, RegExp];
  said = said
    .replace(announced, '$1$2<key>')
    .replace(plain, '<key>')
    .replace(address, '$1<key>@')
    .replace(signed, '<key>');
  if (home.length > 1) {
    said = said.replaceAll(home, '~').replaceAll(home.replaceAll('\\', '\\\\'), '~');
  }
  // Other people's homes and this one's under another name, as a link or in a log of another tool.
  said = said.replace(/((?:\/home|\/Users|[A-Z]:\\+Users)[/\\]+)[^/\\\s:"']+/g, '$1<user>');
  for (const [name, shown] of [
    [user, '<user>'],
    [host, '<machine>'],
  ] as const) {
    if (name.length < 2) continue;
    const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    said = said.replace(new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, 'gi'), shown);
  }
  return said;
}
