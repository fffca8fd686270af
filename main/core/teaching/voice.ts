/**
 * `plain` uses each piece's own words, `free` all that people say for them and all that they write; `people` asks for
 * plain bodies as strangers would: other names, mostly plain words, and often without saying what the parameter is called.
 */
export type Voice = 'plain' | 'free' | 'people';
