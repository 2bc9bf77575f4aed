"""The figures as texts for readers: the console's table, and the texts of the report's page, cell by cell, without its tags."""
import math
from decimal import ROUND_HALF_UP, Context, Decimal

ROWS = (('imitator', 'Imitator'), ('teacher', 'Teacher'), ('floor', 'Floor: teacher × 1.0001'), ('noUpdate', 'No update'))
OPEN_AND_CLOSED = (('teacher', 'open loop: teacher drives', 'Open loop: the teacher drives'),
                   ('imitator', 'closed loop: it drives', 'Closed loop: the imitator drives'))


def show(value, digits):
    """A number with so many significant digits; with a power of ten below 0.001 and from 100,000 on; "-" if unknown."""
    if value is None or not math.isfinite(value):
        return '-'
    if value == 0:
        return '0'
    if 1e-3 <= abs(value) < 1e5:
        rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(repr(float(value))))
        return fixed(rounded, max(0, digits - 1 - exponent(value)))
    mantissa, power = f'{value:.{digits - 1}e}'.split('e')
    return f'{mantissa}e{int(power)}'


def fixed(value, places):
    value = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def exponent(value):
    return math.floor(math.log10(abs(value)))


class Estimate:
    """A mean over seeds and its standard error, from the sample variance over n - 1."""

    def __init__(self, values):
        values = [v for v in values if v is not None]
        self.n = len(values)
        self.mean, self.error = math.nan, math.nan
        if not values:
            return
        self.mean = math.fsum(values) / self.n
        squares = math.fsum((v - self.mean) ** 2 for v in values)
        self.error = math.sqrt(squares / (self.n - 1) / self.n) if self.n > 1 else math.nan

    def times(self, factor):
        scaled = object.__new__(Estimate)
        scaled.n, scaled.mean, scaled.error = self.n, self.mean * factor, self.error * abs(factor)
        return scaled

    def __str__(self):
        """The mean with as many digits as the error has with two significant digits."""
        if math.isnan(self.error):
            return show(self.mean, 4)
        if self.error <= 1e-12 * abs(self.mean):
            return show(self.mean, 4) + ' +- 0'
        size = max(abs(self.mean), self.error)
        if not 1e-3 <= size < 1e5:
            power = exponent(size)
            return f'({self.times(10.0 ** -power)})e{power}'
        places = max(0, 1 - exponent(self.error))
        if places > 6:
            return f'{show(self.mean, 6)} +- {show(self.error, 1)}'
        return f'{fixed(self.mean, places)} +- {fixed(self.error, places)}'

    def ratio(self):
        """The ratio of a mean logarithm, with three decimals near 1."""
        r = math.exp(self.mean)
        return fixed(r, 3) if 0.9 < r < 1.1 else show(r, 3)


def mean(values):
    return sum(values) / len(values) if values else None


def percent(share):
    return show(100 * share, 3) + '\u00a0%'


class Trial:
    """A trial's result lines by driving optimizer and figure, and the texts about them."""

    def __init__(self, name, config, lines, metrics):
        self.name, self.config, self.lines, self.metrics = name, config, lines, metrics
        self.results = {d: [l for l in lines if l['kind'] == 'result' and l['rollout'] == d] for d, _ in ROWS}
        self.steps = self.results['imitator'][0]['step']
        self.judged()

    def at(self, horizon):
        """The same trial at an earlier horizon."""
        then = object.__new__(Trial)
        then.results = {d: [l for l in self.lines if l['kind'] == 'horizon' and (l['rollout'], l['step']) == (d, horizon)]
                        for d, _ in ROWS}
        return then

    def of(self, rollout, figure):
        return Estimate([line[figure] for line in self.results[rollout]])

    def ln(self, rollout, other='teacher'):
        """The mean logarithm of the ratio of the losses at the mean theta, over the same seeds."""
        return Estimate([math.log(a['meanLoss'] / b['meanLoss'])
                         for a, b in zip(self.results[rollout], self.results[other])])

    def bar(self):
        (rule, values), = self.config['teacher'].items()
        assert self.steps <= 4000
        return {'sgd': 1.02 if values.get('momentum', 0) > 0 else 1.01, 'adam': 1.05}[rule]

    def judged(self):
        """The verdict for two seeds without divergence, with a teacher that is better than no update."""
        ln, way = self.ln('imitator'), self.ln('noUpdate')
        margin, ratio = math.log(self.bar()), self.ln('imitator').ratio()
        assert ln.n == 2 and way.mean > margin, f'{self.name}: its verdict is not worked out here'
        self.tone, self.badge = 'warn', 'no verdict'
        loss = f'its test loss is {ratio} times its teacher\'s'
        if self.ln('noUpdate', 'imitator').mean <= 0:
            losses = [show(self.of(d, 'meanLoss').mean, 3) for d in ('imitator', 'noUpdate', 'teacher')]
            self.tone, self.badge = 'bad', 'does not imitate (two seeds)'
            self.reason = ('It does not imitate: it is no better than no update at all (test loss {}, without any update {},'
                           ' its teacher\'s {}).').format(*losses)
        elif abs(ln.mean) <= margin:
            if 2 * ln.error > max(margin, 0.1 * way.mean):
                self.reason = f'No verdict: {loss}, but the seeds differ too much to tell (ln ratio {ln}).'
            else:
                self.tone, self.badge = 'ok', 'imitates (two seeds)'
                self.reason = f'It imitates, as far as two seeds can tell: {loss}, within the margin of {self.bar()}.'
        elif ln.mean > max(0.1 * way.mean, margin):
            left = percent(ln.mean / way.mean)
            self.tone, self.badge = 'bad', 'does not imitate (two seeds)'
            self.reason = f'It does not imitate: {loss}; {left} of the way from no update to its teacher is left.'
        else:
            assert abs(self.ln('floor').mean) <= margin
            self.reason = (f'No verdict: {loss}, beyond the margin of {self.bar()}, and two seeds are too few to tell that'
                           ' from chance.')

    def verdict(self):
        """The last line of evaluation.jsonl."""
        ln = self.ln('imitator')
        return {'kind': 'verdict', 'verdict': self.badge, 'seeds': ln.n, 'lnRatio': ln.mean, 'standardError': ln.error,
                'bar': self.bar(), 'reason': self.reason}

    def details(self):
        mine, teachers = (show(self.of(d, 'meanLoss').mean, 3) for d in ('imitator', 'teacher'))
        opened, closed = (percent(self.of(d, 'relativeError').mean) for d in ('teacher', 'imitator'))
        return [f'The imitator reached a test loss of {mine} against the teacher\'s {teachers} after {self.steps:,} steps'
                f' (mean θ; ratio {self.ln("imitator").ratio()}; 2 seeds).',
                f'When the teacher drives, it predicts the teacher\'s updates to within {opened}; when it drives itself,'
                f' it differs from them by {closed}.',
                'Noise floor: the teacher against itself, learning rate × 1.0001, gives a ratio of'
                f' {self.ln("floor").ratio()}.']

    def console(self):
        lines = [f'{self.name}/seed-{self.config["seed"]} [done]', '  ' + self.badge]
        for sentence in [self.reason] + self.details():
            lines += wrapped(sentence)
        row = '  {:<9} {:<19} {:<19} {:<16} {:<19} {}'.format
        lines += ['', row('rollout', 'loss, mean theta', 'loss, end', 'test accuracy', 'training loss', 'bad step')]
        for rollout, _ in ROWS:
            lines.append(row({'noUpdate': 'no update'}.get(rollout, rollout), *(str(self.of(rollout, figure)) for figure in ('meanLoss', 'testLoss')),
                             f'{self.of(rollout, "testAccuracy").times(100)} %', str(self.of(rollout, 'trainingLoss')), 'none'))
        ln, floor = self.ln('imitator'), self.ln('floor')
        lines += ['', f'  loss ratio to the teacher {ln.ratio()} (ln {ln})', f'  noise floor {floor.ratio()} (ln {floor})', '']
        row = '  {:<26} {:<20} {:<18} {:<20} {}'.format
        lines.append(row('agreement with the teacher', 'relative error', 'cosine', 'bias', 'max |c|'))
        for rollout, name, _ in OPEN_AND_CLOSED:
            lines.append(row(name, *(str(self.of(rollout, figure)) for figure in ('relativeError', 'cosine', 'bias')),
                             show(self.largest_cell(rollout), 3)))
        return lines + ['', '  ' + self.survival()]

    def survival(self):
        """All these rollouts reach their end, at a multiple of their training's episode. The page's next text, with the wall time of a step, is unknown here."""
        episode = self.config['training']['episode']
        assert self.steps % episode == 0
        return f'Trained to {episode} steps, it drove {self.steps:,} ({self.steps // episode} times): 2 of 2 seeds survived.'

    def coloured(self):
        """The console's second line on a terminal: green, red or yellow."""
        return f'  \033[1;{dict(ok=32, bad=31, warn=33)[self.tone]}m{self.badge}\033[0m'

    def largest_cell(self, rollout):
        return max(line['maxCell'] for line in self.results[rollout])

    def page(self):
        return {'verdict': [self.tone, self.badge, 'run: done', self.reason] + self.details(),
                'tiles': self.tiles(), 'tables': self.tables()}

    def tiles(self):
        opened, closed = (show(self.of(d, 'relativeError').mean, 3) for d in ('teacher', 'imitator'))
        accuracy, teachers = (percent(self.of(d, 'testAccuracy').mean) for d in ('imitator', 'teacher'))
        return [['Test loss ratio', self.ln('imitator').ratio(), f'to the teacher; noise floor {self.ln("floor").ratio()}'],
                ['Test accuracy', accuracy, f'teacher {teachers}'],
                ['Open-loop error', opened, '‖Δ̂ − u‖ / ‖u‖, teacher drives'],
                ['Closed-loop error', closed, '‖Δ̂ − u‖ / ‖u‖, imitator drives']]

    def tables(self):
        horizons = sorted({line['step'] for line in self.lines if line['kind'] == 'horizon'})
        tables = [table for trial in [self] + [self.at(horizon) for horizon in horizons] for table in trial.three()]
        return tables + self.at_the_end() + self.diagnostics()

    def three(self):
        outcome = [['Rollout', 'Test loss, mean θ', 'Ratio to teacher', 'ln ratio', 'Test loss, five points',
                    'Test loss, θ at the end', 'Test accuracy, %', 'Training loss', 'First bad step']]
        for rollout, title in ROWS:
            ln = self.ln(rollout)
            outcome.append([title, printed(self.of(rollout, 'meanLoss')), '1' if rollout == 'teacher' else ln.ratio(),
                            '0' if rollout == 'teacher' else printed(ln),
                            printed(Estimate([mean(line['pointLosses']) for line in self.results[rollout]])),
                            printed(self.of(rollout, 'testLoss')), printed(self.of(rollout, 'testAccuracy').times(100)), printed(self.of(rollout, 'trainingLoss')),
                            'none'])
        agreement = [['Path', 'Relative error ‖Δ̂ − u‖ / ‖u‖', 'Cosine', 'Bias, of mean |u|', 'Largest cell |c|']]
        for rollout, _, title in OPEN_AND_CLOSED:
            agreement.append([title] + [printed(self.of(rollout, f)) for f in ('relativeError', 'cosine', 'bias')]
                             + [printed(show(self.largest_cell(rollout), 4))])
        seeds = [['Rollout', 'Seed', 'Steps', 'Loss, mean θ', 'Accuracy mean θ, %', 'Loss, 5 points',
                  'Accuracy 5 points, %', 'Loss, end', 'Accuracy end, %', 'Training loss', 'Relative error', 'Cosine', 'Bias',
                  'Max |c|', 'Mean |θ|', 'Seconds', 'First bad step']]
        for rollout, title in ROWS:
            for line in self.results[rollout]:
                share = mean(line['pointAccuracies'])
                figures = [line['meanLoss'], 100 * line['meanAccuracy'], mean(line['pointLosses']),
                           share and 100 * share, line['testLoss'], 100 * line['testAccuracy']]
                figures += [line[f] for f in ('trainingLoss', 'relativeError', 'cosine', 'bias', 'maxCell', 'meanTheta')]
                seeds.append([title, str(line['seed']), f'{line["step"]:,}'] + [printed(show(f, 4)) for f in figures]
                             + ['–', 'none'])  # measured times are unknown here
        return [outcome, agreement, seeds]

    def at_the_end(self):
        """Statistics at the last point of each rollout, mean over the seeds."""
        points = [line for line in self.lines if line['kind'] == 'point' and line['step'] == self.steps]
        if not points:
            return []
        names = ('Min', 'Max', 'Mean', 'Variance', 'Skewness', 'Kurtosis')
        rows = [['Quantity', 'Rollout', *names]]
        for key, title in (('theta', '|θ|'), ('cell', '|c|'), ('relativeError', '|Relative error|')):
            for rollout, who in ROWS:
                if rollout == 'floor' and key != 'theta':
                    continue
                of = [line[key] for line in points if line['rollout'] == rollout]
                cells = [printed(show(Estimate([one.get(name.lower()) for one in of]).mean, 3)) for name in names]
                rows.append([title, who] + cells)
        return [rows]

    def diagnostics(self):
        lines = [line for line in self.metrics if 'diagnostics' in line]
        if not lines:
            return []
        names = ('Min', 'Max', 'Mean', 'Variance', 'Skewness', 'Kurtosis')
        rows = [['Quantity', 'Meta-step', *names]]
        for key, title in (('relativeError', '|Relative error|'), ('gradients', 'Gradients'),
                           ('teacherUpdates', 'Teacher’s updates u'), ('predictedUpdates', 'Predicted updates Δ̂')):
            for line in (lines[0], lines[-1]):
                rows.append([title, f'{line["metaStep"]:,}']
                            + [printed(show(line['diagnostics'][key].get(name.lower()), 3)) for name in names])
        return [rows]

    def side_by_side(self):
        """The trial's row in the comparison of several trials."""
        opened, closed = (printed(show(self.of(d, 'relativeError').mean, 3)) for d in ('teacher', 'imitator'))
        return [f'{self.name}/seed-{self.config["seed"]}', self.badge, 'done', self.ln('imitator').ratio(),
                self.ln('floor').ratio(), printed(self.of('imitator', 'meanLoss')), printed(self.of('teacher', 'meanLoss')),
                printed(self.of('imitator', 'testAccuracy').times(100)), opened, closed]


def wrapped(sentence):
    """Lines of at most 100 columns, of which the first two are empty, without Greek and other characters that a terminal may lack."""
    rest, lines = sentence.replace('θ', 'theta').replace('×', 'x').replace('\u00a0', ' '), []
    while len(rest) > 98:
        cut = rest.rindex(' ', 0, 99)
        lines.append('  ' + rest[:cut])
        rest = rest[cut:].strip()
    return lines + ['  ' + rest]


def printed(number):
    """A number as on the page: with powers of ten, a real minus sign, and a dash if it is unknown."""
    text = str(number)
    if text == '-':
        return '–'
    mantissa, _, power = text.partition('e')
    minus = lambda part: '−' + part[1:] if part.startswith('-') else part
    mantissa = '(' + minus(mantissa[1:]) if mantissa.startswith('(') else minus(mantissa)
    return mantissa.replace(' +- ', ' ± ') + (f'×10{minus(power)}' if power else '')
