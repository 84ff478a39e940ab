#!/usr/bin/env neurosh
#: width=80
# First spike
#
# A neuron adds up the current that flows into it. Its membrane potential,
# mem, rises until it reaches the threshold; then the neuron fires a spike
# and mem falls back to 0.

# Make a leaky integrate-and-fire neuron. It is called n, fires at 1, and
# one forward pass of it takes 4 time steps.
create lif n threshold=1 tau=2 step=4
#> n: LIF, threshold 1, tau 2, step 4

# Feed it the same current at every step, and run one forward pass.
feed n const 1.5
#> n gets const 1.5
#? At which step does it fire for the first time? = n.first_spike
#! Step 1 takes mem half of the way from 0 to 1.5, which is 0.75; step 2 half
#! of the rest, to 1.125.
run n
#> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0

# The table shows why. At step 1 mem is 0.75: half of the way to 1.5, since
# tau is 2. At step 2 it goes half of the rest, to 1.125: that is above the
# threshold, so there is a spike, and mem is 0 again.
table n
#> step  input  mem_before   mem  spike
#>    1    1.5       0.75   0.75      0
#>    2    1.5       1.125  0         1
#>    3    1.5       0.75   0.75      0
#>    4    1.5       1.125  0         1
expect n.first_spike == 2
expect n.mem_before[2] == 1.125

# The same as a picture. The stars are mem at each step, the dashed line is
# the threshold, the strokes on top are the spikes.
#? How many spikes will there be after 16 more steps, in all? = n.spikes
#! Every second step fires, and 20 steps are done then.
run n 16
plot n
#> mem of n
#>         |      |     |      |     |      |     |      |     |      | 10 spikes
#>     |
#>     |   *      *     *      *     *      *     *      *     *      *
#>     |   |      |     |      |     |      |     |      |     |      |
#> 1.0 +- .|- - -.| - -.| - - .|- - .|- - -.| - -.| - - .|- - .|- - -.| threshold 1
#>     | . |    . |   . |    . |   . |    . |   . |    . |   . |    . |
#>     |   |      |     |      |     |      |     |      |     |      |
#>     |*  |   *  |  *  |   *  |  *  |   *  |  *  |   *  |  *  |   *  |
#>     |   |      |     |      |     |      |     |      |     |      |
#>     |   |  .   |     |  .   |     |  .   |     |  .   |     |  .   |
#> 0.5 +   |      | .   |      | .   |      | .   |      | .   |      |
#>     |   |      |     |      |     |      |     |      |     |      |
#>     |   | .    |     | .    |     | .    |     | .    |     | .    |
#>     |   |      |.    |      |.    |      |.    |      |.    |      |
#>     |   |.     |     |.     |     |.     |     |.     |     |.     |
#>     |   |      |     |      |     |      |     |      |     |      |
#> 0.0 +   |      |     |      |     |      |     |      |     |      |
#>     +-------------+---------------+----------------+---------------+
#>                   5              10               15              20 step
#> 1.5 |--------------------------------------------------------------- input

# 'why' says it in words, for the last spike or for any step.
why n at=3
#> n did not fire at step 3: mem was 0.75, 0.25 below the threshold 1
#>   its last spike, at step 2, had set mem to 0
#>   the input was 1.5 all the time

# Now it is your turn: 'neurosh' gives a prompt, and 'help' there lists all
# verbs. Or go on with the next lesson: neurosh lesson sessions/02-leak.nsh
