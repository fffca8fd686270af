import { tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { n, s } from './read.ts';

const topic = 'dates and clocks';
const two = (value: number): string => String(value).padStart(2, '0');
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Times of day, durations, days and months. */
export const clockClassics: readonly Classic[] = [
  {
    id: 'minutes since midnight', topic, parameters: ['clock'], result: 'int', names: ['to_minutes', 'minutes_of_day', 'clock_to_minutes'],
    lesson: 'Splitting at the colon gives hours and minutes as text, and int makes numbers of them.',
    docs: ['Return the number of minutes from midnight to $1.', 'Convert the time $1 to minutes since midnight.', 'Count the minutes of the day that have passed at $1.'],
    body: ["hours, minutes = $1.split(':')", 'return int(hours) * 60 + int(minutes)'], others: [['return int($1[:2]) * 60 + int($1[3:])'], py`
      parts = [int(w) for w in $1.split(':')]
      return parts[0] * 60 + parts[1]`, py`
      hours, minutes = map(int, $1.split(':'))
      return 60 * hours + minutes`], apply: (t) => minutesOf(s(t)),
  },
  {
    id: 'clock from minutes', topic, parameters: ['number'], result: 'str', names: ['to_clock', 'format_time', 'minutes_to_clock'],
    lesson: 'In an f-string, :02d writes a number with two digits.',
    docs: ["Return the time of day as 'HH:MM' that is $1 minutes after midnight.", "Write $1 minutes after midnight as a clock time 'HH:MM', starting again after each day."],
    body: ['$1 %= 1440', "return f'{$1 // 60:02d}:{$1 % 60:02d}'"], others: [py`
      hours, minutes = divmod($1 % 1440, 60)
      return str(hours).zfill(2) + ':' + str(minutes).zfill(2)`, py`
      hours = $1 // 60 % 24
      minutes = $1 % 60
      return f'{hours:02d}:{minutes:02d}'`], apply: (m) => clockOf(n(m) % 1440),
  },
  {
    id: 'later clock', topic, parameters: ['clock', 'number'], result: 'str', names: ['add_minutes', 'later', 'clock_after'],
    lesson: 'Convert to minutes, add, convert back: most work on times has these three steps.',
    docs: ['Return the time $2 minutes after $1.', "Add $2 minutes to the time $1 and write the result as 'HH:MM'."],
    body: py`
      hours, minutes = $1.split(':')
      total = (int(hours) * 60 + int(minutes) + $2) % 1440
      return f'{total // 60:02d}:{total % 60:02d}'`, others: [py`
      total = int($1[:2]) * 60 + int($1[3:]) + $2
      hours = total // 60 % 24
      minutes = total % 60
      return f'{hours:02d}:{minutes:02d}'`], apply: (t, m) => clockOf((minutesOf(s(t)) + n(m)) % 1440),
  },
  {
    id: 'twelve-hour clock', topic, parameters: ['clock'], result: 'str', names: ['twelve_hour', 'am_pm', 'to_12_hour'],
    lesson: 'On a clock with twelve hours, midnight and noon are both written 12.',
    docs: ["Return $1 on a clock of twelve hours, such as '3:05 pm'.", "Write the time $1 with am or pm, such as '3:05 pm'."],
    body: py`
      hours = int($1[:2])
      text = 'am' if hours < 12 else 'pm'
      return f'{(hours - 1) % 12 + 1}:{$1[3:]} {text}'`, others: [py`
      hours, minutes = $1.split(':')
      hours = int(hours)
      text = 'am'
      if hours >= 12:
          text = 'pm'
          hours -= 12
      if hours == 0:
          hours = 12
      return str(hours) + ':' + minutes + ' ' + text`], apply: (t) => { const h = Number(s(t).slice(0, 2)); return `${String(((h + 11) % 12) + 1)}:${s(t).slice(3)} ${h < 12 ? 'am' : 'pm'}`; },
  },
  {
    id: 'days of a month', topic, parameters: ['month'], result: 'int', names: ['days_in_month', 'month_length', 'month_days'],
    lesson: 'A few values that follow no rule are best kept in a list.',
    docs: ['Return the number of days of the month $1 in a common year.', 'Look up how many days month number $1 has when the year is no leap year.'],
    body: ['return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][$1 - 1]'], others: [py`
      if $1 == 2:
          return 28
      if $1 in (4, 6, 9, 11):
          return 30
      return 31`], apply: (m) => lengths[n(m) - 1]!,
  },
  {
    id: 'weekday name', topic, parameters: ['weekday'], result: 'str', names: ['weekday_name', 'name_of_day', 'day_name'],
    lesson: 'A list answers for a number with the item at that index.',
    docs: ["Return the name of the weekday $1, where 0 is 'Monday'.", "Name the day with the number $1, counting from 0 for 'Monday'."],
    body: ["return ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][$1]"], others: [["return 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split()[$1]"]], apply: (d) => days[n(d)]!,
  },
  {
    id: 'weekday after', topic, parameters: ['weekday', 'number'], result: 'int', names: ['weekday_after', 'day_after', 'later_weekday'],
    lesson: 'Days of the week come round every seven days, as remainders do.',
    docs: ['Return the number of the weekday $2 days after the weekday $1.', 'Work out which weekday it is $2 days after $1, both counted from 0.'],
    body: ['return ($1 + $2) % 7'], others: [py`
      result = $1 + $2
      return result % 7`], apply: (d, k) => (n(d) + n(k)) % 7,
  },
  {
    id: 'weekend', topic, parameters: ['weekday'], result: 'str', names: ['kind_of_day', 'day_kind', 'open_or_closed'], linked: ['A', 'B'], holes: { A: ['closed', 'free', 'weekend', 'rest'], B: ['open', 'busy', 'workday', 'work'] },
    lesson: 'in with a tuple asks whether a value is one of several.',
    docs: ['Return @A for the weekdays 5 and 6 and @B for all others, given $1.', 'Answer with @A if the weekday $1 is 5 or 6, and with @B otherwise.'],
    body: ['return @A if $1 in (5, 6) else @B'], others: [py`
      if $1 >= 5:
          return @A
      return @B`, py`
      if $1 == 5 or $1 == 6:
          return @A
      else:
          return @B`], apply: (d, _, __, { A, B }) => (n(d) > 4 ? A : B),
  },
  {
    id: 'date parts', topic, parameters: ['date'], result: 'tuple[int, int, int]', names: ['date_parts', 'split_date', 'parse_date'],
    lesson: 'split with a separator cuts a text at each place where that stands.',
    docs: ['Return year, month and day of $1 as a tuple of integers.', 'Parse the date $1 into a tuple of three numbers: year, month and day.'],
    body: ["return tuple(int(w) for w in $1.split('-'))"], others: [['return int($1[:4]), int($1[5:7]), int($1[8:])'], py`
      parts = $1.split('-')
      return int(parts[0]), int(parts[1]), int(parts[2])`], apply: (d) => tuple(...s(d).split('-').map(Number)),
  },
  {
    id: 'reordered date', topic, parameters: ['date'], result: 'str', names: ['european_date', 'format_date', 'reorder_date'],
    lesson: 'Names on the left of = take a list apart.',
    docs: ["Return $1 in the form 'DD.MM.YYYY'.", "Rewrite the date $1 with the day first and full stops between, 'DD.MM.YYYY'."],
    body: ["return '.'.join(reversed($1.split('-')))"], others: [py`
      year_part, month_part, day_part = $1.split('-')
      return day_part + '.' + month_part + '.' + year_part`, ["return f'{$1[8:]}.{$1[5:7]}.{$1[:4]}'"]], apply: (d) => s(d).split('-').reverse().join('.'),
  },
  {
    id: 'earlier date', topic, parameters: ['date', 'date'], result: 'str', names: ['earlier_date', 'first_of_dates', 'which_first'],
    lesson: 'Dates written with the year first are in order when their texts are.',
    docs: ['Return the earlier of the dates $1 and $2.', 'Tell which of the two dates $1 and $2 comes first.'],
    body: ['return min($1, $2)'], others: [py`
      if $1 < $2:
          return $1
      return $2`, ['return $1 if $1 <= $2 else $2']], apply: (a, b) => (s(a) < s(b) ? s(a) : s(b)),
  },
  {
    id: 'century', topic, parameters: ['year'], result: 'int', names: ['century', 'century_of', 'which_century'],
    lesson: 'Adding one less than the divisor before // rounds up.',
    docs: ['Return the century of the year $1.', 'Tell in which century the year $1 lies; 1900 belongs to the 19th and 1901 to the 20th.'],
    body: ['return ($1 + 99) // 100'], others: [['return ($1 - 1) // 100 + 1'], py`
      result = $1 // 100
      if $1 % 100 > 0:
          result += 1
      return result`], apply: (y) => Math.ceil(n(y) / 100),
  },
  {
    id: 'quarter', topic, parameters: ['month'], result: 'str', names: ['quarter', 'quarter_of', 'business_quarter'],
    lesson: 'Integer division puts months into groups of three.',
    docs: ["Return the quarter of the month $1 as 'Q1' to 'Q4'.", "Name the quarter of the year in which month $1 lies, such as 'Q2'."],
    body: ["return 'Q' + str(($1 + 2) // 3)"], others: [["return f'Q{($1 - 1) // 3 + 1}'"], py`
      if $1 <= 3:
          return 'Q1'
      if $1 <= 6:
          return 'Q2'
      if $1 <= 9:
          return 'Q3'
      return 'Q4'`], apply: (m) => `Q${String(Math.ceil(n(m) / 3))}`,
  },
]; // prettier-ignore
