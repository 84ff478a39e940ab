#!/usr/bin/env neurosh
#: width=80
# Threshold and reset
#
# Where the threshold lies decides how often a neuron fires, and the reset
# decides what it remembers of what was before.

# An IF neuron adds up its input. It fires when the sum passes the threshold:
# with 0.3 a step and a threshold of 1 that is every fourth step.
create if n threshold=1
feed n const 0.3
#? At which step does it fire first? = n.first_spike
#! After three steps mem is 0.9, after four 1.2.
run n 12
#> n: 12 steps to step 12, 3 spikes (at 4, 8, 12), mem 0
expect n.first_spike == 4
expect n.spikes == 3
plot n height=8
#> mem of n
#>                       |                     |                      | 3 spikes
#>     |                .*                    .*                     .*
#> 1.0 +- - - - - - -...-|- - - - - - - - - ..-|- - - - - - - - - ... | threshold 1
#>     |          .*.    |               .*.   |               .*.    |
#>     |        ..       |            ...      |             ..       |
#> 0.5 +    ..*.         |        ..*.         |         ..*.         |
#>     |*...             |    .*..             |    .*...             |
#>     |                 | ...                 | ...                  |
#> 0.0 +                 |.                    |.                     |
#>     +------+----------+----------+----------+-----------+----------+
#>            2          4          6          8          10         12 step
#> 0.3 |--------------------------------------------------------------- input

# Lower the threshold: it fires more often. undo takes the change back.
reset n
set n threshold=0.5
run n 12
#> n: 12 steps to step 12, 6 spikes (at 2, 4, 6, 8, 10, 12), mem 0
expect n.spikes == 6
undo 3

# Exactly at the threshold? The surrogate function decides: Atan fires only
# above it, Sigmoid at the threshold as well.
create if edge threshold=1
feed edge const 0.25
run edge 8
#> edge: 8 steps to step 8, 1 spike (at 5), mem 0.75
expect edge.first_spike == 5
set edge act=sigmoid
reset edge
run edge 8
#> edge: 8 steps to step 8, 2 spikes (at 4, 8), mem 0
expect edge.first_spike == 4

# The usual reset sets mem to 0, and what was above the threshold is lost. A
# soft reset takes the threshold away and keeps the rest. It is a neuron of
# your own, in one line: only the spike is rewritten.
define SoftIF = IF spike { spike = act(mem - threshold); mem -= threshold * spike }
#> SoftIF: builds on IF
create SoftIF soft threshold=1
feed soft const 0.3
#? IF fires 8 times in 35 steps. Does the soft one fire more often? = soft.spikes > 8
#! It keeps the 0.2 that was above the threshold, and so begins higher.
run soft 35
#> soft: 35 steps to step 35, 10 spikes (at 4, 7, 11, 14, 17, 21, ...), mem 0.5
expect soft.spikes == 10
reset n
run n 35
#> n: 35 steps to step 35, 8 spikes (at 4, 8, 12, 16, 20, 24, ...), mem 0.9
expect n.spikes == 8

# A parameter that cannot be is refused, and nothing changes.
set n threshold=abc
#x 'threshold' cannot be 'abc'
set n treshold=2
#x unknown parameter 'treshold'; did you mean 'threshold'?
expect n.threshold == 1

# reset puts mem back to the start and forgets what was recorded.
reset n
expect n.time == 0
expect n.mem == 0
