#!/usr/bin/env neurosh
#: width=80
# Threshold and reset
#
# Where the threshold lies decides how often a neuron fires, and the reset
# decides what it remembers of what was before.

# An IF neuron adds up its input and does not leak. It fires when the sum
# passes the threshold, and begins again at 0.
create if n threshold=1
feed n const 0.3
#? At which step does it fire first? = n.first_spike
#h Add 0.3 until it is more than 1.
#~ 3: 0.9 is not above 1 yet
#! After three steps mem is 0.9, after four 1.2. The spike sets it to 0, so that
#! every fourth step fires.
run n 12
#> n: 12 steps to step 12, 3 spikes (at 4, 8, 12), mem 0
expect n.first_spike == 4
expect n.mem_before[4] == 1.2 +- 1e-12
expect n.spikes == 3
plot n height=8
#> mem of n
#>                       |                     |                      | 3 spikes
#>     |                .*                    .*                     .*
#> 1.0 +- - - - - - -...-|- - - - - - - - - ..-|- - - - - - - - - ... | threshold 1
#>     |          .*.    |               .*.   |               .*.    |
#>     |        ..       |            ...      |             ..       |
#> 0.5 +   ...*.         |        ..*.         |        ...*.         |
#>     |*..              |    .*..             |    .*..              |
#>     |                 | ...                 | ...                  |
#> 0.0 +                 |.                    |.                     |
#>     +------+----------+----------+----------+-----------+----------+
#>            2          4          6          8          10         12 step
#> 0.3 |--------------------------------------------------------------- input

# Now half the threshold.
reset n
set n threshold=0.5
#? IF fired 3 times in 12 steps. How many times does it fire now? = n.spikes
#h How many steps of 0.3 to pass 0.5?
#~ 6.5: half a spike there is none
#~ 7 | 8: what is above the threshold is lost at every spike
#! Two steps make 0.6: every second step fires. The 0.1 above is lost.
run n 12
#> n: 12 steps to step 12, 6 spikes (at 2, 4, 6, 8, 10, 12), mem 0
expect n.spikes == 6
expect n.mem_before[2] == 0.6 +- 1e-12

# undo takes the three commands back.
undo 3

# Exactly at the threshold? IF fires only above it.
create if edge threshold=1
feed edge const 0.25
#? At which step does IF fire first, with 0.25 a step? = edge.first_spike
#h After four steps mem is exactly 1.
#~ 4: mem is 1 then, and 1 is not above 1
#! After four steps mem is 1, which is not above 1.
run edge 8
#> edge: 8 steps to step 8, 1 spike (at 5), mem 0.75
expect edge.first_spike == 5

# The usual reset sets mem to 0, and what was above the threshold is lost. A
# soft reset takes the threshold away from mem, and what was above it stays. It
# is a neuron of your own, in one line: only the spike is rewritten. 'act' is 1
# where what it is given is large enough to fire, else 0.
define SoftIF = IF spike { spike = act(mem - threshold); mem -= threshold * spike }
#> SoftIF: builds on IF
create SoftIF soft threshold=1
feed soft const 0.3
#? IF, with a spike every 4 steps, fires 8 times in 35. And the soft one? = soft.spikes
#h What flows in within 35 steps, in all?
#~ 8: what is above the threshold is not lost here
#~ 11: of 10.5 only whole spikes come out
#! Nothing is lost: 35 steps of 0.3 are 10.5, and each spike takes 1 of it. The
#! first one leaves 0.2, the next 0.1, then 0.3.
run soft 35
#> soft: 35 steps to step 35, 10 spikes (at 4, 7, 11, 14, 17, 21, ...), mem 0.5
expect soft.spikes == 10
expect 35 * 0.3 == 10.5 +- 1e-12
expect soft.mem[4] == 0.2 +- 1e-12
expect soft.mem[7] == 0.1 +- 1e-12
expect soft.mem[11] == 0.3 +- 1e-12
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

reset soft
#task Make soft fire in exactly every second step: change its current, and run it for 20 steps.
#h 20 steps, 10 spikes, each takes 1.
#! 0.5 a step and a little more: at exactly 0.5 mem would be 1 and not above it.
feed soft const 0.52
run soft 20
expect soft.spikes == 10
