/** Who a textbook section is written for, and what that reader has at hand. */
export type Audience = { readonly name: string; readonly scenes: readonly string[] };

/**
 * The second axis along which textbook sections vary, as topic and audience do in phi-1's prompts.
 */
export const audiences: readonly Audience[] = [
  { name: 'beginners', scenes: ['If this is your first program, take it slowly.', 'You need nothing but a Python prompt for this.', 'Type the lines below and watch what happens.'] },
  { name: 'school students', scenes: ['Your teacher hands you a page of marks.', 'Think of the homework you did last week.', 'This comes up in nearly every school exercise.'] },
  { name: 'shopkeepers', scenes: ['A shop keeps its prices in a list.', 'At the end of the day the till must be counted.', 'Stock lists are long, and nobody wants to read them by hand.'] },
  { name: 'librarians', scenes: ['A library has more titles than anyone can sort by hand.', 'Every loan leaves a line in the library\'s log.', 'Catalogues are made of words and numbers.'] },
  { name: 'biologists', scenes: ['A notebook from the field holds many counts.', 'Each sample in the laboratory has a number.', 'Measurements pile up faster than one can read them.'] },
  { name: 'musicians', scenes: ['A set list is just a list of titles.', 'Rhythms are counted, and counting is what computers do.', 'A song has parts, and so has a program.'] },
  { name: 'gardeners', scenes: ['A gardener writes down how tall each plant has grown.', 'Seeds are counted before they are sown.', 'Some beds do well, and some do not.'] },
  { name: 'game makers', scenes: ['Every game keeps scores.', 'A board is a list of rows.', 'Players have names, points and levels.'] },
  { name: 'journalists', scenes: ['A long text hides a few facts.', 'Words in a headline must be counted.', 'Names in a report have to be spelt the same way each time.'] },
  { name: 'engineers', scenes: ['A sensor gives one reading a second.', 'Some readings must be thrown away before the rest is used.', 'Small functions are tested more easily than long ones.'] },
  { name: 'accountants', scenes: ['Amounts may be positive or negative.', 'Each row of a ledger has a number.', 'A report is a few numbers made of many.'] },
  { name: 'sailors', scenes: ['A log book has one entry for each watch.', 'Depths are written down in order.', 'Signals are letters, sent one by one.'] },
]; // prettier-ignore
