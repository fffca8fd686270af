import type { TaskRange } from '../../core/evaluation/prompt-form.ts';
import type { IsolationChoice } from '../../core/evaluation/sandbox.ts';
import { ISOLATION_CHOICES } from '../../core/evaluation/sandbox.ts';
import type { EvaluationSettings, PromptForm, Sanitiser } from '../../core/evaluation/settings.ts';
import { PROMPT_FORMS, SANITISERS } from '../../core/evaluation/settings.ts';

/** What can be chosen for an evaluation. Light, since doors need it before a command runs. */
export const promptForms: readonly PromptForm[] = PROMPT_FORMS;
export const sanitisers: readonly Sanitiser[] = SANITISERS;
export const isolations: readonly IsolationChoice[] = ISOLATION_CHOICES;

export type { EvaluationSettings, IsolationChoice, PromptForm, Sanitiser, TaskRange };
