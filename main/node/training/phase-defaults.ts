/** What a phase is trained with where neither it nor its run says otherwise. */
export const phaseDefaults = { batch: 32, accumulate: 1, rate: 1e-3, weightDecay: 0.1, clipNorm: 1 };
