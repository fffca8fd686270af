/** The kinds of argument an exercise's function takes. */
export type ParameterKind =
  | 'ints' | 'ascending' | 'nearly' | 'few' | 'rolls' | 'naturals' | 'bits' | 'mixed' | 'nested'
  | 'words' | 'text' | 'lines' | 'word' | 'short word' | 'small letters' | 'runs' | 'encoded' | 'loose text'
  | 'number' | 'count' | 'delta' | 'year' | 'small' | 'width' | 'side' | 'percent' | 'mask'
  | 'table' | 'second table' | 'grid' | 'square grid' | 'matrix' | 'letter'
  | 'point' | 'points' | 'interval' | 'intervals' | 'pairs' | 'records'
  | 'clock' | 'date' | 'seconds' | 'month' | 'weekday'
  | 'brackets' | 'postfix' | 'commands' | 'moves' | 'binary' | 'fields' | 'settings' | 'number text' | 'maybe number'
  | 'mark' | 'board' | 'cells' | 'password' | 'address'; // prettier-ignore

/** How many names plain exercises and the benchmark choose from: the first of each list. */
const plainNames = 7;

/** The names that a parameter may have where few are enough, or where people choose. */
export const namesOf = (kind: ParameterKind, plain: boolean): readonly string[] =>
  plain ? parameterWords[kind].names.slice(0, plainNames) : parameterWords[kind].names;

/** What is said about a parameter: how it is called, annotated and described. */
export type ParameterWords = {
  /** None is a Python builtin or a local variable of the curriculum. */
  readonly names: readonly string[];
  readonly annotation: string;
  /** With their article: 'a list of integers'. */
  readonly descriptions: readonly string[];
  /** What the argument is once it was introduced: 'the list'. */
  readonly short: string;
};

const listOfInts = [
  'a list of integers',
  'a list of numbers',
  'a list of whole numbers',
  'an array of integers',
  'a sequence of integers',
];
const numbersNames = [
  'values', 'numbers', 'nums', 'items', 'data', 'scores', 'prices', 'lst', 'arr', 'xs', 'elements', 'integers', 'readings',
  'temperatures', 'heights', 'weights', 'ages', 'sales', 'amounts', 'costs', 'points', 'marks', 'grades', 'distances', 'depths',
  'levels', 'steps', 'counts', 'samples', 'measurements', 'deltas', 'profits', 'visits', 'votes', 'speeds', 'durations', 'sequence',
  'series', 'array', 'number_list', 'input_list', 'int_list', 'daily_sales', 'test_scores', 'page_counts', 'lap_times',
]; // prettier-ignore
const wordsNames = [
  'words', 'names', 'items', 'strings', 'tags', 'labels', 'titles', 'lst', 'cities', 'colors', 'fruits', 'animals', 'tokens',
  'entries', 'keys', 'flowers', 'guests', 'players', 'books', 'songs', 'plants', 'countries', 'word_list', 'terms', 'stations',
  'string_list', 'file_names', 'usernames', 'topics', 'ingredients',
]; // prettier-ignore
const textNames = [
  'text',
  'sentence',
  'message',
  'line',
  'string',
  'note',
  's',
  'phrase',
  'txt',
  'title',
  'comment',
  'headline',
  'input_string',
  'content',
  'quote',
  'paragraph',
  'reply',
  'caption',
  'subject',
];
const numberNames = [
  'n',
  'number',
  'value',
  'limit',
  'count',
  'num',
  'start',
  'amount',
  'm',
  'integer',
  'quantity',
  'points',
  'ticket',
  'house_number',
  'serial',
  'code',
];
const tableNames = [
  'table',
  'prices',
  'scores',
  'ages',
  'stock',
  'counts',
  'marks',
  'record',
  'd',
  'mapping',
  'inventory',
  'votes',
  'balances',
  'grades',
  'salaries',
  'distances',
  'ratings',
  'population',
  'price_list',
  'phone_book',
];
const gridNames = [
  'grid',
  'rows',
  'matrix',
  'board',
  'lists',
  'table',
  'm',
  'numbers',
  'image',
  'heights',
  'sheet',
  'pixels',
  'field',
];
const stringOnly = ['a string', 'a text', 'a piece of text'];

/** Every kind of parameter with its words. */
export const parameterWords: Readonly<Record<ParameterKind, ParameterWords>> = {
  ints: { names: numbersNames, annotation: 'list[int]', descriptions: listOfInts, short: 'the list' },
  ascending: { names: ['values', 'numbers', 'nums', 'data', 'scores', 'sizes', 'sorted_numbers', 'ordered', 'arr', 'timestamps', 'pages', 'ranks'], annotation: 'list[int]', descriptions: ['a sorted list of integers', 'a list of numbers in ascending order', 'an ascending list of integers'], short: 'the list' },
  nearly: { names: ['values', 'numbers', 'nums', 'data', 'scores', 'sizes', 'arr', 'heights', 'times', 'readings', 'lst'], annotation: 'list[int]', descriptions: listOfInts, short: 'the list' },
  few: { names: ['part', 'few', 'wanted', 'sample', 'chosen', 'targets', 'subset', 'required', 'needed'], annotation: 'list[int]', descriptions: ['a short list of integers', 'a few numbers in a list'], short: 'the list' },
  rolls: { names: ['rolls', 'dice', 'throws', 'faces', 'hand', 'outcomes'], annotation: 'list[int]', descriptions: ['a list of dice rolls', 'the faces of some dice', 'a list of numbers from 1 to 6'], short: 'the rolls' },
  naturals: { names: ['values', 'sizes', 'lengths', 'numbers', 'heights', 'weights', 'minutes', 'nums', 'loads', 'quantities', 'piles', 'parts', 'bars'], annotation: 'list[int]', descriptions: ['a list of positive integers', 'a list of natural numbers', 'a list of positive whole numbers'], short: 'the list' },
  bits: { names: ['bits', 'flags', 'switches', 'lights', 'signal', 'digits', 'votes', 'seats'], annotation: 'list[int]', descriptions: ['a list of zeros and ones', 'a list of bits', 'a list that holds only 0 and 1'], short: 'the list' },
  mixed: { names: ['values', 'items', 'data', 'things', 'row', 'entries', 'cells', 'answers'], annotation: 'list', descriptions: ['a list of numbers, strings and None', 'a list of values of different types', 'a mixed list'], short: 'the list' },
  nested: { names: ['nested', 'tree', 'lists', 'data', 'structure', 'items', 'boxes'], annotation: 'list', descriptions: ['a nested list of integers', 'a list that may hold further lists', 'a list whose items are numbers or lists'], short: 'the list' },
  words: { names: wordsNames, annotation: 'list[str]', descriptions: ['a list of words', 'a list of strings', 'an array of strings', 'some words in a list', 'a sequence of strings'], short: 'the list' },
  text: { names: textNames, annotation: 'str', descriptions: [...stringOnly, 'a sentence', 'a line of text'], short: 'the text' },
  lines: { names: ['text', 'document', 'page', 'content', 'message', 'note', 'poem', 'log', 'report', 'script', 'letter'], annotation: 'str', descriptions: ['a text of several lines', 'a multi-line string', 'a string with line breaks'], short: 'the text' },
  word: { names: ['word', 'text', 'name', 'string', 'label', 's', 'title', 'tag', 'term', 'input_string', 'nickname', 'input_word'], annotation: 'str', descriptions: ['a word', 'a string', 'a single word'], short: 'the word' },
  'short word': { names: ['word', 'text', 'name', 'string', 'other', 'label', 's', 't', 'first_word', 'second_word', 'guess', 'secret'], annotation: 'str', descriptions: ['a word', 'a short word', 'a string'], short: 'the word' },
  'small letters': { names: ['word', 'text', 'message', 'string', 'plain', 'secret', 's', 'letters', 'input_text'], annotation: 'str', descriptions: ['a string of lower-case letters', 'a word in lower case', 'a string of small letters'], short: 'the word' },
  runs: { names: ['text', 'string', 'letters', 'line', 'signal', 's', 'pattern', 'sequence'], annotation: 'str', descriptions: ['a string of letters', 'a string with runs of the same letter', 'a sequence of letters'], short: 'the string' },
  encoded: { names: ['code', 'text', 'string', 'packed', 'encoded', 'compressed', 's', 'short_form'], annotation: 'str', descriptions: ['a string of letters and counts', 'a compressed string', 'an encoded string'], short: 'the string' },
  'loose text': { names: textNames, annotation: 'str', descriptions: ['a string with stray spaces', 'an untidy string', 'a text with extra spaces'], short: 'the text' },
  number: { names: numberNames, annotation: 'int', descriptions: ['a positive integer', 'a positive number', 'an integer', 'a natural number'], short: 'the number' },
  count: { names: ['n', 'limit', 'count', 'number', 'stop', 'top', 'num', 'size', 'm', 'upper', 'max_value', 'rounds', 'value'], annotation: 'int', descriptions: ['a positive integer', 'a positive number', 'a natural number', 'an integer'], short: 'the number' },
  delta: { names: ['number', 'value', 'n', 'num', 'change', 'temperature', 'difference', 'offset', 'balance', 'score'], annotation: 'int', descriptions: ['an integer', 'a whole number', 'a number'], short: 'the number' },
  year: { names: ['year', 'n', 'number', 'birth_year', 'y'], annotation: 'int', descriptions: ['a year', 'the number of a year'], short: 'the year' },
  small: { names: ['k', 'limit', 'size', 'bound', 'amount', 'step', 'factor', 'threshold', 'target', 'times', 'm', 'distance', 'cutoff', 'max_size', 'gap'], annotation: 'int', descriptions: ['a small positive integer', 'a positive integer', 'an integer', 'a number'], short: 'the number' },
  width: { names: ['width', 'size', 'length', 'columns', 'min_width', 'space'], annotation: 'int', descriptions: ['a width', 'a number of columns', 'a positive integer'], short: 'the width' },
  side: { names: ['width', 'height', 'length', 'side', 'depth', 'radius', 'base', 'edge', 'breadth', 'a_side', 'b_side'], annotation: 'int', descriptions: ['a length', 'a positive length', 'a positive whole number'], short: 'the length' },
  percent: { names: ['percent', 'rate', 'discount', 'share', 'score', 'level', 'charge', 'humidity'], annotation: 'int', descriptions: ['a percentage', 'a whole number from 0 to 100', 'a percentage from 0 to 100'], short: 'the percentage' },
  mask: { names: ['mask', 'flags', 'number', 'n', 'value', 'register', 'byte', 'code'], annotation: 'int', descriptions: ['a non-negative integer', 'a bit mask', 'an integer from 0 to 255'], short: 'the number' },
  table: { names: tableNames, annotation: 'dict[str, int]', descriptions: ['a dictionary from names to numbers', 'a dictionary of counts', 'a dictionary with strings as keys and integers as values', 'a dict of numbers by name'], short: 'the dictionary' },
  'second table': { names: ['other', 'extra', 'updates', 'changes', 'new_stock', 'delivery', 'second', 'bonus', 'orders'], annotation: 'dict[str, int]', descriptions: ['another dictionary from names to numbers', 'a second dictionary'], short: 'the dictionary' },
  grid: { names: gridNames, annotation: 'list[list[int]]', descriptions: ['a list of lists of integers', 'a grid of numbers', 'a list of rows of numbers'], short: 'the grid' },
  'square grid': { names: gridNames, annotation: 'list[list[int]]', descriptions: ['a matrix as a list of rows', 'a grid of numbers', 'a two-dimensional list of integers'], short: 'the matrix' },
  matrix: { names: ['matrix', 'grid', 'square', 'm', 'board', 'rows', 'table', 'mat'], annotation: 'list[list[int]]', descriptions: ['a square matrix', 'a square grid of numbers', 'a matrix with as many rows as columns'], short: 'the matrix' },
  letter: { names: ['letter', 'char', 'mark', 'symbol', 'ch', 'character', 'sep', 'target', 'wanted'], annotation: 'str', descriptions: ['a letter', 'a single character', 'a character'], short: 'the letter' },
  point: { names: ['point', 'position', 'place', 'location', 'here', 'there', 'start_point', 'end_point', 'home'], annotation: 'tuple[int, int]', descriptions: ['a point as a pair of coordinates', 'an (x, y) pair', 'a pair of coordinates'], short: 'the point' },
  points: { names: ['points', 'places', 'positions', 'corners', 'route', 'path', 'stars', 'trees', 'vertices'], annotation: 'list[tuple[int, int]]', descriptions: ['a list of points', 'a list of (x, y) pairs', 'a list of coordinates'], short: 'the points' },
  interval: { names: ['interval', 'span', 'booking', 'meeting', 'shift', 'visit', 'window', 'period'], annotation: 'tuple[int, int]', descriptions: ['an interval as a pair of its ends', 'a (start, end) pair', 'a pair of a start and an end'], short: 'the interval' },
  intervals: { names: ['intervals', 'spans', 'bookings', 'meetings', 'shifts', 'visits', 'ranges', 'events', 'periods'], annotation: 'list[tuple[int, int]]', descriptions: ['a list of intervals', 'a list of (start, end) pairs', 'intervals as a list of pairs'], short: 'the intervals' },
  pairs: { names: ['pairs', 'orders', 'entries', 'purchases', 'results', 'scores', 'transfers', 'items', 'sales', 'rows'], annotation: 'list[tuple[str, int]]', descriptions: ['a list of (name, number) pairs', 'pairs of a name and a number', 'a list of tuples of a name and an amount'], short: 'the pairs' },
  records: { names: ['people', 'students', 'records', 'users', 'members', 'staff', 'pets', 'rows'], annotation: 'list[dict]', descriptions: ["a list of dictionaries with the keys 'name' and 'age'", "records with a 'name' and an 'age'", "a list of dicts, each with 'name' and 'age'"], short: 'the records' },
  clock: { names: ['time', 'clock', 'departure', 'arrival', 'opening', 'alarm', 'start_time', 'time_text'], annotation: 'str', descriptions: ["a time as 'HH:MM'", "a clock time such as '09:30'", 'a time of day in hours and minutes'], short: 'the time' },
  date: { names: ['date', 'day', 'birthday', 'due_date', 'date_text', 'deadline', 'iso_date'], annotation: 'str', descriptions: ["a date as 'YYYY-MM-DD'", "a date such as '2021-03-09'", 'a date in ISO form'], short: 'the date' },
  seconds: { names: ['seconds', 'duration', 'secs', 'elapsed', 'time_left', 'total_seconds'], annotation: 'int', descriptions: ['a number of seconds', 'a duration in seconds'], short: 'the duration' },
  month: { names: ['month', 'm', 'month_number', 'number'], annotation: 'int', descriptions: ['a month from 1 to 12', 'the number of a month'], short: 'the month' },
  weekday: { names: ['day', 'weekday', 'today', 'day_number'], annotation: 'int', descriptions: ['a weekday from 0 (Monday) to 6 (Sunday)', 'the number of a weekday, Monday being 0'], short: 'the day' },
  brackets: { names: ['text', 'brackets', 's', 'expression', 'code', 'string', 'formula'], annotation: 'str', descriptions: ['a string of brackets', 'a string of parentheses', 'a string that holds only brackets'], short: 'the string' },
  postfix: { names: ['expression', 'formula', 'program', 'source', 'text', 'postfix'], annotation: 'str', descriptions: ['an expression in postfix notation', 'a postfix expression', "a formula such as '2 3 +'"], short: 'the expression' },
  commands: { names: ['commands', 'operations', 'steps', 'actions', 'instructions', 'log', 'program'], annotation: 'list[str]', descriptions: ["a list of commands 'push N' and 'pop'", "commands, each 'push N' or 'pop'"], short: 'the commands' },
  moves: { names: ['moves', 'path', 'steps', 'directions', 'route', 'instructions', 'walk'], annotation: 'str', descriptions: ["a string of the moves 'U', 'D', 'L' and 'R'", "a string of steps: 'U', 'D', 'L' or 'R'"], short: 'the moves' },
  binary: { names: ['bits', 'binary', 'code', 's', 'digits', 'bit_string', 'number'], annotation: 'str', descriptions: ['a string of zeros and ones', 'a binary number as a string', 'a bit string'], short: 'the bits' },
  fields: { names: ['line', 'row', 'record', 'csv_line', 'entry', 'text'], annotation: 'str', descriptions: ['a line of fields with commas between', 'a comma-separated string', 'one line of a CSV file'], short: 'the line' },
  settings: { names: ['text', 'settings', 'query', 'config', 'options', 'line', 'params'], annotation: 'str', descriptions: ["a string such as 'a=1;b=2'", 'settings as a string, separated by semicolons', 'assignments with semicolons between'], short: 'the settings' },
  'number text': { names: ['text', 'line', 'numbers', 'row', 'input_line', 's', 'data'], annotation: 'str', descriptions: ['a string of numbers separated by spaces', 'numbers written in a string', 'a line of numbers'], short: 'the line' },
  'maybe number': { names: ['text', 'value', 'answer', 'entry', 's', 'raw', 'user_input', 'field'], annotation: 'str', descriptions: ['a string that may hold a number', 'what a user typed', 'a string'], short: 'the string' },
  mark: { names: ['score', 'mark', 'points', 'grade', 'percent', 'result_points'], annotation: 'int', descriptions: ['a score from 0 to 100', 'a number of points out of 100', 'a mark out of 100'], short: 'the score' },
  board: { names: ['board', 'grid', 'rows', 'game', 'field', 'state'], annotation: 'list[str]', descriptions: ["a board as three strings of 'X', 'O' and '.'", "a 3 by 3 board of 'X', 'O' and '.'"], short: 'the board' },
  cells: { names: ['cells', 'state', 'world', 'line', 'tape', 'generation', 'row'], annotation: 'list[int]', descriptions: ['a row of cells, each 0 or 1', 'a list of cells that are 0 or 1'], short: 'the cells' },
  password: { names: ['password', 'secret', 'candidate', 'pin', 'text', 'new_password'], annotation: 'str', descriptions: ['a password', 'a candidate for a password', 'a string'], short: 'the password' },
  address: { names: ['address', 'email', 'mail', 'contact', 'text', 'sender'], annotation: 'str', descriptions: ['an e-mail address', 'a string that may be an e-mail address', 'an address'], short: 'the address' },
}; // prettier-ignore
