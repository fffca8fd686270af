import { converse } from './conversation.ts';
import type { PlaygroundAnswer, PlaygroundRequest } from './playground/protocol.ts';
import { playgroundServer } from './playground/serve.ts';

converse<PlaygroundRequest, PlaygroundAnswer>(playgroundServer);
