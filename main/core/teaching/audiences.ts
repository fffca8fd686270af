/** Who a textbook section is written for, and what that reader has at hand. */
export type Audience = { readonly name: string; readonly scenes: readonly string[] };

/**
 * The second axis along which textbook sections vary, as topic and audience do in phi-1's prompts.
 */
export const audiences: readonly Audience[] = [
  { name: 'beginners', scenes: ['If this is your first program, take it slowly.', 'You need nothing but a Python prompt for this.', 'Type the lines below and watch what happens.', 'Do not worry if a word is new; the code will make it clear.', 'Every expert once wrote a function like this one.'] },
  { name: 'school students', scenes: ['Your teacher hands you a page of marks.', 'Think of the homework you did last week.', 'This comes up in nearly every school exercise.', 'A class of thirty makes a list of thirty names.', 'In mathematics you would draw a table; here we write a function.'] },
  { name: 'shopkeepers', scenes: ['A shop keeps its prices in a list.', 'At the end of the day the till must be counted.', 'Stock lists are long, and nobody wants to read them by hand.', 'A customer asks, and the answer should be there at once.', 'Every label in the window started as a line in a file.'] },
  { name: 'librarians', scenes: ['A library has more titles than anyone can sort by hand.', "Every loan leaves a line in the library's log.", 'Catalogues are made of words and numbers.', 'A reader wants a book and remembers only half of its title.', 'Shelf marks follow rules, and rules can be programmed.'] },
  { name: 'biologists', scenes: ['A notebook from the field holds many counts.', 'Each sample in the laboratory has a number.', 'Measurements pile up faster than one can read them.', 'A season of observations fits into one file.', 'The same question is asked of every specimen.'] },
  { name: 'musicians', scenes: ['A set list is just a list of titles.', 'Rhythms are counted, and counting is what computers do.', 'A song has parts, and so has a program.', 'Practice makes a player, and small functions make a programmer.'] },
  { name: 'gardeners', scenes: ['A gardener writes down how tall each plant has grown.', 'Seeds are counted before they are sown.', 'Some beds do well, and some do not.', 'What was planted where is easily forgotten, unless it is written down.'] },
  { name: 'game makers', scenes: ['Every game keeps scores.', 'A board is a list of rows.', 'Players have names, points and levels.', 'Rules must be exact, or somebody will find the gap.', 'Before a game looks good, it has to count right.'] },
  { name: 'journalists', scenes: ['A long text hides a few facts.', 'Words in a headline must be counted.', 'Names in a report have to be spelt the same way each time.', 'Figures are checked twice before they are printed.'] },
  { name: 'engineers', scenes: ['A sensor gives one reading a second.', 'Some readings must be thrown away before the rest is used.', 'Small functions are tested more easily than long ones.', 'What can go wrong should be thought of first.'] },
  { name: 'accountants', scenes: ['Amounts may be positive or negative.', 'Each row of a ledger has a number.', 'A report is a few numbers made of many.', 'A cent that is missing has to be found.'] },
  { name: 'sailors', scenes: ['A log book has one entry for each watch.', 'Depths are written down in order.', 'Signals are letters, sent one by one.', 'On board, everything has its place and its number.'] },
  { name: 'cooks', scenes: ['A recipe is a program for people.', 'Ingredients are weighed, counted and crossed off.', 'What serves four has to be enough for ten.', 'An order comes in, and the kitchen goes through it line by line.'] },
  { name: 'nurses', scenes: ['Each patient has a chart with a row for every hour.', 'Doses are computed and then checked by somebody else.', 'A shift begins with a list of what is to be done.'] },
  { name: 'sports coaches', scenes: ['Lap times are written down as they come.', 'A season is a long list of results.', 'The best of several tries counts.', 'Teams are drawn up from a list of names.'] },
  { name: 'travellers', scenes: ['A route is a list of places.', 'Timetables are full of small sums.', 'Distances on a map add up to a day on foot.', 'A packing list grows until nobody reads it any more.'] },
  { name: 'translators', scenes: ['A text is a sequence of words, and each of them matters.', 'Spelling follows rules with exceptions.', 'A glossary maps one word to another.'] },
  { name: 'hobby astronomers', scenes: ['A clear night gives a page of numbers.', 'Catalogues of stars are longer than any shopping list.', 'Small errors of measurement even out in large samples.'] },
]; // prettier-ignore
