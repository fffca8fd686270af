/** What a tests' page says first over a new bridge: from then on it is there to be asked over it. */
export const joinedGreeting = 'joined';
